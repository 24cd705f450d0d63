package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.RouterId;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import java.util.List;
import java.util.Optional;

/** Two clusters on one link must not share a virtual router id. */
public final class RouterIdClash implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3001",
          "router-id-clash",
          Severity.ERROR,
          "0.1",
          "Two clusters on one link use the same virtual router id.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Fleet fleet, Sink sink) {
    for (RouterId id : fleet.routerIds()) {
      List<VirtualRouter> multicast =
          id.routers().stream().filter(RouterIdClash::usesMulticast).toList();
      for (VirtualRouter later : multicast.stream().skip(1).toList()) {
        clash(id, multicast.getFirst(), later).ifPresent(sink::report);
      }
    }
  }

  /** Those who send to their peers only are not heard by others. */
  private static boolean usesMulticast(VirtualRouter router) {
    return router.members().stream()
        .anyMatch(member -> member.instance().source().unicastPeers().isEmpty());
  }

  /** Two instances of one host are told apart by another rule. */
  private static Optional<Diagnostic> clash(RouterId id, VirtualRouter first, VirtualRouter later) {
    for (Member b : later.members()) {
      for (Member a : first.members()) {
        if (!a.host().name().equals(b.host().name())) {
          return Optional.of(found(id, a, b));
        }
      }
    }
    return Optional.empty();
  }

  private static Diagnostic found(RouterId id, Member a, Member b) {
    String addresses = Members.addresses(b.instance());
    String others = Members.addresses(a.instance());
    return Diagnostic.of(
            INFO,
            Members.routerIdSpan(b),
            "`%s` uses virtual router id %s for %s, and `%s` on the same link uses it for %s."
                .formatted(b.host().name(), id.value(), addresses, a.host().name(), others))
        .also(
            Members.routerIdSpan(a),
            "`%s` uses it here%s".formatted(a.host().name(), Members.because(id.link())))
        .keepalived(
            Keepalived.silent(
                "drops the other cluster's advertisements with a log line each, or takes them for its"
                    + " own"))
        .help("give one of the clusters another id");
  }
}
