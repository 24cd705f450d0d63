package dev.relais.lint.rules.vrrp;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.lint.Seconds;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.Located;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.List;

/** Who holds a failure back for too long is replaced before it knows. */
public final class DebounceTooLong implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2032",
          "debounce-too-long",
          Severity.WARNING,
          "0.1",
          "Changes of an interface are held back longer than others wait for advertisements.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final int STANDARD_LOST_ADVERTISEMENTS = 3;
  private static final int MOST_SECONDS = 255;

  @Override
  public void check(Model model, Sink sink) {
    List<Statement> lines =
        model
            .config()
            .blocks("interface_up_down_delays")
            .flatMap(block -> block.lines().stream())
            .toList();
    for (Statement line : lines) {
      model.instances().stream()
          .filter(instance -> isOn(instance, line.keyword().value()))
          .filter(instance -> longest(line).compareTo(mostWait(model, instance)) >= 0)
          .findFirst()
          .ifPresent(instance -> sink.report(found(line, instance)));
    }
  }

  private static boolean isOn(Instance instance, String device) {
    return instance.interfaceName().filter(name -> name.value().equals(device)).isPresent();
  }

  private static Duration longest(Statement line) {
    return line.arguments().stream()
        .map(Word::value)
        .filter(text -> text.matches("\\d{1,3}"))
        .map(Integer::valueOf)
        .filter(number -> number <= MOST_SECONDS)
        .max(Integer::compare)
        .map(Duration::ofSeconds)
        .orElse(Duration.ZERO);
  }

  /**
   * A backup takes over after as many intervals as advertisements may be lost, and a part of one.
   */
  private static Duration mostWait(Model model, Instance instance) {
    int lost =
        instance
            .source()
            .settings()
            .integer("down_timer_adverts")
            .or(() ->
                model
                    .config()
                    .all(GlobalDefs.class)
                    .flatMap(block -> block.settings().integer("vrrp_down_timer_adverts").stream())
                    .reduce((_, last) -> last))
            .map(Located::value)
            .orElse(STANDARD_LOST_ADVERTISEMENTS);
    return Seconds.times(instance.advertInterval().value(), Math.max(0, lost - 1));
  }

  private static Diagnostic found(Statement line, Instance instance) {
    return Diagnostic.of(
            INFO,
            line.span(),
            "Other hosts replace `%s` before it would see that `%s` is down."
                .formatted(instance.name().value(), line.keyword().value()))
        .keepalived(Keepalived.reports("log-debounce-reset", "uses a shorter delay, or none"))
        .help("write a delay below `down_timer_adverts` - 1 intervals of its advertisements");
  }
}
