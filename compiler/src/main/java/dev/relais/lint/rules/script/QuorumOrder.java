package dev.relais.lint.rules.script;

import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
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
import dev.relais.source.Located;
import java.util.Optional;

/** The fewest processes that are enough cannot be more than the most that may run. */
public final class QuorumOrder implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KX5006",
              "quorum-above-maximum",
              Severity.ERROR,
              "0.1",
              "A vrrp_track_process wants more processes than it allows.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.config().blocks("vrrp_track_process").forEach(block -> check(block, sink));
  }

  private static void check(Setting block, Sink sink) {
    Settings in = block.content();
    Optional<Located<Integer>> quorum = in.integer("quorum");
    Optional<Located<Integer>> most = in.integer("quorum_max");
    if (quorum.isEmpty() || most.isEmpty() || quorum.get().value() <= most.get().value()) {
      return;
    }
    boolean quorumLast = quorum.get().span().start() > most.get().span().start();
    Located<Integer> last = quorumLast ? quorum.get() : most.get();
    Located<Integer> first = quorumLast ? most.get() : quorum.get();
    sink.report(
        Diagnostic.of(
                INFO,
                last.span(),
                "At least %s processes shall run, and at most %s."
                    .formatted(quorum.get().value(), most.get().value()))
            .also(first.span(), "the other limit")
            .keepalived(Keepalived.reports("track-process-quorum-order", "ignores the later line"))
            .help("make `quorum_max` at least as large as `quorum`")
            .fix(new Fix("Swap the numbers.", false, Edits.exchange(first.span(), last.span()))));
  }
}
