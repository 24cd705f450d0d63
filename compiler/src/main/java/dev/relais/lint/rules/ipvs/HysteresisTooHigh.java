package dev.relais.lint.rules.ipvs;

import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.Located;
import java.util.Optional;

/** A hysteresis as large as its quorum would keep a dead service up. */
public final class HysteresisTooHigh implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4012",
              "hysteresis-too-high",
              Severity.WARNING,
              "0.1",
              "A hysteresis is not below its quorum.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Settings in = service.source().settings();
      Optional<Located<Long>> written = in.number("hysteresis");
      long quorum = service.quorum();
      if (service.runs() && quorum > 0) {
        written
            .filter(hysteresis -> hysteresis.value() >= quorum)
            .ifPresent(hysteresis ->
                sink.report(
                    Diagnostic.of(
                            INFO,
                            service.source().span(),
                            "The hysteresis of %s is not below the quorum of %s."
                                .formatted(hysteresis.value(), quorum))
                        .also(hysteresis.span(), "the hysteresis")
                        .keepalived(
                            Keepalived.reports(
                                "vs-hysteresis-too-high", "uses a hysteresis of " + (quorum - 1)))
                        .help("raise the quorum, or lower the hysteresis")
                        .fix(
                            Fix.unsafe(
                                "Write `%s`.".formatted(quorum - 1),
                                new TextEdit(hysteresis.span(), Long.toString(quorum - 1))))));
      }
    }
  }
}
