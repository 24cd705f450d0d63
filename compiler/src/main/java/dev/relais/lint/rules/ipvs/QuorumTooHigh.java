package dev.relais.lint.rules.ipvs;

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
import dev.relais.source.SourceSpan;
import java.util.Optional;

/** A quorum that cannot be reached is not the one that is meant. */
public final class QuorumTooHigh implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KL4011",
              "quorum-too-high",
              Severity.WARNING,
              "0.1",
              "A quorum is above the sum of all weights.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static Optional<Fix> lower(SourceSpan quorum, long weights) {
    String most = Long.toString(weights);
    return weights > 0
        ? Optional.of(Fix.unsafe("Write `%s`.".formatted(most), new TextEdit(quorum, most)))
        : Optional.empty();
  }

  @Override
  public void check(Model model, Sink sink) {
    for (VirtualService service : model.services()) {
      Optional<Located<Long>> written = service.source().settings().number("quorum");
      long quorum = written.map(Located::value).orElse(1L);
      long weights = service.servers().stream().mapToLong(VirtualService.Backend::weight).sum();
      // Where keepalived drops a server, that was reported there.
      boolean complete = service.servers().size() == service.source().realServers().size();
      if (service.runs() && complete && quorum > weights) {
        Diagnostic found =
            Diagnostic.of(
                    INFO,
                    service.source().span(),
                    "A quorum of %s cannot be reached: the weights of all real servers make %s."
                        .formatted(quorum, weights))
                .keepalived(Keepalived.reports("vs-quorum-too-high", "uses a quorum of " + weights))
                .help(
                    weights == 0
                        ? "give a real server a weight above 0"
                        : "lower the quorum, or add real servers");
        sink.report(
            written
                .map(line -> found.also(line.span(), "the quorum").fix(lower(line.span(), weights)))
                .orElse(found));
      }
    }
  }
}
