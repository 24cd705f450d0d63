package dev.relais.lint.rules.vrrp;

import dev.relais.ast.AddressLine;
import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** An advertisement has room for so many addresses. */
public final class TooManyVirtualAddresses implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2023",
              "too-many-virtual-addresses",
              Severity.WARNING,
              "0.1",
              "An instance has more virtual addresses than an advertisement can carry.")
          .fixable(Fixable.SAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Ends the list where keepalived does, and begins the other one. */
  private static Optional<Fix> divided(Instance instance, SourceSpan firstSurplus) {
    Settings in = instance.source().settings();
    return in.all("virtual_ipaddress").stream()
        .filter(_ -> !in.has("virtual_ipaddress_excluded") && Edits.standsAlone(firstSurplus))
        .filter(list ->
            list.lines().stream()
                .skip(1)
                .anyMatch(line -> line.span().start() == firstSurplus.start()))
        .filter(list -> Edits.standsAlone(list.lines().getFirst().span()))
        .reduce((_, last) -> last)
        .filter(list -> list.span().file() == firstSurplus.file())
        .map(list ->
            Fix.safe(
                "Begin `virtual_ipaddress_excluded` here.",
                new TextEdit(
                    Edits.lineStart(firstSurplus),
                    Edits.line(list.span(), "}")
                        + Edits.line(list.span(), "virtual_ipaddress_excluded {"))));
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      List<AddressLine> written = instance.source().addresses();
      int most = instance.addresses().size();
      if (written.size() > most) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    written.get(most).span(),
                    "Instance `%s` has %s virtual addresses, and an advertisement carries %s."
                        .formatted(instance.name().value(), written.size(), most))
                .keepalived(
                    Keepalived.reports(
                        "too-many-vips", "holds the others without advertising them"))
                .help("move the others to `virtual_ipaddress_excluded`, the same on all hosts")
                .fix(divided(instance, written.get(most).span())));
      }
    }
  }
}
