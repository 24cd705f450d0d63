package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
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
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** RFC 9568 wants the address of the link first. */
public final class FirstAddressOfLink implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
              "KV2031",
              "first-address-not-of-link",
              Severity.NOTE,
              "0.1",
              "The first address of an IPv6 instance is not one of the link.")
          .fixable(Fixable.UNSAFE);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Moves the first address of the link up, where there is one. */
  private static Optional<Fix> firstOfLink(Instance instance) {
    SourceSpan first = instance.addresses().getFirst().line().span();
    return instance.addresses().stream()
        .filter(held -> held.prefix().value().address().inet().isLinkLocalAddress())
        .map(held -> held.line().span())
        .findFirst()
        .filter(line -> line.file() == first.file() && first.end() < line.start())
        .filter(line -> Edits.standsAlone(line) && Edits.standsAlone(first))
        .map(line ->
            Fix.unsafe(
                "Put `%s` first.".formatted(line.text()),
                Edits.lineAbove(first, line.text()),
                Edits.removeStatement(line)));
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
                  .help("put the address first to which routers and hosts send on the link")
                  .fix(firstOfLink(instance)));
        }
      }
    }
  }
}
