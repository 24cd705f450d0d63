package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A source address that was copied with the file belongs to one of the hosts only. */
public final class UnicastSourceShared implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3009",
          "unicast-source-shared",
          Severity.ERROR,
          "0.1",
          "Two hosts of a virtual router send from the same address.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Map<IpAddress, Member> first = new HashMap<>();
    for (Member member : Members.onDifferentHosts(router)) {
      Optional<Located<IpAddress>> source = member.instance().source().sourceAddress();
      if (source.isPresent()) {
        Member earlier = first.putIfAbsent(source.get().value(), member);
        if (earlier != null) {
          sink.report(found(router, earlier, member, source.get()));
        }
      }
    }
  }

  private static Diagnostic found(
      VirtualRouter router, Member earlier, Member member, Located<IpAddress> source) {
    boolean named =
        Stream.of(earlier, member)
            .flatMap(each -> each.instance().source().unicastPeers().stream())
            .anyMatch(peer -> peer.address().value().equals(source.value()));
    String peers =
        named || !member.instance().isUnicast()
            ? ""
            : ", which neither of them names as a `unicast_peer`";
    return Diagnostic.of(
            INFO,
            source.span(),
            "`%s` and `%s` both send the advertisements of virtual router %s from `%s`%s."
                .formatted(
                    earlier.host().name(),
                    member.host().name(),
                    router.virtualRouterId(),
                    source.value(),
                    peers))
        .also(
            earlier
                .instance()
                .source()
                .sourceAddress()
                .map(Located::span)
                .orElse(earlier.instance().source().span()),
            "the source address of `%s`%s"
                .formatted(earlier.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent(
                "stays in FAULT on the host that lacks the address, or sends what the peers drop"))
        .help("give each host an address of its own, and name it as a peer on the others");
  }
}
