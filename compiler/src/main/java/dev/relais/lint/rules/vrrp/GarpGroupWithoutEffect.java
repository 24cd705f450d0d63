package dev.relais.lint.rules.vrrp;

import dev.relais.ast.HostBlock.GarpGroup;
import dev.relais.ast.Setting;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Block;
import java.util.Optional;

/** A {@code garp_group} needs an interval, and interfaces. */
public final class GarpGroupWithoutEffect implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2058",
              "garp-group-without-effect",
              Severity.WARNING,
              "0.2",
              "A garp_group paces nothing: it has no interval, or a list without interfaces.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.config().all(GarpGroup.class).forEach(group -> check(group, sink));
  }

  private static void check(GarpGroup group, Sink sink) {
    boolean interval =
        group.settings().has("garp_interval") || group.settings().has("gna_interval");
    if (!interval && !group.interfaces().isEmpty()) {
      sink.report(
          Diagnostic.of(
                  INFO,
                  all(group.setting()),
                  "This `garp_group` has neither `garp_interval` nor `gna_interval`.")
              .keepalived(Keepalived.reports("garp-group-no-interval", "drops the group"))
              .help("give it the time between two announcements, in seconds"));
    }
    group.settings().all("interfaces").stream()
        .filter(list -> list.lines().isEmpty())
        .forEach(list ->
            sink.report(
                Diagnostic.of(INFO, all(list), "This list of interfaces is empty.")
                    .keepalived(Keepalived.reports("garp-group-interfaces-empty", "goes on"))
                    .help("name the interfaces, or remove the list")
                    .fix(
                        Optional.of(list)
                            .filter(_ -> !group.interfaces().isEmpty())
                            .flatMap(empty -> empty.removal("Remove the list.", false)))));
  }

  /** From the keyword to the closing brace, where keepalived says it. */
  private static SourceSpan all(Setting setting) {
    Block block = setting.statement().block();
    return block == null
        ? setting.span()
        : block.close().map(setting.span()::to).orElse(setting.span());
  }
}
