package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** The host with state MASTER should have the highest priority. */
public final class MasterWithLowerPriority implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KF3004",
              "master-with-lower-priority",
              Severity.WARNING,
              "0.1",
              "The host with state MASTER has a lower priority than one with state BACKUP.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members = Members.onDifferentHosts(router);
    members.stream()
        .filter(member -> member.instance().state().value() == Instance.State.BACKUP)
        .max(Members.BY_PRIORITY)
        .ifPresent(backup ->
            members.stream()
                .filter(m -> m.instance().state().value() == Instance.State.MASTER)
                .filter(m -> Members.BY_PRIORITY.compare(m, backup) < 0)
                .forEach(master -> sink.report(found(router, master, backup))));
  }

  private static Diagnostic found(VirtualRouter router, Member master, Member backup) {
    return Diagnostic.of(
            INFO,
            master.instance().priority().span(),
            "`%s` has state MASTER and priority %s, but `%s` has state BACKUP and priority %s."
                .formatted(
                    master.host().name(),
                    Members.priorityWhenAllIsWell(master),
                    backup.host().name(),
                    Members.priorityWhenAllIsWell(backup)))
        .also(
            backup.instance().priority().span(),
            "the priority of `%s`%s"
                .formatted(backup.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent("gives the address to the higher priority, whatever `state` says"))
        .help("exchange the priorities, or the states")
        .fix(exchanged(master, backup));
  }

  private static Optional<Fix> exchanged(Member master, Member backup) {
    Optional<SourceSpan> first = master.instance().source().state().map(Located::span);
    Optional<SourceSpan> second = backup.instance().source().state().map(Located::span);
    return first.flatMap(state ->
        second.map(other ->
            Fix.unsafe(
                "Exchange the states.",
                new TextEdit(state, "BACKUP"),
                new TextEdit(other, "MASTER"))));
  }
}
