package dev.relais.lower;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.SorryServer;
import dev.relais.ast.Tunnel;
import dev.relais.ast.VirtualServer.Head;
import dev.relais.ipvs.PacketMarks;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.Program;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService.Endpoint;
import dev.relais.plan.VirtualService.Mark;
import dev.relais.source.Located;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is done in the kernel's table of virtual services. */
final class BalancingLowering {
  private static final long FIRST_MARK = 1000;

  private static final String ONE_SERVER =
      "put the real servers of both into one, or serve something else";

  private final Model model;
  private final Settings globals;
  private final Refusal refusal;
  private final ServiceLowering services;
  private final HealthCheckLowering checks;
  private final ConnectionSyncLowering sync;
  private final SlowStartLowering slowStarts;

  /** Where packets to groups are marked; empty if they are not. */
  private final Optional<Firewall> marking;

  /** The virtual servers so far, by what they serve. */
  private final Map<dev.relais.plan.VirtualService, VirtualService> owners = new HashMap<>();

  /** Those whose packets are marked, and those whose packets are not. */
  private final ServedAddresses marked = new ServedAddresses();

  private final ServedAddresses unmarked = new ServedAddresses();

  /**
   * For a configuration.
   *
   * @param globals all of {@code global_defs}
   * @param refusal is told what cannot be run
   */
  BalancingLowering(Model model, Settings globals, TrackingLowering tracking, Refusal refusal) {
    this.model = model;
    this.globals = globals;
    this.refusal = refusal;
    this.marking = marking();
    this.services =
        new ServiceLowering(
            refusal,
            marking.map(_ ->
                globals
                    .number("nftables_ipvs_start_fwmark")
                    .map(Located::value)
                    .orElse(FIRST_MARK)));
    this.checks = new HealthCheckLowering(model, globals, tracking, refusal);
    this.slowStarts = new SlowStartLowering(model, refusal);
    this.sync = new ConnectionSyncLowering(model, globals, refusal);
  }

  /** Without a virtual server keepalived does not look at the table, but for connections. */
  LoadBalancing balancing() {
    List<VirtualServer> servers =
        model.services().stream()
            .filter(VirtualService::runs)
            .flatMap(service -> server(service).stream())
            .toList();
    boolean idle = servers.isEmpty();
    return new LoadBalancing(
        servers,
        marking.filter(_ -> servers.stream().anyMatch(server -> !server.marked().isEmpty())),
        sync.sync(),
        idle ? LoadBalancing.Timeouts.KERNEL : timeouts(),
        !idle && globals.has("lvs_flush"),
        idle ? LoadBalancing.AtStop.REMOVE_OWN : atStop(),
        !idle && globals.bool("rs_init_notifies").filter(Located::value).isPresent(),
        networkNamespace());
  }

  // ------------------------------------------------------------------ the table as a whole

  private LoadBalancing.Timeouts timeouts() {
    Map<String, Duration> found = new HashMap<>();
    for (Setting setting : globals.all("lvs_timeouts")) {
      for (int i = 0; i + 1 < setting.values().size(); i += 2) {
        Optional<Located<String>> what = setting.value(i, String.class);
        setting
            .value(i + 1, Long.class)
            .filter(seconds -> seconds.value() > 0)
            .ifPresent(seconds ->
                what.ifPresent(
                    word -> found.put(word.value(), Duration.ofSeconds(seconds.value()))));
      }
    }
    return new LoadBalancing.Timeouts(
        Optional.ofNullable(found.get("tcp")),
        Optional.ofNullable(found.get("tcpfin")),
        Optional.ofNullable(found.get("udp")));
  }

  private LoadBalancing.AtStop atStop() {
    return globals
        .one("lvs_flush_on_stop", "lvs_flush_onstop")
        .map(setting ->
            setting.statement().arguments().isEmpty()
                ? LoadBalancing.AtStop.FLUSH
                : LoadBalancing.AtStop.REMOVE_SERVICES)
        .orElse(LoadBalancing.AtStop.REMOVE_OWN);
  }

  /** Without a name, that in which the daemon is started. */
  private Optional<String> networkNamespace() {
    Optional<String> name =
        SettingsLowering.name(
            globals, "net_namespace_ipvs", (setting, what) -> refusal.refuse(setting.span(), what));
    return name.or(() -> globals.one("net_namespace_ipvs").map(_ -> ""));
  }

  /** Its other keywords alone mark nothing. */
  private Optional<Firewall> marking() {
    Optional<Setting> setting = globals.one("nftables_ipvs");
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    Optional<Located<String>> word = setting.get().first(String.class);
    String name = word.map(Located::value).orElse(PacketMarks.DEFAULT_TABLE);
    String other =
        globals
            .one("nftables")
            .flatMap(nftables -> nftables.first(String.class))
            .map(Located::value)
            .orElse(Firewall.DEFAULT.table());
    if (name.equals(other)) {
      refusal.refuse(
          setting.get().span(),
          "`nftables_ipvs` with the table `%s`, which is that of `nftables`,".formatted(name),
          "give each a table of its own, or write `nftables_ipvs` alone");
      return Optional.empty();
    }
    return Optional.of(
        new Firewall(
            name,
            globals
                .number("nftables_ipvs_priority")
                .map(value -> (int) (long) value.value())
                .orElse(Firewall.DEFAULT.priority()),
            globals.has("nftables_counters")));
  }

