package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import java.util.List;

/** Whether a host takes the address back is a matter of all hosts. */
public final class NopreemptOnOneHost implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3013",
          "nopreempt-on-one-host",
          Severity.NOTE,
          "0.1",
          "One host of a virtual router has nopreempt and another one has not.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members = Members.onDifferentHosts(router);
    List<Member> staying = members.stream().filter(member -> !member.instance().preempt()).toList();
    List<Member> taking = members.stream().filter(member -> member.instance().preempt()).toList();
    for (Member member : staying) {
      taking.stream()
          .max(Members.BY_PRIORITY)
          .ifPresent(other -> sink.report(found(router, member, other)));
    }
  }

  private static Diagnostic found(VirtualRouter router, Member staying, Member taking) {
    boolean lower = Members.priorityWhenAllIsWell(staying) < Members.priorityWhenAllIsWell(taking);
    return Diagnostic.of(
            INFO,
            staying.instance().source().nopreempt().orElse(staying.instance().source().span()),
            lower
                ? "`nopreempt` of `%s` does nothing, because `%s` has the higher priority and takes the address back."
                    .formatted(staying.host().name(), taking.host().name())
                : "`%s` has `nopreempt` and leaves the address where it is; `%s` has not."
                    .formatted(staying.host().name(), taking.host().name()))
        .severity(lower ? Severity.WARNING : Severity.NOTE)
        .also(
            taking.instance().source().span(),
            "`%s` preempts%s".formatted(taking.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent(
                lower
                    ? "moves the address back as soon as the other host returns"
                    : "moves the address as soon as weights or a change of priorities put the other host first"))
        .help("write `state BACKUP` and `nopreempt` on all hosts, or preempt on all");
  }
}
