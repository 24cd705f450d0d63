package dev.relais.lint.rules.vrrp;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.IpAddress;
import dev.relais.source.SourceSpan;
import java.util.HashMap;
import java.util.Map;

/** An address has one instance that decides where it is. */
public final class VirtualAddressTwice implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2037",
          "virtual-address-twice",
          Severity.ERROR,
          "0.1",
          "Two instances of one host hold the same address.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Map<IpAddress, Instance> first = new HashMap<>();
    for (Instance instance : model.instances()) {
      instance
          .held()
          .forEach(held -> {
            Instance earlier = first.putIfAbsent(held.prefix().value().address(), instance);
            if (earlier != null
                && !earlier.name().equals(instance.name())
                && isOnOneInterface(earlier, held)) {
              sink.report(found(instance, held, earlier));
            }
          });
    }
  }

  /** A link-local address may stand on several interfaces. */
  private static boolean isOnOneInterface(Instance earlier, Instance.HeldAddress held) {
    return !held.prefix().value().address().inet().isLinkLocalAddress()
        || earlier
            .held()
            .filter(
                other -> other.prefix().value().address().equals(held.prefix().value().address()))
            .anyMatch(other -> other.interfaceName().equals(held.interfaceName()));
  }

  private static Diagnostic found(Instance instance, Instance.HeldAddress held, Instance earlier) {
    return Diagnostic.of(
            INFO,
            held.prefix().span(),
            "`%s` holds `%s`, which `%s` holds as well."
                .formatted(
                    instance.name().value(),
                    held.prefix().value().address(),
                    earlier.name().value()))
        .also(place(earlier, held), "here")
        .keepalived(
            Keepalived.silent(
                "removes the address from the host when one of the two is no longer MASTER, although the other one is"))
        .help("leave the address to one of them; a `vrrp_sync_group` keeps both on one host");
  }

  private static SourceSpan place(Instance earlier, Instance.HeldAddress held) {
    return earlier
        .held()
        .filter(other -> other.prefix().value().address().equals(held.prefix().value().address()))
        .map(other -> other.prefix().span())
        .findFirst()
        .orElse(earlier.source().span());
  }
}
