package dev.relais.lint.rules.vrrp;

import dev.relais.ast.GlobalDefs;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;

/**
 * Neighbours whose table missed the announcement send to the old host until their entry expires.
 */
public final class RefreshMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2048",
              "refresh-missing",
              Severity.NOTE,
              "0.1",
              "An address is announced at a takeover only.")
          .asRequested();

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    boolean everywhere =
        model
            .config()
            .all(GlobalDefs.class)
            .anyMatch(block -> block.settings().has("vrrp_garp_master_refresh"));
    model.instances().stream()
        .filter(_ -> !everywhere)
        .filter(instance -> instance.source().garpMasterRefresh().isEmpty())
        .filter(instance -> !instance.addresses().isEmpty())
        .forEach(instance -> sink.report(found(instance)));
  }

  private static Diagnostic found(Instance instance) {
    return Diagnostic.of(
            INFO,
            instance.source().span(),
            "`%s` announces its addresses when it becomes MASTER, and not again."
                .formatted(instance.name().value()))
        .keepalived(
            Keepalived.silent(
                "leaves neighbours that missed it with the old host until their entry expires"))
        .help("write `garp_master_refresh 60` if neighbours keep entries for long");
  }
}
