package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.source.Located;

/** Another cluster on the link that was made from the same example has the same id. */
public final class CommonVirtualRouterId implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2043",
          "common-virtual-router-id",
          Severity.NOTE,
          "0.1",
          "A virtual router has id 51, which most examples have.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** That of the sample that comes with keepalived. */
  private static final int SAMPLE = 51;

  @Override
  public void check(Model model, Sink sink) {
    model.instances().stream()
        .filter(instance -> !instance.isUnicast())
        .forEach(instance ->
            instance
                .virtualRouterId()
                .filter(id -> id.value() == SAMPLE)
                .ifPresent(id -> sink.report(found(instance, id))));
  }

  private static Diagnostic found(Instance instance, Located<Integer> id) {
    return Diagnostic.of(
            INFO,
            id.span(),
            "`%s` has virtual router id %s, which nearly every example has."
                .formatted(instance.name().value(), id.value()))
        .keepalived(
            Keepalived.silent(
                "takes what another cluster on the link sends with this id for its own, or logs each of it"))
        .help(
            "choose an id that nobody else on the link has, such as the last number of the address");
  }
}
