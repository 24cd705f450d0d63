package dev.relais.lint.rules.ipvs;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** No reply is both longer and shorter. */
public final class ReplyLengths implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4025",
              "reply-lengths",
              Severity.ERROR,
              "0.1",
              "A UDP check wants a reply that is longer than the longest.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      for (RealServer real : service.source().realServers()) {
        for (HealthCheck check : real.checks()) {
          if (check instanceof HealthCheck.Udp udp) {
            check(udp, sink);
          }
        }
      }
    }
  }

  private static void check(HealthCheck.Udp udp, Sink sink) {
    if (udp.shortest().isPresent()
        && udp.longest().isPresent()
        && udp.shortest().get().value() > udp.longest().get().value()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  udp.longest().get().span(),
                  "No reply has at least %s and at most %s bytes."
                      .formatted(udp.shortest().get().value(), udp.longest().get().value()))
              .also(udp.shortest().get().span(), "the shortest")
              .keepalived(
                  Keepalived.reports("udp-length-order", "runs the check, which always fails"))
              .help("swap the numbers, or correct one")
              .fix(
                  new Fix(
                      "Swap the numbers.",
                      false,
                      Edits.exchange(udp.shortest().get().span(), udp.longest().get().span()))));
    }
  }
}
