package dev.relais.lint.rules.ipvs;

import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.Map;

/** A real server counts once, with the weight and the checks of its first block. */
public final class DuplicateRealServer implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4009",
              "duplicate-real-server",
              Severity.ERROR,
              "0.1",
              "A virtual server has the same real server twice.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private record Target(IpAddress address, int port) {}

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Map<Target, RealServer> known = new HashMap<>();
      for (RealServer real : service.source().realServers()) {
        Target target =
            new Target(real.address().value(), real.port().map(Located::value).orElse(0));
        RealServer first = known.putIfAbsent(target, real);
        if (first != null) {
          sink.report(
              Diagnostic.of(
                      INFO,
                      real.span(),
                      "`%s` stands twice in this virtual server.".formatted(real.span().text()))
                  .also(first.span(), "the first one")
                  .keepalived(Keepalived.reports("rs-duplicate", "drops the second block"))
                  .help("remove one, or give it the address that it should have")
                  .fix(
                      service
                          .source()
                          .settings()
                          .removalOf(real.span(), "Remove the second one.", false)));
        }
      }
    }
  }
}
