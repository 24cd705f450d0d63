package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;

/**
 * The RFC lets the owner of an address answer for it and nobody else; a service on the address is
 * dead.
 */
public final class StrictModeDropsTraffic implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2036",
          "strict-mode-drops-traffic",
          Severity.WARNING,
          "0.1",
          "Strict mode drops what is sent to the virtual addresses.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.instances().stream()
        .filter(Instance::strict)
        .filter(instance -> !instance.isOwner())
        .filter(instance -> instance.version() == 2 || !instance.source().settings().has("accept"))
        .filter(instance -> !instance.addresses().isEmpty())
        .forEach(instance -> sink.report(found(instance)));
  }

  private static Diagnostic found(Instance instance) {
    boolean old = instance.version() == 2;
    return Diagnostic.of(
            INFO,
            instance.source().span(),
            "`%s` is in strict mode, so whatever is sent to %s is dropped."
                .formatted(
                    instance.name().value(),
                    instance.addresses().size() == 1
                        ? "`%s`"
                            .formatted(instance.addresses().getFirst().prefix().value().address())
                        : "its %s addresses".formatted(instance.addresses().size())))
        .keepalived(
            Keepalived.silent(
                "has the firewall drop it, so that neither a ping nor a service answers"))
        .help(
            old
                ? "remove `vrrp_strict`, or write `strict_mode false` in the instance"
                : "write `accept` in the instance, or remove `vrrp_strict`");
  }
}
