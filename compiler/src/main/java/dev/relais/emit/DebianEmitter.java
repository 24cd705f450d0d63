package dev.relais.emit;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.emit.Templates.TemplateException;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.fleet.Inventory;
import dev.relais.fleet.Inventory.HostEntry;
import dev.relais.fleet.Inventory.InterfaceEntry;
import dev.relais.fleet.Inventory.Method;
import dev.relais.fleet.Inventory.Platform;
import dev.relais.fleet.Inventory.Role;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a Debian host: interfaces(5), sysctl.d(5), modules-load.d(5), modprobe.d(5), and for
 * a hypervisor the script that prepares its containers. keepalived.conf itself comes from {@link
 * KeepalivedEmitter}.
 */
public final class DebianEmitter {
  private final Templates templates;
  private final Sink sink;

  /**
   * An emitter.
   *
   * @param templates lays out
   * @param sink where findings go
   */
  public DebianEmitter(Templates templates, Sink sink) {
    this.templates = templates;
    this.sink = sink;
  }

  /** The files of a host, sorted by path. */
  public List<OutputFile> emit(HostEntry host, Fleet fleet) throws TemplateException {
    Requirements needs = Requirements.of(host, fleet);
    Map<String, Reason> modules = new TreeMap<>();
    if (!host.platform().sharesKernel()) {
      modules.putAll(needs.modules());
    }
    List<HostEntry> containers = containersOn(host, fleet);
    for (HostEntry container : containers) {
      Requirements.of(container, fleet).modules().forEach(modules::putIfAbsent);
    }
    List<OutputFile> files = new ArrayList<>();
    if (!modules.isEmpty()) {
      files.add(modulesLoad(modules));
    }
    List<String> schedulers =
        modules.keySet().stream().filter(name -> name.startsWith("ip_vs_")).toList();
    if (!schedulers.isEmpty()) {
      files.add(modprobe(schedulers));
    }
    Optional<Model> model =
        fleet.hosts().stream()
            .filter(each -> each.name().equals(host.name().value()))
            .map(Host::model)
            .findFirst();
    if (!host.interfaces().isEmpty()) {
      files.add(interfaces(host, model, needs));
    }
    if (!needs.sysctls().isEmpty()) {
      files.add(sysctl(needs, model.filter(m -> !m.instances().isEmpty()).isPresent()));
    }
    if (host.roles().contains(Role.HYPERVISOR)) {
      List<HostEntry> openvz =
          containers.stream().filter(each -> each.platform() == Platform.OPENVZ).toList();
      if (!openvz.isEmpty()) {
        files.add(openvz(openvz, modules, fleet));
      }
    }
    files.sort((a, b) -> a.path().compareTo(b.path()));
    return files;
  }

  private static List<HostEntry> containersOn(HostEntry host, Fleet fleet) {
    return fleet.inventory().orElseThrow().hosts().stream()
        .filter(each -> each.platform().sharesKernel())
        .filter(each ->
            each.hypervisor().filter(name -> name.value().equals(host.name().value())).isPresent())
        .toList();
  }

  // ------------------------------------------------------------------ interfaces

  private OutputFile interfaces(HostEntry host, Optional<Model> model, Requirements needs)
      throws TemplateException {
    List<Map<String, Object>> loopback = new ArrayList<>();
    needs
        .loopbackAddresses()
        .forEach((address, reason) ->
            loopback.add(
                Map.of(
                    "prefix", new IpPrefix(address, address.bits()).toString(),
                    "reason", reason.text())));
    List<Map<String, Object>> tunnels = new ArrayList<>();
    needs
        .tunnels()
        .forEach((name, reason) -> tunnels.add(Map.of("name", name, "reason", reason.text())));
    List<Map<String, Object>> stanzas = new ArrayList<>();
    for (InterfaceEntry entry : host.interfaces()) {
      if (!entry.name().value().equals("lo")) {
        stanzas.add(stanza(entry, host, model));
      }
    }
    return new OutputFile(
        "etc/network/interfaces",
        0644,
        templates.render(
            "debian/interfaces.j2",
            Map.of("loopback", loopback, "interfaces", stanzas, "tunnels", tunnels)));
  }

  private Map<String, Object> stanza(InterfaceEntry entry, HostEntry host, Optional<Model> model) {
    String name = entry.name().value();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("method", entry.method().name().toLowerCase(Locale.ROOT));
    boolean inet6 =
        entry
            .address()
            .filter(a -> a.value().address().family() == AddressFamily.INET6)
            .isPresent();
    values.put("family", inet6 ? "inet6" : "inet");
    values.put("address", entry.address().map(a -> a.value().toString()).orElse(""));
    values.put("held", model.map(m -> held(m, name)).orElse(List.of()));
    values.put("gateway", "");
    values.put("route", "");
    values.put("follows", "");
    host.gateway()
        .filter(gateway -> gateway.interfaceName().value().equals(name))
        .ifPresent(gateway -> gateway(gateway, entry, model, values));
    return values;
  }

