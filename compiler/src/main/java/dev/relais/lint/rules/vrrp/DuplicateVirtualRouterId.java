package dev.relais.lint.rules.vrrp;

import dev.relais.ast.UnicastPeer;
import dev.relais.ast.VrrpInstance;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.model.Model;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two instances must not share a virtual router id if they hear the same advertisements: those of
 * one group on one interface, or those of one peer.
 */
public final class DuplicateVirtualRouterId implements Rule.OfHost {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KV2003",
          "duplicate-virtual-router-id",
          Severity.ERROR,
          "0.1",
          "Two instances on one interface use the same virtual router id.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public void check(Model model, Sink sink) {
    Map<Key, List<Instance>> sorted = new HashMap<>();
    for (Instance instance : model.instances()) {
      if (instance.interfaceName().isPresent() && instance.virtualRouterId().isPresent()) {
        List<Instance> before = sorted.computeIfAbsent(Key.of(instance), _ -> new ArrayList<>());
        before.stream()
            .filter(earlier -> clash(instance, earlier))
            .findFirst()
            .ifPresentOrElse(
                earlier -> sink.report(found(instance, earlier)), () -> before.add(instance));
      }
    }
  }

  /** What two that clash have in common. */
  private record Key(int id, AddressFamily family, String device, boolean unicast) {
    static Key of(Instance instance) {
      return new Key(
          DuplicateVirtualRouterId.id(instance),
          instance.family(),
          DuplicateVirtualRouterId.device(instance),
          instance.isUnicast());
    }
  }

  private static boolean clash(Instance one, Instance other) {
    return one.isUnicast()
        ? sender(one).equals(sender(other)) && peers(one).stream().anyMatch(peers(other)::contains)
        : group(one).equals(group(other));
  }

  private static int id(Instance instance) {
    return instance.virtualRouterId().map(Located::value).orElse(0);
  }

  private static String device(Instance instance) {
    return instance.interfaceName().map(Located::value).orElse("");
  }

  private static Optional<IpAddress> sender(Instance instance) {
    return instance.source().sourceAddress().map(Located::value);
  }

  private static Set<IpAddress> peers(Instance instance) {
    return instance.source().unicastPeers().stream()
        .map(UnicastPeer::address)
        .map(Located::value)
        .collect(Collectors.toSet());
  }

  private static Optional<IpAddress> group(Instance instance) {
    return instance
        .source()
        .settings()
        .one("mcast_dst_ip")
        .flatMap(setting -> setting.first(IpAddress.class))
        .map(Located::value);
  }

  private static Diagnostic found(Instance instance, Instance earlier) {
    VrrpInstance source = instance.source();
    String device = device(instance);
    Diagnostic found =
        Diagnostic.of(
                INFO,
                instance.virtualRouterId().map(Located::span).orElse(source.span()),
                "`%s` uses virtual router id %s, which `%s` already uses on `%s`%s."
                    .formatted(
                        instance.name().value(),
                        id(instance),
                        earlier.name().value(),
                        device,
                        instance.isUnicast() ? " with the same peer" : ""))
            .keepalived(
                Keepalived.reports(
                    instance.isUnicast() ? "unicast-vrid-conflict" : "multicast-vrid-conflict",
                    "refuses to start"))
            .help("give each instance on `%s` its own id, 1 to 255".formatted(device));
    return earlier
        .virtualRouterId()
        .map(other -> found.also(other.span(), "first used here"))
        .orElse(found);
  }
}
