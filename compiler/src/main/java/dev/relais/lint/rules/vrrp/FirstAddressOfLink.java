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
import java.util.List;

/** RFC 9568 wants the address of the link first. */
public final class FirstAddressOfLink implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2031",
          "first-address-not-of-link",
          Severity.NOTE,
          "0.1",
          "The first address of an IPv6 instance is not one of the link.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    for (Instance instance : model.instances()) {
      List<Instance.HeldAddress> held = instance.addresses();
      if (instance.family() == AddressFamily.INET6 && !instance.strict() && !held.isEmpty()) {
        Located<IpPrefix> first = held.getFirst().prefix();
        if (!first.value().address().inet().isLinkLocalAddress()) {
          sink.report(
              Diagnostic.of(
                      INFO,
                      first.span(),
                      "The first address of `%s` is not one of the link, from `fe80::/10`."
                          .formatted(instance.name().value()))
                  .keepalived(Keepalived.reports("log-first-ipv6-vip", "goes on all the same"))
                  .help("put the address first to which routers and hosts send on the link"));
        }
      }
    }
  }
}
