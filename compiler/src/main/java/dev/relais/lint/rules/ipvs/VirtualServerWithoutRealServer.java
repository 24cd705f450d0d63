package dev.relais.lint.rules.ipvs;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** A service without servers is none. */
public final class VirtualServerWithoutRealServer implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4010",
          "virtual-server-without-real-server",
          Severity.ERROR,
          "0.1",
          "A virtual server has no real server.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      // Those that cannot be read, or cannot be reached, are reported where they stand.
      if (service.isDefined() && !service.source().settings().has("real_server")) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "`%s` has no real server.".formatted(service.source().span().text()))
                .keepalived(
                    Keepalived.reports(
                        "vs-no-real-server", "drops the block, with its sorry server"))
                .help("add a `real_server`, or remove the block"));
      }
    }
  }
}
