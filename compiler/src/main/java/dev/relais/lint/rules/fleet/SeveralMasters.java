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
import java.util.List;
import java.util.Optional;

/** One host of a virtual router can be its MASTER. */
public final class SeveralMasters implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KF3003",
              "several-masters",
              Severity.WARNING,
              "0.1",
              "Two hosts of a virtual router have state MASTER.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Where the priorities say who is meant to be master. */
  private static Optional<Fix> backup(Member first, Member other) {
    Optional<Integer> high = first.instance().source().priority().map(Located::value);
    Optional<Integer> low = other.instance().source().priority().map(Located::value);
    return other
        .instance()
        .source()
        .state()
        .filter(_ -> high.isPresent() && low.isPresent() && low.get() < high.get())
        .map(state -> Fix.unsafe("Write `BACKUP`.", new TextEdit(state.span(), "BACKUP")));
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> masters =
        Members.onDifferentHosts(router).stream()
            .filter(member -> member.instance().state().value() == Instance.State.MASTER)
            .toList();
    for (Member member : masters.stream().skip(1).toList()) {
      Member first = masters.getFirst();
      sink.report(
          Diagnostic.of(
                  INFO,
                  member.instance().state().span(),
                  "`%s` and `%s` both have state MASTER in virtual router %s."
                      .formatted(
                          first.host().name(), member.host().name(), router.virtualRouterId()))
              .also(
                  first.instance().state().span(),
                  "the state of `%s`%s"
                      .formatted(first.host().name(), Members.because(router.link())))
              .keepalived(
                  Keepalived.silent(
                      "starts both as BACKUP and lets the priority decide; without a `priority` both"
                          + " are address owners with 255"))
              .help("write `state BACKUP` on all hosts but one")
              .fix(backup(first, member)));
    }
  }
}
