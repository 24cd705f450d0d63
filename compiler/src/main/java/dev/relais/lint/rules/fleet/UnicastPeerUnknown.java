package dev.relais.lint.rules.fleet;

import dev.relais.ast.UnicastPeer;
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
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An address that nobody has is a typing error, or a host that was forgotten. */
public final class UnicastPeerUnknown implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KF3022",
              "unicast-peer-unknown",
              Severity.WARNING,
              "0.1",
              "A host sends to a peer that is none of the hosts of its virtual router.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    List<Member> members = Members.onDifferentHosts(router);
    if (members.size() < 2
        || members.stream()
            .anyMatch(
                member -> !member.instance().isUnicast() || Members.sender(member).isEmpty())) {
      return;
    }
    Set<IpAddress> senders =
        members.stream()
            .flatMap(member -> Members.sender(member).stream())
            .map(Located::value)
            .collect(Collectors.toSet());
    if (senders.size() < members.size()) {
      return; // a source that was copied is another finding
    }
    for (Member member : members) {
      for (UnicastPeer peer : member.instance().source().unicastPeers()) {
        if (!senders.contains(peer.address().value())) {
          sink.report(
              found(router, members, member, peer).fix(corrected(members, member, senders, peer)));
        }
      }
    }
  }

  /** The only host that is not named is meant by the only name that is unknown. */
  private static Optional<Fix> corrected(
      List<Member> members, Member member, Set<IpAddress> senders, UnicastPeer unknown) {
    Set<IpAddress> named =
        member.instance().source().unicastPeers().stream()
            .map(peer -> peer.address().value())
            .collect(Collectors.toSet());
    List<IpAddress> missing =
        members.stream()
            .filter(other -> !Members.sameHost(other, member))
            .flatMap(other -> Members.sender(other).stream())
            .map(Located::value)
            .filter(sender -> !named.contains(sender))
            .toList();
    boolean only = named.stream().filter(peer -> !senders.contains(peer)).count() == 1;
    return only && missing.size() == 1
        ? Optional.of(
            Fix.unsafe(
                "Write `%s`.".formatted(missing.getFirst()),
                new TextEdit(unknown.address().span(), missing.getFirst().toString())))
        : Optional.empty();
  }

  private static Diagnostic found(
      VirtualRouter router, List<Member> members, Member member, UnicastPeer peer) {
    String others =
        members.stream()
            .filter(other -> !Members.sameHost(other, member))
            .map(other ->
                "`%s` sends from `%s`"
                    .formatted(other.host().name(), Members.sender(other).orElseThrow().value()))
            .collect(Collectors.joining(", "));
    return Diagnostic.of(
            INFO,
            peer.address().span(),
            "`%s` sends the advertisements of virtual router %s to `%s`, which is none of its hosts."
                .formatted(member.host().name(), router.virtualRouterId(), peer.address().value()))
        .keepalived(Keepalived.silent("sends it advertisements all the same"))
        .help("correct the address, or compare that host as well; " + others);
  }
}
