package dev.relais.emit;

import dev.relais.ast.RouteLine;
import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.fleet.Inventory;
import dev.relais.fleet.Inventory.HostEntry;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a host needs beside its keepalived.conf, derived from the configurations of the fleet: only
 * what a line of them demands, and with that line as the reason.
 *
 * @param sysctls by key: kernel parameters of the host
 * @param modules by name: kernel modules, to be loaded where the kernel is
 * @param loopbackAddresses by address: what a real server has to take as its own
 * @param tunnels by name: the tunnel interfaces by which packets reach a real server
 */
record Requirements(
    Map<String, Sysctl> sysctls,
    Map<String, Reason> modules,
    Map<IpAddress, Reason> loopbackAddresses,
    Map<String, Reason> tunnels) {

  /**
   * A kernel parameter.
   *
   * @param value what it has to be
   * @param reason why
   */
  record Sysctl(String value, Reason reason) {}

  /** Works out what a host needs. */
  static Requirements of(HostEntry host, Fleet fleet) {
    Requirements needs =
        new Requirements(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    Path root = root(fleet);
    for (Model model : modelsOf(host, fleet)) {
      needs.director(model, root);
    }
    for (Host other : fleet.hosts()) {
      for (VirtualService service : other.model().services()) {
        needs.realServer(host, service, root);
      }
    }
    return needs;
  }

  /** The folder of the inventory. */
  static Path root(Fleet fleet) {
    Path file = Path.of(fleet.inventory().orElseThrow().file().name()).toAbsolutePath();
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  /** The host's own configuration, and the drafts that it is to run later. */
  private static List<Model> modelsOf(HostEntry host, Fleet fleet) {
    List<Model> models = new ArrayList<>();
    String name = host.name().value();
    fleet.hosts().stream()
        .filter(each -> each.name().equals(name))
        .map(Host::model)
        .forEach(models::add);
    Inventory inventory = fleet.inventory().orElseThrow();
    for (Inventory.Draft draft : inventory.drafts()) {
      boolean meant = draft.hosts().stream().anyMatch(each -> each.value().equals(name));
      if (meant) {
        Path config = root(fleet).resolve(draft.config().value()).normalize();
        fleet.drafts().stream().filter(model -> isAt(model, config)).forEach(models::add);
      }
    }
    return models;
  }

  private static boolean isAt(Model model, Path path) {
    return Path.of(model.config().main().name()).toAbsolutePath().normalize().equals(path);
  }

  private void director(Model model, Path root) {
    for (Instance instance : model.instances()) {
      String name = instance.name().value();
      for (RouteLine route : instance.routes()) {
        boolean inet = route.destination().value().address().family() == AddressFamily.INET;
        sysctl(
            inet ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding",
            "1",
            Reason.of(
                "virtual_routes of " + name + ", for what others send through this host",
                route.span(),
                root));
      }
      instance.source().settings().stream()
          .filter(setting -> setting.keyword().name().equals("use_vmac"))
          .forEach(setting ->
              modules.putIfAbsent(
                  "macvlan", Reason.of("use_vmac of " + name, setting.span(), root)));
    }
    for (VirtualService service : model.services()) {
      Reason reason =
          Reason.of("virtual_server " + service.head().value(), service.head().span(), root);
      modules.putIfAbsent("ip_vs", reason);
      Located<String> scheduler = service.scheduler();
      modules.putIfAbsent(
          "ip_vs_" + scheduler.value(),
          Reason.of("lb_algo " + scheduler.value(), scheduler.span(), root));
      if (service.forwarding().value() == Forwarding.NAT) {
        boolean inet =
            service
                .endpoint()
                .filter(endpoint -> endpoint.address().family() == AddressFamily.INET6)
                .isEmpty();
        sysctl(
            inet ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding",
            "1",
            Reason.of("lb_kind NAT", service.forwarding().span(), root));
      }
    }
  }

  /** What a server needs to take packets for the address of the service as its own. */
  private void realServer(HostEntry host, VirtualService service, Path root) {
    if (service.endpoint().isEmpty()) {
      return;
    }
    IpAddress virtual = service.endpoint().get().address();
    for (VirtualService.Backend server : service.servers()) {
      Forwarding forwarding = server.forwarding().value();
      boolean meant =
          host.interfaces().stream()
              .flatMap(each -> each.address().stream())
              .anyMatch(address -> address.value().address().equals(server.address().value()));
      if (!meant || forwarding == Forwarding.NAT) {
        continue;
      }
      Reason reason =
          Reason.of(
              "real server of %s by %s".formatted(service.head().value(), forwarding),
              server.source().span(),
              root);
      loopbackAddresses.putIfAbsent(virtual, reason);
      if (virtual.family() == AddressFamily.INET) {
        sysctl("net.ipv4.conf.all.arp_announce", "2", reason);
        sysctl("net.ipv4.conf.all.arp_ignore", "1", reason);
        sysctl("net.ipv4.conf.lo.arp_announce", "2", reason);
        sysctl("net.ipv4.conf.lo.arp_ignore", "1", reason);
      }
      if (forwarding == Forwarding.TUN) {
        modules.putIfAbsent(virtual.family() == AddressFamily.INET ? "ipip" : "ip6_tunnel", reason);
        tunnels.putIfAbsent(virtual.family() == AddressFamily.INET ? "tunl0" : "ip6tnl0", reason);
      }
    }
  }

  private void sysctl(String key, String value, Reason reason) {
    sysctls.putIfAbsent(key, new Sysctl(value, reason));
  }
}
