package dev.relais.fleet;

import dev.relais.diag.Sink;
import dev.relais.fleet.Inventory.Draft;
import dev.relais.fleet.Inventory.Gateway;
import dev.relais.fleet.Inventory.HostEntry;
import dev.relais.fleet.Inventory.InterfaceEntry;
import dev.relais.fleet.Inventory.Method;
import dev.relais.fleet.Inventory.Platform;
import dev.relais.fleet.Inventory.Role;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.Spelling;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.yaml.StrictReader;
import dev.relais.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an inventory, strictly: whatever it does not know is a finding, because a key that is
 * misspelt and passed over is a fact that is missing where it counts.
 */
public final class InventoryReader {
  private final StrictReader values;

  private InventoryReader(Sink sink) {
    this.values = new StrictReader(FleetRules.INVALID_INVENTORY, sink);
  }

  /**
   * Reads an inventory.
   *
   * @return empty if nothing of it could be understood; every reason is in the sink
   */
  public static Optional<Inventory> read(SourceFile file, Sink sink) {
    return Yaml.read(file, FleetRules.INVALID_INVENTORY, sink)
        .map(root -> new InventoryReader(sink).inventory(file, root));
  }

  private Inventory inventory(SourceFile file, Yaml root) {
    StrictReader.Keys keys = values.keys(root, "the inventory");
    List<HostEntry> hosts = new ArrayList<>();
    keys.take("hosts")
        .map(value -> values.keys(value, "`hosts`"))
        .ifPresent(named -> named.all().forEach((name, value) -> hosts.add(host(name, value))));
    List<Draft> drafts =
        values.items(keys.take("drafts")).stream().flatMap(d -> draft(d).stream()).toList();
    keys.done();
    if (hosts.isEmpty() && keys.isMapping()) {
      values.report(
          root.span(), "This inventory has no `hosts`.", "name each host and its configuration");
    }
    Inventory inventory = new Inventory(file, hosts, drafts);
    references(inventory);
    return inventory;
  }

  private void references(Inventory inventory) {
    List<String> names = inventory.hosts().stream().map(host -> host.name().value()).toList();
    for (HostEntry host : inventory.hosts()) {
      host.hypervisor().ifPresent(name -> known(name, names));
    }
    for (Draft draft : inventory.drafts()) {
      draft.hosts().forEach(name -> known(name, names));
    }
  }

  private void known(Located<String> name, List<String> names) {
    if (!names.contains(name.value())) {
      values.report(
          name.span(),
          "`%s` is no host of this inventory.".formatted(name.value()),
          Spelling.nearest(name.value(), names)
              .map("did you mean `%s`?"::formatted)
              .orElse("the hosts are " + String.join(", ", names)));
    }
  }

  // ------------------------------------------------------------------ hosts

  private HostEntry host(Located<String> name, Yaml value) {
    if (!name.value().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      values.report(
          name.span(),
          "`%s` is no name for a host.".formatted(name.value()),
          "use letters, digits, dots and hyphens; folders are called after hosts");
    }
    StrictReader.Keys keys = values.keys(value, "a host");
    Optional<Located<String>> config = keys.take("config").flatMap(values::text);
    Platform platform =
        keys.take("platform")
            .flatMap(p -> values.word(p, Platform.values()))
            .orElse(Platform.METAL);
    Optional<Located<String>> hypervisor = keys.take("hypervisor").flatMap(values::text);
    Optional<Located<Integer>> containerId =
        keys.take("container_id")
            .flatMap(id -> values.parsed(id, StrictReader::number, "a number"));
    List<InterfaceEntry> interfaces = new ArrayList<>();
    keys.take("interfaces")
        .map(all -> values.keys(all, "`interfaces`"))
        .ifPresent(named -> named.all().forEach((n, v) -> interfaces.add(networkInterface(n, v))));
    Optional<Gateway> gateway = keys.take("gateway").flatMap(this::gateway);
    Optional<Located<Target>> keepalived =
        keys.take("keepalived")
            .flatMap(release ->
                values.parsed(
                    release,
                    Target::parse,
                    "a release of keepalived such as 2.2.7, or of a distribution such as debian-12"));
    List<Role> roles =
        values.items(keys.take("roles")).stream()
            .flatMap(role -> values.word(role, Role.values()).stream())
            .toList();
    keys.done();
    return new HostEntry(
        name, config, platform, hypervisor, containerId, interfaces, gateway, keepalived, roles);
  }

  private InterfaceEntry networkInterface(Located<String> name, Yaml value) {
    if (!name.value().matches("[^\\s/#:\\\\\"'$`;&|<>]{1,15}")) {
      values.report(
          name.span(),
          "`%s` is no name for an interface.".formatted(name.value()),
          "it has at most 15 characters, and neither blanks nor slashes nor those that a shell reads");
    }
    StrictReader.Keys keys = values.keys(value, "an interface");
    Optional<Located<IpPrefix>> address =
        keys.take("address")
            .flatMap(a ->
                values.parsed(
                    a,
                    text -> text.contains("/") ? IpPrefix.parse(text) : Optional.empty(),
                    "an address with its prefix length, such as `192.0.2.1/24`"));
    Method method =
        keys.take("method")
            .flatMap(m -> values.word(m, Method.values()))
            .orElse(address.isPresent() ? Method.STATIC : Method.MANUAL);
    Optional<Located<String>> link = keys.take("link").flatMap(values::text);
    keys.done();
    if (method == Method.STATIC && address.isEmpty()) {
      values.report(
          name.span(),
          "Interface `%s` is `static` and has no `address`.".formatted(name.value()),
          "give it one, or write `method: manual`");
    }
    return new InterfaceEntry(name, address, method, link);
  }

  private Optional<Gateway> gateway(Yaml value) {
    StrictReader.Keys keys = values.keys(value, "`gateway`");
    Optional<Located<IpAddress>> via =
        keys.take("via").flatMap(v -> values.parsed(v, IpAddress::parse, "an IP address"));
    Optional<Located<String>> dev = keys.take("dev").flatMap(values::text);
    Optional<Located<String>> follows = keys.take("follows").flatMap(values::text);
    keys.done();
    if (via.isEmpty() || dev.isEmpty()) {
      if (keys.isMapping()) {
        values.report(value.span(), "A gateway needs `via` and `dev`.", "write both");
      }
      return Optional.empty();
    }
    return Optional.of(new Gateway(via.get(), dev.get(), follows));
  }

  private Optional<Draft> draft(Yaml value) {
    StrictReader.Keys keys = values.keys(value, "a draft");
    Optional<Located<String>> config = keys.take("config").flatMap(values::text);
    List<Located<String>> hosts =
        values.items(keys.take("hosts")).stream()
            .flatMap(host -> values.text(host).stream())
            .toList();
    keys.done();
    if (config.isEmpty() && keys.isMapping()) {
      values.report(value.span(), "A draft needs a `config`.", "name the file");
    }
    return config.map(file -> new Draft(file, hosts));
  }
}
