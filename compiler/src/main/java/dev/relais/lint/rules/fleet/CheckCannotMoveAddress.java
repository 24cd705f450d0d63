package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Tracker;
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
    Optional<Member> owner = members.stream().max(Members.BY_PRIORITY);
    if (owner.isEmpty() || members.size() < 2) {
      return;
    }
    Member rival =
        members.stream()
            .filter(member -> !member.host().name().equals(owner.get().host().name()))
            .max(Members.BY_PRIORITY)
            .orElseThrow();
    List<Tracker> weighted =
        Members.trackers(owner.get()).stream().filter(Tracker::hasWeight).toList();
    if (weighted.size() > MOST_CHECKS) {
      return;
    }
    for (Tracker tracker : weighted) {
      if (!rival.instance().preempt() && isAlwaysTheSame(members)) {
        sink.report(nobodyPreempts(router, owner.get(), rival, tracker));
      } else if (!canDecide(tracker, weighted, owner.get(), rival)) {
        sink.report(cannotMove(router, owner.get(), rival, tracker));
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
      Tracker tracker, List<Tracker> weighted, Member owner, Member rival) {
    int toBeat = Members.priorityWhenAllIsWell(rival);
    for (int combination = 0; combination < 1 << weighted.size(); combination++) {
      int failing = combination;
      Predicate<Tracker> good =
          each -> {
            int index = weighted.indexOf(each);
            return index < 0 || (failing >> index & 1) == 0;
          };
      Predicate<Tracker> goodButThis = each -> !each.equals(tracker) && good.test(each);
      boolean keeps = Members.priority(owner, good) >= toBeat;
      boolean loses = Members.priority(owner, goodButThis) < toBeat;
      if (good.test(tracker) && keeps && loses) {
        return true;
      }
    }
    return false;
  }

  private static Diagnostic cannotMove(
      VirtualRouter router, Member owner, Member rival, Tracker tracker) {
    Predicate<Tracker> others = each -> !each.equals(tracker);
    int good = Members.priorityWhenAllIsWell(owner);
    int bad = Members.priority(owner, others);
    int toBeat = Members.priorityWhenAllIsWell(rival);
    String message =
        "`%s` cannot move the address away from `%s`: if it fails there, %s against %s of `%s`."
            .formatted(
                tracker.name(),
                owner.host().name(),
                sum(owner, others),
                sum(rival, _ -> true),
                rival.host().name());
    String remedy =
        "the failure has to cost at least %s, not %s: a weight of -%s for `%s` would do"
            .formatted(good - toBeat + 1, good - bad, good - toBeat + 1, tracker.name());
    return Diagnostic.of(INFO, tracker.weight().span(), message)
        .also(
            rival.instance().priority().span(),
            "the priority of `%s`%s".formatted(rival.host().name(), Members.because(router.link())))
        .keepalived(Keepalived.silent("changes the priority and leaves the address where it is"))
        .help(remedy);
  }

  private static Diagnostic nobodyPreempts(
      VirtualRouter router, Member owner, Member rival, Tracker tracker) {
    return Diagnostic.of(
            INFO,
            tracker.weight().span(),
            "`%s` cannot move the address away from `%s`: with `nopreempt` no other host takes it from"
                    .formatted(tracker.name(), owner.host().name())
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
  private static String sum(Member member, Predicate<Tracker> good) {
    StringBuilder text = new StringBuilder();
    text.append(member.instance().priority().value());
    List<Tracker> weighted = Members.trackers(member).stream().filter(Tracker::hasWeight).toList();
    for (Tracker tracker : weighted) {
      int contribution = tracker.contribution(good.test(tracker));
      text.append(contribution < 0 ? " - " : " + ").append(Math.abs(contribution));
    }
    return weighted.isEmpty()
        ? text.toString()
        : text.append(" = ").append(Members.priority(member, good)).toString();
  }
}
