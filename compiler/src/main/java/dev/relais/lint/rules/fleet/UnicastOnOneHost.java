package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.source.SourceSpan;

/** The hosts of a virtual router have to talk in the same way, or they do not hear each other. */
public final class UnicastOnOneHost implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3008",
          "unicast-on-one-host",
          Severity.ERROR,
          "0.1",
          "One host of a virtual router sends to peers, another one to all.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Members.compare(
        router,
        (first, member) -> {
          if (member.instance().isUnicast() != first.instance().isUnicast()) {
            sink.report(found(router, first, member));
          }
        });
  }

  private static Diagnostic found(VirtualRouter router, Member first, Member member) {
    boolean firstIsUnicast = first.instance().isUnicast();
    Member unicast = firstIsUnicast ? first : member;
    Member multicast = firstIsUnicast ? member : first;
    return Diagnostic.of(
            INFO,
            place(member),
            "In virtual router %s `%s` sends to its `unicast_peer` only, and `%s` sends to all."
                .formatted(
                    router.virtualRouterId(), unicast.host().name(), multicast.host().name()))
        .also(
            place(first),
            "`%s` is configured here%s"
                .formatted(first.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent("hears nothing of the other host, so that both become MASTER"))
        .help("give both a `unicast_peer` with the address of the other, or neither");
  }

  private static SourceSpan place(Member member) {
    return Members.setting(member, "unicast_peer").orElse(member.instance().source().span());
  }
}
