package dev.relais.cli;

import dev.relais.control.Outcome.RealServerReport;
import dev.relais.control.Outcome.VirtualServerReport;
import dev.relais.report.FittedText;
import java.util.List;

/** How virtual servers and their real servers are doing, in lines. */
final class ServerTable {
  private ServerTable() {}

  static String of(List<VirtualServerReport> servers) {
    if (servers.isEmpty()) {
      return "The daemon balances no load.\n";
    }
    StringBuilder text = new StringBuilder();
    servers.forEach(server -> append(text, server));
    return text.toString();
  }

  private static void append(StringBuilder text, VirtualServerReport server) {
    text.append(
        "%s  %s, weight %d, quorum %d%s\n"
            .formatted(
                FittedText.printable(server.name()),
                server.up() ? "up" : "down",
                server.weight(),
                server.quorum(),
                server.suspended() ? ", checks suspended" : ""));
    int widest =
        server.realServers().stream().mapToInt(real -> real.name().length()).max().orElse(0);
    for (RealServerReport real : server.realServers()) {
      text.append(
          "  %s%s  %-4s  weight %d%s\n"
              .formatted(
                  real.name(),
                  " ".repeat(widest - real.name().length()),
                  real.up() ? "up" : "down",
                  real.weight(),
                  remark(real)));
    }
  }

  private static String remark(RealServerReport real) {
    if (real.byHand().isPresent()) {
      return ", %s by hand, configured %d"
          .formatted(real.byHand().get() == 0 ? "drained" : "set", real.configured());
    }
    if (real.starting()) {
      return ", starting slowly, configured %d".formatted(real.configured());
    }
    return real.weight() == real.configured() ? "" : ", configured %d".formatted(real.configured());
  }
}
