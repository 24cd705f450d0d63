package dev.relais.lint.rules.fleet;

import dev.relais.ast.UnicastPeer;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/** With unicast, everybody has to name everybody else. */
public final class UnicastPeerMissing implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KF3010",
              "unicast-peer-missing",
              Severity.ERROR,
              "0.1",
              "A host does not name another one of its virtual router as a peer.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members = Members.onDifferentHosts(router);
    for (Member member : members) {
      for (Member other : members) {
        Optional<Located<IpAddress>> sender = Members.sender(other);
        boolean apart =
            !Members.sameHost(member, other)
                && member.instance().isUnicast()
                && other.instance().isUnicast()
                && !sender.map(Located::value).equals(Members.sender(member).map(Located::value));
        if (apart && sender.isPresent() && !names(member, sender.get().value())) {
          sink.report(
              found(router, member, other, sender.get())
                  .fix(addition(members, member, sender.get().value())));
        }
      }
    }
  }

  /** Where there is room for one; else one of the peers that are named is another one's error. */
  private static Optional<Fix> addition(List<Member> members, Member member, IpAddress sender) {
    Optional<IpAddress> own = Members.sender(member).map(Located::value);
    long others =
        member.instance().source().unicastPeers().stream()
            .map(peer -> peer.address().value())
            .filter(address -> !own.equals(Optional.of(address)))
            .distinct()
            .count();
    return Optional.of(member.instance().source().unicastPeers())
        .filter(_ -> others < members.size() - 1)
        .map(peers -> peers.getLast().span())
        .filter(Edits::standsAlone)
        .map(last ->
            Fix.unsafe("Add `%s`.".formatted(sender), Edits.lineBelow(last, sender.toString())));
  }

  private static boolean names(Member member, IpAddress address) {
    return member.instance().source().unicastPeers().stream()
        .map(UnicastPeer::address)
        .anyMatch(peer -> peer.value().equals(address));
  }

  private static Diagnostic found(
      VirtualRouter router, Member member, Member other, Located<IpAddress> sender) {
    return Diagnostic.of(
            INFO,
            Members.setting(member, "unicast_peer").orElse(member.instance().source().span()),
            "`%s` does not name `%s`, which `%s` sends the advertisements of virtual router %s from."
                .formatted(
                    member.host().name(),
                    sender.value(),
                    other.host().name(),
                    router.virtualRouterId()))
        .also(
            sender.span(),
            "the source address of `%s`%s"
                .formatted(other.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent(
                "sends nothing to that host, which becomes MASTER beside it, and drops what it sends"))
        .help(
            "add `%s` to the `unicast_peer` of `%s`"
                .formatted(sender.value(), member.host().name()));
  }
}
