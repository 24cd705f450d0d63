package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import java.time.Duration;

/** Three intervals without an advertisement move the address. */
public final class IntervalVeryShort implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2047",
          "interval-very-short",
          Severity.NOTE,
          "0.1",
          "Advertisements follow each other so fast that a busy host seems dead.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Duration SHORT = Duration.ofMillis(100);

  @Override
  public void check(Model model, Sink sink) {
    model.instances().stream()
        .filter(instance -> instance.advertInterval().value().compareTo(SHORT) < 0)
        .forEach(instance -> sink.report(found(instance)));
  }

  private static Diagnostic found(Instance instance) {
    long milliseconds = instance.advertInterval().value().toMillis();
    return Diagnostic.of(
            INFO,
            instance.advertInterval().span(),
            "`%s` advertises every %s ms, so a MASTER that is busy for %s ms loses its address."
                .formatted(instance.name().value(), milliseconds, 3 * milliseconds))
        .keepalived(Keepalived.silent("moves the address when the host is slow, and back again"))
        .help("use 0.1 s or more, or give keepalived real time: `vrrp_rt_priority` and its like");
  }
}
