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
import dev.relais.plan.IpPrefix;
import java.util.HashMap;
import java.util.Map;

/** The address is the same wherever it is, and so is its network. */
public final class PrefixLengthsDiffer implements Rule.OfVirtualRouter {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3017",
          "prefix-lengths-differ",
          Severity.WARNING,
          "0.1",
          "Two hosts of a virtual router hold an address with different prefix lengths.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(VirtualRouter router, Sink sink) {
    Map<IpAddress, Instance.HeldAddress> first = new HashMap<>();
    Map<IpAddress, Member> holder = new HashMap<>();
    for (Member member : Members.onDifferentHosts(router)) {
      for (Instance.HeldAddress held : member.instance().addresses()) {
        IpAddress address = held.prefix().value().address();
        Instance.HeldAddress earlier = first.putIfAbsent(address, held);
        Member other = holder.putIfAbsent(address, member);
        if (earlier != null
            && other != null
            && !Members.sameHost(other, member)
            && earlier.prefix().value().length() != held.prefix().value().length()) {
          sink.report(found(member, held, other, earlier));
        }
      }
    }
  }

  private static Diagnostic found(
      Member member, Instance.HeldAddress held, Member other, Instance.HeldAddress earlier) {
    return Diagnostic.of(
            INFO,
            held.prefix().span(),
            "`%s` holds the address as `%s`, `%s` as `%s`."
                .formatted(
                    member.host().name(), written(held), other.host().name(), written(earlier)))
        .also(earlier.prefix().span(), "the address of `%s`".formatted(other.host().name()))
        .keepalived(
            Keepalived.silent(
                "adds the address with another network, and so with another route, after a failover"))
        .help("write the same prefix length on all hosts");
  }

  private static String written(Instance.HeldAddress held) {
    IpPrefix prefix = held.prefix().value();
    return prefix.address() + "/" + prefix.length();
  }
}
