package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;

/** The first address of an IPv4 network names it, and the last one is for all of its hosts. */
public final class AddressOfNetwork implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2040",
          "address-of-network",
          Severity.ERROR,
          "0.1",
          "A virtual address is the first or the last address of its network, which no host can have.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      instance
          .held()
          .filter(held -> isReserved(held.prefix().value()))
          .forEach(held -> sink.report(found(held.prefix())));
    }
  }

  private static boolean isReserved(IpPrefix prefix) {
    return prefix.address().family() == AddressFamily.INET
        && prefix.length() > 0
        && prefix.length() < 31
        && (prefix.address().equals(prefix.network().address())
            || prefix.address().equals(prefix.network().lastAddress()));
  }

  private static Diagnostic found(Located<IpPrefix> prefix) {
    boolean first = prefix.value().address().equals(prefix.value().network().address());
    return Diagnostic.of(
            INFO,
            prefix.span(),
            first
                ? "`%s` is the address of the network `%s` itself."
                    .formatted(prefix.value().address(), prefix.value().network())
                : "`%s` is the broadcast address of `%s`."
                    .formatted(prefix.value().address(), prefix.value().network()))
        .keepalived(Keepalived.silent("adds it all the same; other hosts do not talk to it"))
        .help("choose an address between the first and the last, or correct the prefix length");
  }
}
