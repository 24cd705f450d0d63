package dev.relais.fleet;

import dev.relais.diag.Diagnostic;
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
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads an inventory, strictly: whatever it does not know is a finding, because a key that is
 * misspelt and passed over is a fact that is missing where it counts.
 */
public final class InventoryReader {
  private final Sink sink;

  private InventoryReader(Sink sink) {
    this.sink = sink;
  }

  /**
   * Reads an inventory.
   *
   * @return empty if nothing of it could be understood; every reason is in the sink
   */
  public static Optional<Inventory> read(SourceFile file, Sink sink) {
    return Yaml.read(file, sink).map(root -> new InventoryReader(sink).inventory(file, root));
  }

  private Inventory inventory(SourceFile file, Yaml root) {
    Keys keys = keys(root, "the inventory");
    List<HostEntry> hosts = new ArrayList<>();
    keys.take("hosts")
        .map(value -> keys(value, "`hosts`"))
        .ifPresent(named -> named.all().forEach((name, value) -> hosts.add(host(name, value))));
    List<Draft> drafts =
        items(keys.take("drafts")).stream().flatMap(d -> draft(d).stream()).toList();
    keys.done();
    if (hosts.isEmpty() && keys.isMapping()) {
      report(root.span(), "This inventory has no `hosts`.", "name each host and its configuration");
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
      report(
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
      report(
          name.span(),
          "`%s` is no name for a host.".formatted(name.value()),
          "use letters, digits, dots and hyphens; folders are called after hosts");
    }
    Keys keys = keys(value, "a host");
    Optional<Located<String>> config = keys.take("config").flatMap(this::text);
    Platform platform =
        keys.take("platform").flatMap(p -> word(p, Platform.values())).orElse(Platform.METAL);
    Optional<Located<String>> hypervisor = keys.take("hypervisor").flatMap(this::text);
    Optional<Located<Integer>> containerId =
        keys.take("container_id").flatMap(id -> parsed(id, InventoryReader::number, "a number"));
    List<InterfaceEntry> interfaces = new ArrayList<>();
    keys.take("interfaces")
        .map(all -> keys(all, "`interfaces`"))
        .ifPresent(named -> named.all().forEach((n, v) -> interfaces.add(networkInterface(n, v))));
    Optional<Gateway> gateway = keys.take("gateway").flatMap(this::gateway);
    Optional<Located<Target>> keepalived =
        keys.take("keepalived")
            .flatMap(release ->
                parsed(
                    release,
                    Target::parse,
                    "a release of keepalived such as 2.2.7, or of a distribution such as debian-12"));
    List<Role> roles =
        items(keys.take("roles")).stream()
            .flatMap(role -> word(role, Role.values()).stream())
            .toList();
    keys.done();
    return new HostEntry(
        name, config, platform, hypervisor, containerId, interfaces, gateway, keepalived, roles);
  }

  private InterfaceEntry networkInterface(Located<String> name, Yaml value) {
    if (!name.value().matches("[^\\s/#:\\\\\"'$`;&|<>]{1,15}")) {
      report(
          name.span(),
          "`%s` is no name for an interface.".formatted(name.value()),
          "it has at most 15 characters, and neither blanks nor slashes nor those that a shell reads");
    }
    Keys keys = keys(value, "an interface");
    Optional<Located<IpPrefix>> address =
        keys.take("address")
            .flatMap(a ->
                parsed(
                    a,
                    text -> text.contains("/") ? IpPrefix.parse(text) : Optional.empty(),
                    "an address with its prefix length, such as `192.0.2.1/24`"));
    Method method =
        keys.take("method")
            .flatMap(m -> word(m, Method.values()))
            .orElse(address.isPresent() ? Method.STATIC : Method.MANUAL);
    Optional<Located<String>> link = keys.take("link").flatMap(this::text);
    keys.done();
    if (method == Method.STATIC && address.isEmpty()) {
      report(
          name.span(),
          "Interface `%s` is `static` and has no `address`.".formatted(name.value()),
          "give it one, or write `method: manual`");
    }
    return new InterfaceEntry(name, address, method, link);
  }

  private Optional<Gateway> gateway(Yaml value) {
    Keys keys = keys(value, "`gateway`");
    Optional<Located<IpAddress>> via =
        keys.take("via").flatMap(v -> parsed(v, IpAddress::parse, "an IP address"));
    Optional<Located<String>> dev = keys.take("dev").flatMap(this::text);
    Optional<Located<String>> follows = keys.take("follows").flatMap(this::text);
    keys.done();
    if (via.isEmpty() || dev.isEmpty()) {
      if (keys.isMapping()) {
        report(value.span(), "A gateway needs `via` and `dev`.", "write both");
      }
      return Optional.empty();
    }
    return Optional.of(new Gateway(via.get(), dev.get(), follows));
  }

  private Optional<Draft> draft(Yaml value) {
    Keys keys = keys(value, "a draft");
    Optional<Located<String>> config = keys.take("config").flatMap(this::text);
    List<Located<String>> hosts =
        items(keys.take("hosts")).stream().flatMap(host -> text(host).stream()).toList();
    keys.done();
    if (config.isEmpty() && keys.isMapping()) {
      report(value.span(), "A draft needs a `config`.", "name the file");
    }
    return config.map(file -> new Draft(file, hosts));
  }

  // ------------------------------------------------------------------ values

  private Optional<Located<String>> text(Yaml value) {
    return parsed(value, text -> text.isEmpty() ? Optional.empty() : Optional.of(text), "a text");
  }

  private <T> Optional<Located<T>> parsed(
      Yaml value, Function<String, Optional<T>> parse, String expected) {
    if (value instanceof Yaml.Scalar(String text, SourceSpan span)) {
      Optional<T> parsed = parse.apply(text);
      if (parsed.isEmpty()) {
        report(span, "`%s` is not what should stand here.".formatted(text), "write " + expected);
      }
      return parsed.map(good -> new Located<>(good, span));
    }
    report(value.span(), "A single value should stand here.", "write " + expected);
    return Optional.empty();
  }

  private static Optional<Integer> number(String text) {
    return text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private <E extends Enum<E>> Optional<E> word(Yaml value, E[] words) {
    String all = Arrays.stream(words).map(word -> word(word)).collect(Collectors.joining(", "));
    return parsed(
            value,
            text -> Arrays.stream(words).filter(word -> word(word).equals(text)).findFirst(),
            words.length == 1 ? all : "one of " + all)
        .map(Located::value);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private List<Yaml> items(Optional<Yaml> value) {
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Yaml.Sequence(var items, _)) {
      return items;
    }
    report(value.get().span(), "A list should stand here.", "begin each item with `-`");
    return List.of();
  }

  private Keys keys(Yaml value, String where) {
    return new Keys(value, where);
  }

  private void report(SourceSpan span, String message, String help) {
    sink.report(Diagnostic.of(FleetRules.INVALID_INVENTORY, span, message).help(help));
  }

  /** The keys of a mapping; what nobody has asked for at the end is not known. */
  private final class Keys {
    private final String where;
    private final boolean mapping;
    private final Map<String, Yaml.Pair> pairs = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    Keys(Yaml value, String where) {
      this.where = where;
      this.mapping = value instanceof Yaml.Mapping;
      Map<String, SourceSpan> seen = new HashMap<>();
      if (value instanceof Yaml.Mapping(var all, _)) {
        for (Yaml.Pair pair : all) {
          if (seen.putIfAbsent(pair.key().value(), pair.key().span()) != null) {
            report(
                pair.key().span(),
                "`%s` stands twice in %s.".formatted(pair.key().value(), where),
                "keep one of them");
          } else {
            pairs.put(pair.key().value(), pair);
          }
        }
      } else if (!(value instanceof Yaml.Scalar(String text, _) && text.isEmpty())) {
        report(
            value.span(),
            "Keys with values should stand in %s.".formatted(where),
            "write `key: value`");
      }
    }

    boolean isMapping() {
      return mapping;
    }

    Optional<Yaml> take(String key) {
      asked.add(key);
      return Optional.ofNullable(pairs.get(key)).map(Yaml.Pair::value);
    }

    Map<Located<String>, Yaml> all() {
      Map<Located<String>, Yaml> all = new LinkedHashMap<>();
      pairs.values().forEach(pair -> all.put(pair.key(), pair.value()));
      return all;
    }

    void done() {
      for (Yaml.Pair pair : pairs.values()) {
        String key = pair.key().value();
        if (!asked.contains(key)) {
          report(
              pair.key().span(),
              "`%s` is no key of %s.".formatted(key, where),
              Spelling.nearest(key, asked)
                  .map("did you mean `%s`?"::formatted)
                  .orElse(
                      "the keys are " + asked.stream().sorted().collect(Collectors.joining(", "))));
        }
      }
    }
  }
}
