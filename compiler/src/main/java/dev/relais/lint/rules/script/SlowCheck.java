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
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.Optional;

/** Failures in a row, times the interval, is how long a dead service keeps the address. */
public final class SlowCheck implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KX5014",
          "slow-check",
          Severity.NOTE,
          "0.1",
          "A check takes a minute or more to notice a failure.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Duration LONG = Duration.ofMinutes(1);

  @Override
  public void check(Model model, Sink sink) {
    for (Script script : model.scripts()) {
      Duration needed = Seconds.times(script.interval(), script.fall());
      if (needed.compareTo(LONG) >= 0) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    place(script),
                    "`%s` notices a failure after %s s: every %s s, and %s in a row."
                        .formatted(
                            script.name().value(),
                            needed.toSeconds(),
                            script.interval().toSeconds(),
                            script.fall()))
                .keepalived(
                    Keepalived.silent(
                        "leaves the address with a service that is down for that long"))
                .help("a takeover takes about three seconds; check every few seconds"));
      }
    }
  }

  /** What makes it slow: the interval, or the number of failures. */
  private static SourceSpan place(Script script) {
    Optional<SourceSpan> interval = script.source().interval().map(Located::span);
    Optional<SourceSpan> fall = script.source().fall().map(Located::span);
    return (script.interval().toSeconds() >= script.fall()
            ? interval.or(() -> fall)
            : fall.or(() -> interval))
        .orElse(script.name().span());
  }
}
