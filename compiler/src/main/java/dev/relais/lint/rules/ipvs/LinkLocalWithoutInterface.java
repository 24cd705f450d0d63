package dev.relais.lint.rules.ipvs;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.Optional;

/** A link-local address means something on one link only. */
public final class LinkLocalWithoutInterface implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4023",
          "link-local-without-interface",
          Severity.ERROR,
          "0.1",
          "A check goes to a link-local address and names no interface.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      for (RealServer real : service.source().realServers()) {
        for (HealthCheck check : real.checks()) {
          if (check instanceof HealthCheck.OverNetwork over) {
            check(real, over, sink);
          }
        }
      }
    }
  }

  private static void check(RealServer real, HealthCheck.OverNetwork check, Sink sink) {
    Optional<Located<IpAddress>> own = check.connection().address();
    Located<IpAddress> target = own.orElse(real.address());
    if (target.value().family() == AddressFamily.INET6
        && target.value().inet().isLinkLocalAddress()
        && check.connection().sourceInterface().isEmpty()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  own.map(Located::span).orElse(check.span()),
                  "`%s` is a link-local address, and the check does not say on which link."
                      .formatted(target.value()))
              .keepalived(Keepalived.reports("checker-linklocal-no-bind-if", "drops the check"))
              .help("write `bind_if` with the interface"));
    }
  }
}
