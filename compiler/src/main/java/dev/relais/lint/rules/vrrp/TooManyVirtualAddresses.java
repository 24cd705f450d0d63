package dev.relais.lint.rules.vrrp;

import dev.relais.ast.AddressLine;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import java.util.List;

/** An advertisement has room for so many addresses. */
public final class TooManyVirtualAddresses implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2023",
          "too-many-virtual-addresses",
          Severity.WARNING,
          "0.1",
          "An instance has more virtual addresses than an advertisement can carry.");

  @Override
  public RuleInfo info() {
    return INFO;
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
                    "Instance `%s` has %d virtual addresses, and an advertisement carries %d."
                        .formatted(instance.name().value(), written.size(), most))
                .keepalived(
                    Keepalived.reports(
                        "too-many-vips", "holds the others without advertising them"))
                .help("move the others to `virtual_ipaddress_excluded`, the same on all hosts"));
      }
    }
  }
}
