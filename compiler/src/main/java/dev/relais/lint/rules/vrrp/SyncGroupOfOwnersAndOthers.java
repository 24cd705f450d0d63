package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.model.SyncGroup;
import java.util.List;
import java.util.Optional;

/** An owner never yields, so that a group with others cannot stay together. */
public final class SyncGroupOfOwnersAndOthers implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2027",
          "sync-group-of-owners-and-others",
          Severity.ERROR,
          "0.1",
          "A sync group has owners of their addresses and others.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (SyncGroup group : model.groups()) {
      List<Instance> members =
          group.members().stream()
              .flatMap(member -> model.instance(member.value()).stream())
              .toList();
      Optional<Instance> owner =
          members.stream().filter(member -> member.isOwner() && isMaster(member)).findFirst();
      Optional<Instance> other = members.stream().filter(member -> !isMaster(member)).findFirst();
      if (owner.isPresent() && other.isPresent()) {
        sink.report(
            Diagnostic.of(
                    INFO,
                    group.source().span(),
                    "In sync group `%s`, `%s` owns its addresses and `%s` does not."
                        .formatted(
                            group.name().value(),
                            owner.get().name().value(),
                            other.get().name().value()))
                .also(owner.get().priority().span(), "the owner")
                .keepalived(
                    Keepalived.reports(
                        "sync-mixed-owner", "runs the group, which then does not stay together"))
                .help("give all members priorities below 255"));
      }
    }
  }

  private static boolean isMaster(Instance instance) {
    return instance.state().value() == Instance.State.MASTER;
  }
}