  // ------------------------------------------------------------------ virtual servers

  private Optional<VirtualServer> server(VirtualService service) {
    Settings settings = service.source().settings();
    String name = services.name(service);
    ServiceLowering.Served all = services.served(service);
    List<dev.relais.plan.VirtualService> served = all.services();
    if (served.isEmpty() || !isFree(service, served) || !areFree(service, all)) {
      return Optional.empty();
    }
    Optional<dev.relais.plan.SorryServer> sorry =
        service.sorryServer().map(server -> sorryServer(server, service));
    List<RealServer> real = realServers(service, served);
    if (!familiesMatch(service, served)) {
      return Optional.empty();
    }
    return Optional.of(
        new VirtualServer(
            name,
            served,
            all.marked(),
            ServiceLowering.scheduler(service),
            services.persistence(service, served),
            real,
            sorry,
            // Nobody can serve where all weights are 0, and keepalived has no quorum then.
            Math.max(service.quorum(), 1),
            service.hysteresis(),
            program(settings, "quorum_up"),
            program(settings, "quorum_down"),
            settings.has("omega"),
            suspended(service, all),
            mail(settings).orElse(false)));
  }

  /** To the kernel a service is there once, with one scheduler. */
  private boolean isFree(VirtualService service, List<dev.relais.plan.VirtualService> served) {
    boolean free = true;
    for (dev.relais.plan.VirtualService one : served) {
      VirtualService earlier = owners.putIfAbsent(one, service);
      if (earlier != null) {
        refusal.refuse(
            service.source().span(),
            "A second virtual server for %s, which that of line %d serves,"
                .formatted(one, earlier.source().span().line()),
            one instanceof Mark && marking.isPresent()
                ? "serve another mark, or begin those of groups elsewhere with"
                    + " `nftables_ipvs_start_fwmark`"
                : ONE_SERVER);
        return false;
      }
    }
    return free;
  }

  /** A packet has one mark, and one that has a mark reaches nobody by its address. */
  private boolean areFree(VirtualService service, ServiceLowering.Served all) {
    if (marking.isEmpty()) {
      return true;
    }
    List<MarkedPackets> plain =
        endpoints(all)
            .map(endpoint ->
                new MarkedPackets(
                    endpoint.protocol(), endpoint.address(), endpoint.address(), endpoint.port()))
            .toList();
    if (!areFree(service, all.marked(), List.of(marked, unmarked))
        || !areFree(service, plain, List.of(marked))) {
      return false;
    }
    all.marked().forEach(packets -> marked.add(packets, service));
    plain.forEach(packets -> unmarked.add(packets, service));
    return true;
  }

  private boolean areFree(
      VirtualService service, List<MarkedPackets> wanted, List<ServedAddresses> taken) {
    for (MarkedPackets packets : wanted) {
      Optional<VirtualService> earlier =
          taken.stream().flatMap(by -> by.who(packets).stream()).findFirst();
      if (earlier.isPresent()) {
        refusal.refuse(
            service.source().span(),
            "A second virtual server for %s, which that of line %d serves,"
                .formatted(packets, earlier.get().source().span().line()),
            ONE_SERVER);
        return false;
      }
    }
    return true;
  }

  private static Stream<Endpoint> endpoints(ServiceLowering.Served all) {
    return all.services().stream().filter(Endpoint.class::isInstance).map(Endpoint.class::cast);
  }

  /** Only a tunnel leads from one family to the other. */
  private boolean familiesMatch(
      VirtualService service, List<dev.relais.plan.VirtualService> served) {
    for (VirtualService.Backend server : service.servers()) {
      AddressFamily own = server.address().value().family();
      Optional<dev.relais.plan.VirtualService> foreign =
          served.stream().filter(one -> one.family() != own).findFirst();
      if (foreign.isPresent()
          && server.forwarding().value() != dev.relais.ast.VirtualServer.Forwarding.TUN) {
        refusal.refuse(
            server.source().span(),
            "A real server of another family than %s, without a tunnel,".formatted(foreign.get()),
            "make a virtual server for each family, or use `TUN`");
        return false;
      }
    }
    return sorryServerMatches(service, served);
  }

  private boolean sorryServerMatches(
      VirtualService service, List<dev.relais.plan.VirtualService> served) {
    Optional<SorryServer> foreign =
        service
            .sorryServer()
            .filter(server ->
                server.forwarding().orElse(service.forwarding()).value()
                    != dev.relais.ast.VirtualServer.Forwarding.TUN)
            .filter(server ->
                served.stream().anyMatch(one -> one.family() != server.address().value().family()));
    foreign.ifPresent(server ->
        refusal.refuse(
            server.span(),
            "A sorry server of another family than its service, without a tunnel,",
            "name one of the same family"));
    return foreign.isEmpty();
  }

