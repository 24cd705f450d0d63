package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Tracking;
import java.util.List;
import java.util.Optional;

/** A host that does not check takes the address over although its service is down. */
public final class ChecksOnOneHost implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3020",
          "checks-on-one-host",
          Severity.NOTE,
          "0.1",
          "One host of a virtual router checks its service and another one does not.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members = Members.onDifferentHosts(router);
    Optional<Member> checking =
        members.stream().filter(member -> !member.instance().tracked().isEmpty()).findFirst();
    if (checking.isPresent()) {
      members.stream()
          .filter(member -> !tracks(member))
          .forEach(member -> sink.report(found(router, checking.get(), member)));
    }
  }

  /** Whether it tracks anything, by itself or with its sync group. */
  private static boolean tracks(Member member) {
    return !member.instance().source().trackers().isEmpty()
        || member
            .host()
            .model()
            .groupOf(member.instance())
            .filter(group -> !group.source().trackers().isEmpty())
            .isPresent();
  }

  private static Diagnostic found(VirtualRouter router, Member checking, Member member) {
    Tracking tracking = checking.instance().tracked().getFirst();
    return Diagnostic.of(
            INFO,
            member.instance().source().span(),
            "`%s` tracks `%s`, and `%s` tracks nothing."
                .formatted(
                    checking.host().name(), tracking.script().name().value(), member.host().name()))
        .also(
            tracking.source().span(),
            "what `%s` tracks%s".formatted(checking.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent(
                "takes the address over, and keeps it, whatever the service there does"))
        .help("track the same on all hosts");
  }
}
