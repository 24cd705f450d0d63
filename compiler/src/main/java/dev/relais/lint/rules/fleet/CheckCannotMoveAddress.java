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
import dev.relais.model.Tracking;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A check with a weight is there to move the address when it fails. Whether it can is arithmetic
 * over all hosts: the priority of the owner has to fall below that of another host.
 */
public final class CheckCannotMoveAddress implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3005",
          "check-cannot-move-address",
          Severity.ERROR,
          "0.1",
          "A check with a weight fails and the address stays where it is.");

  /** With more checks than this on one instance, the combinations are not tried. */
  private static final int MOST_CHECKS = 12;

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members = Members.onDifferentHosts(router);
    Comparator<Member> byPriority = Comparator.comparingInt(Members::priorityWhenAllIsWell);
    Optional<Member> owner = members.stream().max(byPriority);
    if (owner.isEmpty() || members.size() < 2) {
      return;
    }
    Member rival =
        members.stream()
            .filter(member -> !member.host().name().equals(owner.get().host().name()))
            .max(byPriority)
            .orElseThrow();
    List<Tracking> weighted =
        owner.get().instance().tracked().stream()
            .filter(tracking -> tracking.weight().value().value() != 0)
            .toList();
    if (weighted.size() > MOST_CHECKS) {
      return;
    }
    for (Tracking tracking : weighted) {
      if (!rival.instance().preempt() && isAlwaysTheSame(members)) {
        sink.report(nobodyPreempts(router, owner.get(), rival, tracking));
      } else if (!canDecide(tracking, weighted, owner.get(), rival)) {
        sink.report(cannotMove(router, owner.get(), rival, tracking));
      }
    }
  }

  private static boolean isAlwaysTheSame(List<Member> members) {
    return members.stream().noneMatch(member -> member.instance().preempt());
  }

  /**
   * Whether there is a combination of the other checks in which this one decides: good, the owner
   * keeps the address; bad, its rival takes it.
   */
  private static boolean canDecide(
      Tracking tracking, List<Tracking> weighted, Member owner, Member rival) {
    int toBeat = Members.priorityWhenAllIsWell(rival);
    for (int combination = 0; combination < 1 << weighted.size(); combination++) {
      int failing = combination;
      Predicate<Tracking> good =
          each -> {
            int index = weighted.indexOf(each);
            return index < 0 || (failing >> index & 1) == 0;
          };
      Predicate<Tracking> goodButThis = each -> !each.equals(tracking) && good.test(each);
      boolean keeps = owner.instance().effectivePriority(good) >= toBeat;
      boolean loses = owner.instance().effectivePriority(goodButThis) < toBeat;
      if (good.test(tracking) && keeps && loses) {
        return true;
      }
    }
    return false;
  }

  private static Diagnostic cannotMove(
      VirtualRouter router, Member owner, Member rival, Tracking tracking) {
    Instance instance = owner.instance();
    String check = tracking.script().name().value();
    int good = instance.effectivePriority(_ -> true);
    int bad = instance.effectivePriority(each -> !each.equals(tracking));
    int toBeat = Members.priorityWhenAllIsWell(rival);
    String message =
        "`%s` cannot move the address away from `%s`: if it fails there, %s against %s of `%s`."
            .formatted(
                check,
                owner.host().name(),
                sum(instance, each -> !each.equals(tracking)),
                sum(rival.instance(), _ -> true),
                rival.host().name());
    String remedy =
        "the failure has to cost at least %d, not %d: a weight of -%d for `%s` would do"
            .formatted(good - toBeat + 1, good - bad, good - toBeat + 1, check);
    return Diagnostic.of(INFO, tracking.weight().span(), message)
        .also(
            rival.instance().priority().span(),
            "the priority of `%s`%s".formatted(rival.host().name(), Members.because(router.link())))
        .keepalived(Keepalived.silent("changes the priority and leaves the address where it is"))
        .help(remedy);
  }

  private static Diagnostic nobodyPreempts(
      VirtualRouter router, Member owner, Member rival, Tracking tracking) {
    return Diagnostic.of(
            INFO,
            tracking.weight().span(),
            "`%s` cannot move the address away from `%s`: with `nopreempt` no other host takes it from"
                    .formatted(tracking.script().name().value(), owner.host().name())
                + " a living master.")
        .also(
            rival.instance().source().nopreempt().orElse(rival.instance().source().span()),
            "`%s` does not preempt%s"
                .formatted(rival.host().name(), Members.because(router.link())))
        .keepalived(Keepalived.silent("changes the priority and leaves the address where it is"))
        .help(
            "remove `nopreempt`, or use the check without a weight, so that its failure ends in FAULT");
  }

  /** The sum that makes a priority: {@code 101 + 2 = 103}. */
  private static String sum(Instance instance, Predicate<Tracking> good) {
    StringBuilder text = new StringBuilder();
    text.append(instance.priority().value());
    boolean added = false;
    for (Tracking tracking : instance.tracked()) {
      if (tracking.weight().value().value() != 0) {
        int contribution = tracking.contribution(good.test(tracking));
        text.append(contribution < 0 ? " - " : " + ").append(Math.abs(contribution));
        added = true;
      }
    }
    return added
        ? text.append(" = ").append(instance.effectivePriority(good)).toString()
        : text.toString();
  }
}