  private Optional<IpAddress> suspended(VirtualService service, ServiceLowering.Served all) {
    Optional<Setting> setting = service.source().settings().one("ha_suspend");
    List<IpAddress> served =
        Stream.concat(
                endpoints(all).map(Endpoint::address),
                all.marked().stream()
                    .flatMap(packets -> Stream.of(packets.first(), packets.last())))
            .distinct()
            .toList();
    if (setting.isEmpty() || served.isEmpty()) {
      return Optional.empty();
    }
    if (served.size() > 1) {
      refusal.refuse(
          setting.get().span(),
          "`ha_suspend` of a group with several addresses",
          "remove it: its checks then run on the backup, too");
    }
    return Optional.of(served.getFirst());
  }

  // ------------------------------------------------------------------ real servers

  private List<RealServer> realServers(
      VirtualService service, List<dev.relais.plan.VirtualService> served) {
    List<RealServer> real = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Set<String>> entries =
        served.stream().map(_ -> (Set<String>) new HashSet<String>()).toList();
    for (VirtualService.Backend backend : service.servers()) {
      Optional<RealServer> server = realServer(backend, service);
      if (server.isEmpty()) {
        continue;
      }
      boolean alone = names.add(server.get().name());
      for (int i = 0; i < served.size(); i++) {
        alone &=
            entries.get(i).add(server.get().address() + " " + server.get().portIn(served.get(i)));
      }
      if (alone) {
        real.add(server.get());
      } else {
        refusal.refuse(
            backend.source().span(),
            "A real server that the kernel cannot tell from one before it",
            "remove one of them: they have the same address, and their ports are not translated");
      }
    }
    return real;
  }

  private Optional<RealServer> realServer(VirtualService.Backend backend, VirtualService service) {
    Settings settings = backend.source().settings();
    long upper = settings.number("uthreshold").map(Located::value).orElse(0L);
    long lower = settings.number("lthreshold").map(Located::value).orElse(0L);
    if (lower > upper) {
      refusal.refuse(
          settings.one("lthreshold").map(Setting::span).orElse(backend.source().span()),
          "An `lthreshold` above `uthreshold`, which the kernel refuses,",
          "write an `uthreshold` above it, or remove it");
      return Optional.empty();
    }
    return Optional.of(
        new RealServer(
            backend.address().value(),
            knownPort(backend, service),
            backend.port(),
            forwarding(backend.forwarding().value(), backend.tunnel()),
            backend.weight(),
            upper,
            lower,
            backend.inhibit(),
            slowStarts.length(service, backend),
            program(settings, "notify_up"),
            program(settings, "notify_down"),
            mail(settings).orElse(true),
            checks.checks(backend, service)));
  }

  /** keepalived corrects the port of a server, unless its service has several. */
  private static int knownPort(VirtualService.Backend backend, VirtualService service) {
    return service.head().value() instanceof Head.Group
        ? backend.writtenPort().map(Located::value).orElse(0)
        : backend.port();
  }

  private static dev.relais.plan.SorryServer sorryServer(
      SorryServer server, VirtualService service) {
    Forwarding forwarding =
        server.forwarding().isPresent()
            ? forwarding(server.forwarding().get().value(), server.tunnel())
            : forwarding(service.forwarding().value(), service.source().tunnel());
    int written = server.port().map(Located::value).orElse(0);
    int port =
        forwarding instanceof Forwarding.Masquerading
            ? written
            : service.endpoint().map(Head.Endpoint::port).orElse(0);
    return new dev.relais.plan.SorryServer(
        server.address().value(), port, port, forwarding, server.inhibit());
  }

  private static Forwarding forwarding(
      dev.relais.ast.VirtualServer.Forwarding method, Optional<Tunnel> tunnel) {
    return switch (method) {
      case NAT -> new Forwarding.Masquerading();
      case DR -> new Forwarding.Gatewaying();
      case TUN -> tunnel.map(BalancingLowering::tunneling).orElse(Forwarding.Tunneling.PLAIN);
    };
  }

  private static Forwarding tunneling(Tunnel tunnel) {
    return new Forwarding.Tunneling(
        switch (tunnel.type()) {
          case IPIP -> Forwarding.Type.IPIP;
          case GUE -> Forwarding.Type.GUE;
          case GRE -> Forwarding.Type.GRE;
        },
        tunnel.port().orElse(0),
        switch (tunnel.checksum()) {
          case NONE -> Forwarding.Checksum.NONE;
          case CHECKSUM -> Forwarding.Checksum.CHECKSUM;
          case REMOTE -> Forwarding.Checksum.REMOTE;
        });
  }

  // ------------------------------------------------------------------ settings

  private Optional<Program> program(Settings settings, String keyword) {
    return settings
        .one(keyword)
        .flatMap(setting -> NotificationLowering.program(setting, model.globals()));
  }

  /** What a server does not say of mails, checks say, and then the whole configuration. */
  private Optional<Boolean> mail(Settings settings) {
    return settings
        .bool("smtp_alert")
        .or(() -> globals.bool("smtp_alert_checker"))
        .or(() -> globals.bool("smtp_alert"))
        .map(Located::value);
  }
}
