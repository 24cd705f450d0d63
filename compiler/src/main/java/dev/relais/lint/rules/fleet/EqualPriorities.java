package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import java.util.HashMap;
import java.util.Map;

/** The hosts of a virtual router need different priorities. */
public final class EqualPriorities implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3002",
          "equal-priorities",
          Severity.WARNING,
          "0.1",
          "Two hosts of a virtual router have the same priority.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Map<Integer, Member> first = new HashMap<>();
    for (Member member : Members.onDifferentHosts(router)) {
      int priority = Members.priorityWhenAllIsWell(member);
      Member earlier = first.putIfAbsent(priority, member);
      if (earlier != null) {
        boolean deliberate = staysBehind(earlier) && staysBehind(member);
        sink.report(
            found(router, earlier, member, priority)
                .severity(deliberate ? Severity.NOTE : Severity.WARNING));
      }
    }
  }

  /** Hosts that are equal on purpose: whoever has the address keeps it. */
  private static boolean staysBehind(Member member) {
    return !member.instance().preempt()
        && member.instance().state().value() == Instance.State.BACKUP;
  }

  private static Diagnostic found(
      VirtualRouter router, Member earlier, Member member, int priority) {
    return Diagnostic.of(
            INFO,
            member.instance().priority().span(),
            "`%s` and `%s` both have priority %s in virtual router %s."
                .formatted(
                    earlier.host().name(),
                    member.host().name(),
                    priority,
                    router.virtualRouterId()))
        .also(
            earlier.instance().priority().span(),
            "the priority of `%s`%s"
                .formatted(earlier.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent(
                "lets the host that came first keep the address, and the higher interface address"
                    + " decide between two masters"))
        .help(
            "give the host that should have the address the higher priority, or `nopreempt` to both"
                + " if neither should");
  }
}
