package dev.relais.lint.rules.vrrp;

import dev.relais.ast.Settings;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;

/** A virtual router without an address protects nothing. */
public final class VirtualAddressMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2022",
          "virtual-address-missing",
          Severity.ERROR,
          "0.1",
          "An instance has no virtual address.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      Settings in = instance.source().settings();
      boolean written =
          in.all("virtual_ipaddress").stream()
              .anyMatch(list -> list.statement().block() == null || !list.lines().isEmpty());
      if (!written && !in.has("no_virtual_ipaddress")) {
        sink.report(found(instance));
      }
    }
  }

  private static Diagnostic found(Instance instance) {
    boolean needed = instance.version() == 3 || instance.strict();
    boolean others = !instance.excludedAddresses().isEmpty();
    return Diagnostic.of(
            INFO,
            instance.source().span(),
            others
                ? "Instance `%s` advertises no address, only excluded ones."
                    .formatted(instance.name().value())
                : "Instance `%s` has no virtual address.".formatted(instance.name().value()))
        .severity(needed ? Severity.ERROR : Severity.WARNING)
        .keepalived(
            needed
                ? Keepalived.reports("no-vip-v3-or-strict", "refuses to start")
                : Keepalived.reports("no-vip-v2", "elects a master all the same"))
        .help("name at least one in `virtual_ipaddress { … }`");
  }
}
