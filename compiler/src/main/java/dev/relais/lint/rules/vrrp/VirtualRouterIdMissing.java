package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;

/** Every instance needs a virtual router id. */
public final class VirtualRouterIdMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2002",
          "virtual-router-id-missing",
          Severity.ERROR,
          "0.1",
          "An instance has no virtual router id.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      // One that is written and out of range was reported where it is written.
      boolean written = instance.source().virtualRouterIdWritten();
      if (instance.virtualRouterId().isEmpty() && !written) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    instance.source().span(),
                    "Instance `%s` has no `virtual_router_id`.".formatted(instance.name().value()))
                .keepalived(Keepalived.reports("vrid-missing", "refuses to start"))
                .help("give it one from 1 to 255 that no other virtual router on the link uses"));
      }
    }
  }
}
