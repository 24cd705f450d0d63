package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.VirtualRouter;
import dev.relais.fleet.VirtualRouter.Member;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.plan.IpAddress;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Set;

/** The hosts of a virtual router have to hold the same addresses. */
public final class VirtualAddressesDiffer implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3007",
          "virtual-addresses-differ",
          Severity.ERROR,
          "0.1",
          "Two hosts of a virtual router advertise different addresses.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Members.compare(
        router,
        (first, member) -> {
          Set<IpAddress> here = member.instance().advertised();
          Set<IpAddress> there = first.instance().advertised();
          if (!here.equals(there)) {
            sink.report(found(router, first, member));
          }
        });
  }

  private static Diagnostic found(VirtualRouter router, Member first, Member member) {
    List<IpAddress> onlyHere = without(member.instance(), first.instance());
    List<IpAddress> onlyThere = without(first.instance(), member.instance());
    String only =
        onlyHere.isEmpty()
            ? only(first, onlyThere)
            : onlyThere.isEmpty()
                ? only(member, onlyHere)
                : only(first, onlyThere) + ", and " + only(member, onlyHere);
    return Diagnostic.of(
            INFO,
            place(member, onlyHere),
            "In virtual router %s %s.".formatted(router.virtualRouterId(), only))
        .also(
            place(first, onlyThere),
            "the addresses of `%s`%s"
                .formatted(first.host().name(), Members.because(router.link())))
        .keepalived(
            Keepalived.silent(
                "drops advertisements whose addresses differ, so that both become MASTER"))
        .help(
            onlyHere.size() < member.instance().advertised().size()
                ? "list the same addresses on all hosts"
                : "list the same addresses on all hosts; or, if these are two clusters, give one of them another `virtual_router_id`");
  }

  private static List<IpAddress> without(Instance instance, Instance other) {
    return instance.advertised().stream().filter(a -> !other.advertised().contains(a)).toList();
  }

  private static String only(Member member, List<IpAddress> addresses) {
    return "only `%s` advertises %s".formatted(member.host().name(), Members.addresses(addresses));
  }

  /** The first address that the others lack, or the instance. */
  private static SourceSpan place(Member member, List<IpAddress> missingElsewhere) {
    return member.instance().addresses().stream()
        .filter(held -> missingElsewhere.contains(held.prefix().value().address()))
        .map(held -> held.prefix().span())
        .findFirst()
        .orElse(member.instance().source().span());
  }
}
