package dev.relais.lint.rules.ipvs;

import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import java.util.List;

/** A server without a check gets its share of the connections when it is down. */
public final class HealthCheckMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4033",
          "health-check-missing",
          Severity.WARNING,
          "0.1",
          "A virtual server has a real server that nothing checks.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      List<RealServer> unchecked =
          service.source().realServers().stream().filter(HealthCheckMissing::isUnchecked).toList();
      if (!unchecked.isEmpty()) {
        sink.report(found(service, unchecked));
      }
    }
  }

  /** A block that could not be read is a check that somebody wanted. */
  private static boolean isUnchecked(RealServer server) {
    return server.checks().isEmpty()
        && server.settings().stream()
            .noneMatch(setting -> setting.keyword().name().matches("[A-Z]+_(CHECK|GET)"));
  }

  private static Diagnostic found(VirtualService service, List<RealServer> unchecked) {
    RealServer first = unchecked.getFirst();
    String more = unchecked.size() == 1 ? "" : ", nor %s more".formatted(unchecked.size() - 1);
    return Diagnostic.of(
            INFO, first.span(), "Nothing checks `%s`%s.".formatted(first.span().text(), more))
        .also(service.head().span(), "of this virtual server")
        .keepalived(Keepalived.silent("goes on sending it connections when it is down"))
        .help("add a check, such as `TCP_CHECK { connect_timeout 3 }` on lines of its own");
  }
}
