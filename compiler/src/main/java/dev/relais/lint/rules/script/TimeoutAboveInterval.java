package dev.relais.lint.rules.script;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.lint.Seconds;
import dev.relais.model.Model;
import dev.relais.model.Script;
import dev.relais.source.SourceSpan;

/** A run that is not over when the next one is due delays it. */
public final class TimeoutAboveInterval implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5013",
          "timeout-above-interval",
          Severity.WARNING,
          "0.1",
          "A check may take longer than the time between two runs.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Script script : model.scripts()) {
      script
          .source()
          .timeout()
          .filter(_ -> script.timeout().compareTo(script.interval()) > 0)
          .ifPresent(timeout -> sink.report(found(script, timeout.span())));
    }
  }

  private static Diagnostic found(Script script, SourceSpan timeout) {
    return Diagnostic.of(
            INFO,
            timeout,
            "`%s` runs every %s s and may take %s s."
                .formatted(
                    script.name().value(),
                    Seconds.of(script.interval()),
                    Seconds.of(script.timeout())))
        .keepalived(
            Keepalived.silent(
                "leaves out runs while one is under way, so that a program that hangs is noticed after %s s"
                    .formatted(Seconds.of(Seconds.times(script.timeout(), script.fall())))))
        .help("make the timeout at most as long as the interval");
  }
}
