package dev.relais.lint.rules.global;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.schema.Decimal;
import dev.relais.source.Located;
import java.util.List;

/** Delays that are so long that another unit was meant, most likely. */
public final class UnlikelyDelay implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KS1111",
          "unlikely-delay",
          Severity.WARNING,
          "0.1",
          "A delay is so long that another unit seems meant.");

  private static final List<Limit> LIMITS =
      List.of(
          new Limit("vrrp_garp_interval", 1, "log-garp-interval-large"),
          new Limit("vrrp_gna_interval", 1, "log-garp-interval-large"),
          new Limit("vrrp_startup_delay", 60, "log-startup-delay-large"),
          new Limit("vrrp_delay_after_boot", 60, "log-startup-delay-large"));

  /**
   * When a delay is unlikely.
   *
   * @param seconds as many, or more
   */
  private record Limit(String keyword, int seconds, String check) {}

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.config().all(GlobalDefs.class).forEach(block -> check(block, sink));
  }

  private static void check(GlobalDefs block, Sink sink) {
    for (Limit limit : LIMITS) {
      block
          .settings()
          .decimal(limit.keyword())
          .filter(delay -> delay.value().compareTo(Decimal.of(limit.seconds())) >= 0)
          .ifPresent(delay -> sink.report(found(limit, delay)));
    }
  }

  private static Diagnostic found(Limit limit, Located<Decimal> delay) {
    return Diagnostic.of(
            INFO, delay.span(), "`%s` is %s seconds.".formatted(limit.keyword(), delay.value()))
        .keepalived(Keepalived.reports(limit.check(), "waits as long, and says so in its log"))
        .help("the unit is seconds; write fractions with a point");
  }
}
