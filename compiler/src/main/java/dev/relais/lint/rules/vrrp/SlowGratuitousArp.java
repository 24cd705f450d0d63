package dev.relais.lint.rules.vrrp;

import dev.relais.ast.HostBlock.GarpGroup;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Model;
import dev.relais.source.Located;
import java.time.Duration;
import java.util.stream.Stream;

/** Announcements of a {@code garp_group} should not be seconds apart. */
public final class SlowGratuitousArp implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2060",
          "slow-gratuitous-arp",
          Severity.WARNING,
          "0.2",
          "A second or more lies between two announcements of addresses.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model
        .config()
        .all(GarpGroup.class)
        .flatMap(group ->
            Stream.of(group.arpInterval(), group.advertisementInterval())
                .flatMap(interval -> interval.stream()))
        .filter(interval -> interval.value().compareTo(Duration.ofSeconds(1)) >= 0)
        .forEach(interval -> sink.report(found(interval)));
  }

  private static Diagnostic found(Located<Duration> interval) {
    return Diagnostic.of(
            INFO,
            interval.span(),
            "`%s` seconds pass between two announcements on these interfaces."
                .formatted(interval.span().text()))
        .keepalived(
            Keepalived.reports("log-garp-interval-large", "waits that long for each address"))
        .help("write a fraction of a second, such as `0.001`");
  }
}
