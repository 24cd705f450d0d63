package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.lint.Seconds;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.time.Duration;

/** Advertisements carry their interval: version 2 in seconds, version 3 in hundredths. */
public final class AdvertisementIntervalRounded implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2021",
              "advertisement-interval-rounded",
              Severity.WARNING,
              "0.1",
              "An advertisement interval cannot be sent as it is written.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private static final Duration ALMOST_MOST = Duration.ofMillis(40_960);

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      instance
          .source()
          .advertInterval()
          .filter(written -> !written.value().equals(instance.advertInterval().value()))
          .ifPresent(written -> sink.report(found(instance, written)));
    }
  }

  private static Diagnostic found(Instance instance, Located<Duration> written) {
    String used = Seconds.of(instance.advertInterval().value());
    boolean versionThree = instance.version() == 3;
    boolean above = versionThree && written.value().compareTo(ALMOST_MOST) >= 0;
    String message =
        above
            ? "VRRP version 3 knows no interval above 40.95 s, and `%s` is one."
            : versionThree
                ? "VRRP version 3 counts in hundredths of a second, and `%s` is no multiple."
                : "VRRP version 2 counts in whole seconds, and `%s` is none.";
    String check =
        above
            ? "v3-advert-int-range"
            : versionThree ? "v3-advert-int-fraction" : "v2-advert-int-fraction";
    return Diagnostic.of(INFO, written.span(), message.formatted(written.span().text()))
        .keepalived(Keepalived.reports(check, "uses %s s".formatted(used)))
        .help(
            versionThree
                ? "write `advert_int %s`, the same on all hosts".formatted(used)
                : "write whole seconds, or use version 3, the same on all hosts")
        .fix(Fix.unsafe("Write `%s`.".formatted(used), new TextEdit(written.span(), used)));
  }
}
