package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;

/** Without a priority, state MASTER means the owner of the addresses. */
public final class PriorityMissing implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2034",
          "priority-missing",
          Severity.WARNING,
          "0.1",
          "An instance with state MASTER has no priority, and so the highest of all.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    model.instances().stream()
        .filter(Instance::isOwner)
        .filter(instance -> !instance.source().settings().has("priority"))
        .forEach(instance -> sink.report(found(instance)));
  }

  private static Diagnostic found(Instance instance) {
    return Diagnostic.of(
            INFO,
            instance.state().span(),
            "`%s` has `state MASTER` and no `priority`, so it has priority 255."
                .formatted(instance.name().value()))
        .keepalived(
            Keepalived.silent(
                "takes it for the owner of the addresses, which no check and no other host can make give way"))
        .help("write a `priority`, such as 150 here and 100 on the other host");
  }
}
