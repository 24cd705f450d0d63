package dev.relais.model;

import dev.relais.ast.Config;
import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.Settings;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Resolves virtual servers: what a check does not say its server says, or its service. */
final class ServiceModeler {
  private static final Duration STANDARD_DELAY_LOOP = Duration.ofMinutes(1);
  private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(5);

  private final Config config;

  ServiceModeler(Config config) {
    this.config = config;
  }

  VirtualService service(VirtualServer server) {
    SourceSpan place = server.span();
    Located<Forwarding> forwarding =
        server.forwarding().orElse(new Located<>(Forwarding.NAT, place));
    Optional<Integer> port =
        server.head().value() instanceof VirtualServer.Head.Endpoint endpoint
            ? Optional.of(endpoint.port())
            : Optional.empty();
    ServerFamilies families = ServerFamilies.of(server);
    Set<Target> known = new HashSet<>();
    List<VirtualService.Backend> servers =
        server.realServers().stream()
            .filter(real -> !families.foreign().contains(real))
            .filter(real -> known.add(Target.of(real)))
            .map(real -> backend(real, server, forwarding, port))
            .toList();
    Optional<VirtualServerGroup> group =
        server.head().value() instanceof VirtualServer.Head.Group named
            ? config
                .all(VirtualServerGroup.class)
                .filter(candidate -> candidate.name().value().equals(named.name()))
                .findFirst()
            : Optional.empty();
    long weights = servers.stream().mapToLong(VirtualService.Backend::weight).sum();
    long quorum =
        Math.min(server.settings().number("quorum").map(Located::value).orElse(1L), weights);
    long hysteresis = server.settings().number("hysteresis").map(Located::value).orElse(0L);
    return new VirtualService(
        server,
        server.head(),
        group,
        families.family(),
        server.scheduler().orElse(new Located<>("wlc", place)),
        forwarding,
        protocol(server, group),
        server.persistenceTimeout().map(Located::value).or(() -> persistence(server, group)),
        server.delayLoop().map(Located::value).orElse(STANDARD_DELAY_LOOP),
        quorum,
        hysteresis < quorum ? hysteresis : Math.max(quorum - 1, 0),
        server.sorryServer().filter(_ -> !families.sorryServerIsForeign()),
        servers);
  }

  private static Optional<String> protocol(
      VirtualServer server, Optional<VirtualServerGroup> group) {
    boolean marks =
        server.head().value() instanceof VirtualServer.Head.Fwmark
            || group
                .filter(known ->
                    known.entries().stream().allMatch(VirtualServerGroup.Mark.class::isInstance))
                .isPresent();
    return marks
        ? Optional.empty()
        : Optional.of(server.protocol().map(Located::value).orElse("UDP"));
  }

  /** A service of all ports has to be persistent, and one whose clients have a granularity is. */
  private static Optional<Duration> persistence(
      VirtualServer server, Optional<VirtualServerGroup> group) {
    boolean allPorts =
        server.head().value() instanceof VirtualServer.Head.Endpoint endpoint
            ? endpoint.port() == 0
            : group.stream()
                .flatMap(known -> known.entries().stream())
                .anyMatch(entry ->
                    entry instanceof VirtualServerGroup.Addresses addresses
                        && addresses.port() == 0);
    return allPorts || server.settings().has("persistence_granularity")
        ? Optional.of(VirtualService.STANDARD_PERSISTENCE)
        : Optional.empty();
  }

  /** By what keepalived tells real servers of a service apart. */
  private record Target(IpAddress address, int port) {
    static Target of(RealServer real) {
      return new Target(real.address().value(), real.port().map(Located::value).orElse(0));
    }
  }

  private static VirtualService.Backend backend(
      RealServer real,
      VirtualServer server,
      Located<Forwarding> standard,
      Optional<Integer> servicePort) {
    Located<Forwarding> forwarding = real.forwarding().orElse(standard);
    int standardPort = servicePort.orElse(0);
    boolean translates = forwarding.value() == Forwarding.NAT;
    int port = translates ? real.port().map(Located::value).orElse(standardPort) : standardPort;
    int weight =
        real.weight().or(() -> server.settings().integer("weight")).map(Located::value).orElse(1);
    return new VirtualService.Backend(
        real,
        real.address(),
        forwarding,
        forwarding.value() != Forwarding.TUN
            ? Optional.empty()
            : real.forwarding().isPresent() ? real.tunnel() : server.tunnel(),
        real.port(),
        port,
        weight,
        real.settings()
            .bool("inhibit_on_failure")
            .map(Located::value)
            .orElse(server.settings().has("inhibit_on_failure")),
        real.checks().stream().map(check -> check(check, real, server)).toList());
  }

  // ------------------------------------------------------------------ checks

  private static VirtualService.Check check(
      HealthCheck check, RealServer real, VirtualServer server) {
    Settings own = withHosts(check);
    List<Settings> levels = List.of(own, real.settings(), server.settings());
    Duration delayLoop = seconds(levels, "delay_loop").orElse(STANDARD_DELAY_LOOP);
    return new VirtualService.Check(
        check,
        delayLoop,
        seconds(levels, "warmup").orElse(delayLoop),
        own.number("retry", "nb_get_retry")
            .or(() -> real.settings().number("retry"))
            .or(() -> server.settings().number("retry"))
            .map(Located::value)
            .orElse(standardRetries(check)),
        seconds(levels, "delay_before_retry").orElse(standardDelay(check, delayLoop)),
        timeout(check, List.of(check.settings(), real.settings(), server.settings()), delayLoop),
        own.bool("alpha")
            .or(() -> real.settings().bool("alpha"))
            .map(Located::value)
            .orElse(server.settings().has("alpha")));
  }

  /** What a {@code host} of SMTP_CHECK says of repetitions, it says of the check around it. */
  private static Settings withHosts(HealthCheck check) {
    if (!(check instanceof HealthCheck.Smtp)) {
      return check.settings();
    }
    return new Settings(
        check.settings().stream()
            .flatMap(setting -> Stream.concat(Stream.of(setting), setting.content().stream()))
            .toList());
  }

  /** Of a connection, or of a program, which may run as long as its checks are apart. */
  private static Duration timeout(HealthCheck check, List<Settings> levels, Duration delayLoop) {
    return check instanceof HealthCheck.Misc misc
        ? misc.timeout().map(Located::value).filter(written -> !written.isZero()).orElse(delayLoop)
        : seconds(levels, "connect_timeout").orElse(STANDARD_TIMEOUT);
  }

  private static long standardRetries(HealthCheck check) {
    return switch (check) {
      case HealthCheck.Dns _ -> 3;
      case HealthCheck.Misc _, HealthCheck.TrackedFile _, HealthCheck.Bfd _ -> 0;
      case HealthCheck.Tcp _,
          HealthCheck.Ping _,
          HealthCheck.Http _,
          HealthCheck.Smtp _,
          HealthCheck.Udp _ ->
          1;
    };
  }

  private static Duration standardDelay(HealthCheck check, Duration delayLoop) {
    return switch (check) {
      case HealthCheck.Dns _ -> delayLoop;
      case HealthCheck.Http _ -> Duration.ofSeconds(3);
      default -> Duration.ofSeconds(1);
    };
  }

  private static Optional<Duration> seconds(List<Settings> levels, String keyword) {
    for (Settings level : levels) {
      Optional<Located<Duration>> found = level.seconds(keyword);
      if (found.isPresent()) {
        return found.map(Located::value);
      }
    }
    return Optional.empty();
  }
}
