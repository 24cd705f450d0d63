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
import dev.relais.source.Located;
import java.util.HashMap;
import java.util.Map;

/** Two instances on one interface and family must not share a virtual router id. */
public final class DuplicateVirtualRouterId implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2003",
          "duplicate-virtual-router-id",
          Severity.ERROR,
          "0.1",
          "Two instances on one interface use the same virtual router id.");

  private record Key(String interfaceName, AddressFamily family, int virtualRouterId) {}

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Map<Key, Instance> first = new HashMap<>();
    for (Instance instance : model.instances()) {
      // Unicast instances may share an id as long as their peers differ.
      boolean multicast = instance.source().unicastPeers().isEmpty();
      if (instance.interfaceName().isPresent()
          && instance.virtualRouterId().isPresent()
          && multicast) {
        Located<Integer> id = instance.virtualRouterId().get();
        String device = instance.interfaceName().get().value();
        Instance earlier =
            first.putIfAbsent(new Key(device, instance.family(), id.value()), instance);
        if (earlier != null) {
          sink.report(found(instance, id, earlier, device));
        }
      }
    }
  }

  private static Diagnostic found(
      Instance instance, Located<Integer> id, Instance earlier, String device) {
    Diagnostic found =
        Diagnostic.of(
                INFO,
                id.span(),
                "`%s` uses virtual router id %d, which `%s` already uses on `%s`."
                    .formatted(instance.name().value(), id.value(), earlier.name().value(), device))
            .keepalived(Keepalived.reports("multicast-vrid-conflict", "refuses to start"))
            .help("give each instance on `%s` its own id, 1 to 255".formatted(device));
    return earlier
        .virtualRouterId()
        .map(other -> found.also(other.span(), "first used here"))
        .orElse(found);
  }
}
