package dev.relais.daemon;

import dev.relais.engine.VirtualServerStatus;
import dev.relais.health.CheckState;
import dev.relais.plan.Forwarding;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.Probe;
import dev.relais.plan.RealServer;
import dev.relais.plan.VirtualServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the data file of the checkers says, as keepalived lays it out, as far as it goes. */
final class BalancingLines {
  private BalancingLines() {}

  static String of(List<VirtualServerStatus> servers) {
    StringBuilder text = new StringBuilder("------< LVS Topology >------\n");
    servers.forEach(status -> virtualServer(text, status));
    text.append("------< Health checkers >------\n");
    for (VirtualServerStatus status : servers) {
      for (VirtualServerStatus.OfRealServer real : status.realServers()) {
        real.checks().forEach(check -> check(text, status, real, check));
      }
    }
    return text.toString();
  }

  private static void virtualServer(StringBuilder text, VirtualServerStatus status) {
    VirtualServer server = status.server();
    line(text, " ------< Virtual server >------");
    line(text, " VS = " + server.name());
    server.services().forEach(service -> line(text, "   Service = " + service));
    server
        .marked()
        .forEach(packets -> line(text, "   Marked packets = %s, by nftables".formatted(packets)));
    line(text, "   lvs_sched = " + server.scheduler().name());
    server
        .persistence()
        .ifPresent(persistence ->
            line(text, "   persistence timeout = " + persistence.timeout().toSeconds()));
    line(text, "   quorum = %d, hysteresis = %d".formatted(server.quorum(), server.hysteresis()));
    server
        .sorryServer()
        .ifPresent(sorry -> line(text, "   sorry server = " + server.nameOf(sorry)));
    line(text, "   omega is " + (server.tellsTheEnd() ? "ON" : "OFF"));
    if (server.suspended().isPresent()) {
      line(text, "   Using HA suspend, now " + (status.suspended() ? "suspended" : "active"));
    }
    line(text, "   weight of servers that are up = " + status.weight());
    line(text, "   quorum_state_up = " + (status.quorum() ? 1 : 0));
    status.realServers().forEach(real -> realServer(text, real));
  }

  private static void realServer(StringBuilder text, VirtualServerStatus.OfRealServer status) {
    RealServer server = status.server();
    line(text, "   ------< Real server >------");
    line(
        text,
        "   RIP = %s, RPORT = %d, WEIGHT = %d EFF WEIGHT = %d"
            .formatted(server.address(), server.port(), server.weight(), status.weight()));
    status.byHand().ifPresent(weight -> line(text, "   weight by hand = %d".formatted(weight)));
    status
        .starting()
        .ifPresent(weight -> line(text, "   weight of its slow start = %d".formatted(weight)));
    line(text, "   forwarding method = " + method(server.forwarding()));
    line(
        text,
        "   connection limit range = %d -> %d"
            .formatted(server.lowerThreshold(), server.upperThreshold()));
    line(text, "   Inhibit on failure is " + (server.inhibits() ? "ON" : "OFF"));
    line(text, "   alive = " + (status.up() ? 1 : 0));
    line(
        text,
        "   num failed checkers = "
            + status.checks().stream().filter(check -> !isUp(check)).count());
  }

  private static boolean isUp(VirtualServerStatus.OfCheck check) {
    return check.state().isGood(!check.check().startsDown());
  }

  private static void check(
      StringBuilder text,
      VirtualServerStatus status,
      VirtualServerStatus.OfRealServer real,
      VirtualServerStatus.OfCheck of) {
    HealthCheck check = of.check();
    VirtualServer server = status.server();
    line(text, " %s -> %s".formatted(server.name(), server.nameOf(real.server())));
    line(
        text,
        "   Enabled = "
            + (of.state().phase() == CheckState.Phase.IDLE && looks(check.probe()) ? "no" : "yes"));
    line(text, "   Up = " + (isUp(of) ? "yes" : "no"));
    line(text, "   Verdict = " + of.state().verdict().name().toLowerCase(Locale.ROOT));
    line(text, "   Alpha is " + (check.startsDown() ? "ON" : "OFF"));
    line(text, "   Keepalive method = " + method(check.probe()));
    if (looks(check.probe())) {
      line(text, "   Delay loop = " + seconds(check.interval()));
      line(text, "   Warmup = " + seconds(check.warmup()));
      line(text, "   Retry count = " + check.retries());
      line(text, "   Retry delay = " + seconds(check.retryDelay()));
      line(text, "   Retries so far = " + of.state().failures());
    }
  }

  private static boolean looks(Probe probe) {
    return switch (probe) {
      case Probe.OverNetwork _, Probe.Misc _ -> true;
      case Probe.TrackedFile _, Probe.Bfd _ -> false;
    };
  }

  private static String method(Forwarding forwarding) {
    return switch (forwarding) {
      case Forwarding.Masquerading _ -> "NAT";
      case Forwarding.Gatewaying _ -> "DR";
      case Forwarding.Tunneling _ -> "TUN";
    };
  }

  private static String method(Probe probe) {
    return switch (probe) {
      case Probe.Tcp tcp -> "TCP_CHECK, " + tcp.target();
      case Probe.Http http -> (http.tls().isPresent() ? "SSL_GET, " : "HTTP_GET, ") + http.target();
      case Probe.Smtp smtp -> "SMTP_CHECK, " + smtp.targets().getFirst();
      case Probe.Dns dns -> "DNS_CHECK, " + dns.target();
      case Probe.Udp udp -> "UDP_CHECK, " + udp.target();
      case Probe.Ping ping -> "PING_CHECK, [%s]".formatted(ping.target().address());
      case Probe.Misc misc ->
          "MISC_CHECK, script '%s'".formatted(String.join("' '", misc.program().command()));
      case Probe.TrackedFile file -> "FILE_CHECK, file " + file.file();
      case Probe.Bfd bfd -> "BFD_CHECK, session " + bfd.session();
    };
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.6f", duration.toNanos() / 1e9);
  }

  private static void line(StringBuilder text, String line) {
    text.append(Printable.of(line)).append('\n');
  }
}
