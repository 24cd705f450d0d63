package dev.relais.lint.rules.ipvs;

import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;

/** A virtual server without a scheduler gets one that nobody chose. */
public final class SchedulerMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4003",
              "scheduler-missing",
              Severity.WARNING,
              "0.1",
              "A virtual server has no scheduler.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Settings in = service.source().settings();
      // One that is no scheduler was reported where it stands.
      if (service.runs() && !in.has("lb_algo") && !in.has("lvs_sched")) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "`%s` has no `lb_algo`.".formatted(service.source().span().text()))
                .keepalived(Keepalived.reports("vs-no-scheduler", "uses wlc"))
                .help("write `lb_algo wlc`, or the scheduler that it should have")
                .fix(service.source().firstLine("lb_algo wlc")));
      }
    }
  }
}
