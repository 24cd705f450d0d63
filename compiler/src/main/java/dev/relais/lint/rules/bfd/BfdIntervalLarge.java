package dev.relais.lint.rules.bfd;

import dev.relais.ast.BfdInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.schema.Decimal;
import java.util.Optional;
import java.util.stream.Stream;

/** BFD is there to find failures fast. */
public final class BfdIntervalLarge implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KL4032",
          "bfd-interval-large",
          Severity.WARNING,
          "0.1",
          "A BFD session has an interval of more than ten seconds.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Decimal SENSIBLE = Decimal.of(10_000);

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(BfdInstance.class)
        .flatMap(session ->
            Stream.of(session.minReceive(), session.minSend(), session.idleSend())
                .flatMap(Optional::stream))
        .filter(interval -> interval.value().compareTo(SENSIBLE) > 0)
        .forEach(interval ->
            sink.report(
                Diagnostic.of(
                        INFO,
                        interval.span(),
                        "An interval of %s ms finds a failure late.".formatted(interval.value()))
                    .keepalived(Keepalived.reports("log-bfd-interval-large", "logs a warning"))
                    .help("the unit is milliseconds; 10000 is the most that makes sense")));
  }
}