  /** What instances hold on an interface, for a comment. */
  private static List<String> held(Model model, String interfaceName) {
    List<String> held = new ArrayList<>();
    for (Instance instance : model.instances()) {
      for (Instance.HeldAddress address : instance.addresses()) {
        if (address.interfaceName().filter(interfaceName::equals).isPresent()) {
          held.add("%s (%s)".formatted(address.prefix().value(), instance.name().value()));
        }
      }
    }
    return held;
  }

  private void gateway(
      Inventory.Gateway gateway,
      InterfaceEntry entry,
      Optional<Model> model,
      Map<String, Object> values) {
    IpAddress via = gateway.via().value();
    if (gateway.follows().isPresent()) {
      Located<String> follows = gateway.follows().get();
      values.put("follows", "%s with %s".formatted(via, follows.value()));
      if (!carriesRoute(model, follows.value(), via)) {
        sink.report(
            Diagnostic.of(
                    EmitRules.GATEWAY_DOES_NOT_FOLLOW,
                    follows.span(),
                    "The default route via `%s` should follow `%s`, which does not carry it."
                        .formatted(via, follows.value()))
                .help(
                    "write `virtual_routes { default via %s dev %s }` in that instance"
                        .formatted(via, gateway.interfaceName().value())));
      }
    } else if (entry.method() == Method.STATIC) {
      values.put("gateway", via.toString());
    } else {
      values.put("route", via.toString());
    }
  }

  private static boolean carriesRoute(Optional<Model> model, String instance, IpAddress via) {
    return model.stream()
        .flatMap(m -> m.instances().stream())
        .filter(each -> each.name().value().equals(instance))
        .flatMap(each -> each.routes().stream())
        .filter(route -> route.destination().value().length() == 0)
        .flatMap(route -> route.gateway().stream())
        .anyMatch(each -> each.value().equals(via));
  }

  // ------------------------------------------------------------------ kernel

  private OutputFile sysctl(Requirements needs, boolean holdsAddresses) throws TemplateException {
    Map<String, List<Map<String, Object>>> byReason = new LinkedHashMap<>();
    needs
        .sysctls()
        .forEach((key, sysctl) ->
            byReason
                .computeIfAbsent(sysctl.reason().text(), _ -> new ArrayList<>())
                .add(Map.of("key", key, "value", sysctl.value())));
    List<Map<String, Object>> groups = new ArrayList<>();
    byReason.forEach(
        (reason, settings) -> groups.add(Map.of("reason", reason, "settings", settings)));
    return new OutputFile(
        "etc/sysctl.d/60-keepalived.conf",
        0644,
        templates.render("debian/sysctl.j2", Map.of("groups", groups, "holds", holdsAddresses)));
  }

  private OutputFile modulesLoad(Map<String, Reason> modules) throws TemplateException {
    return new OutputFile(
        "etc/modules-load.d/keepalived.conf",
        0644,
        templates.render("debian/modules-load.j2", Map.of("modules", list(modules))));
  }

  private OutputFile modprobe(List<String> schedulers) throws TemplateException {
    return new OutputFile(
        "etc/modprobe.d/keepalived.conf",
        0644,
        templates.render("debian/modprobe.j2", Map.of("schedulers", schedulers)));
  }

  private static List<Map<String, Object>> list(Map<String, Reason> modules) {
    List<Map<String, Object>> list = new ArrayList<>();
    modules.forEach((name, reason) -> list.add(Map.of("name", name, "reason", reason.text())));
    return list;
  }

  // ------------------------------------------------------------------ hypervisor

  private OutputFile openvz(List<HostEntry> containers, Map<String, Reason> modules, Fleet fleet)
      throws TemplateException {
    List<Map<String, Object>> values = new ArrayList<>();
    for (HostEntry container : containers) {
      container
          .containerId()
          .ifPresent(id ->
              values.add(
                  Map.of(
                      "id", id.value(),
                      "name", container.name().value())));
    }
    boolean balances =
        containers.stream()
            .anyMatch(each -> Requirements.of(each, fleet).modules().containsKey("ip_vs"));
    return new OutputFile(
        "usr/local/sbin/prepare-containers",
        0755,
        templates.render(
            "openvz/prepare-containers.j2",
            Map.of("containers", values, "modules", list(modules), "balances", balances)));
  }
}
