package dev.relais.lint.rules.fleet;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.Sink;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.fleet.Link;
import dev.relais.lint.Rule;
import dev.relais.model.Instance;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Hosts that take turns at an address do so by one virtual router id. */
public final class VirtualRouterIdsDiffer implements Rule.OfFleet {
  private static final RuleInfo INFO =
      RuleInfo.of(
          "KF3012",
          "virtual-router-ids-differ",
          Severity.ERROR,
          "0.1",
          "Two hosts hold the same address with different virtual router ids.");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  private record Part(Host host, Instance instance) {}

  @Override
  public void check(Fleet fleet, Sink sink) {
    for (Link link : fleet.links()) {
      Map<IpAddress, Part> first = new HashMap<>();
      Set<Instance> told = new HashSet<>();
      for (Link.Port port : link.ports()) {
        for (Instance instance : port.instances()) {
          for (IpAddress address : instance.advertised()) {
            Part earlier = first.putIfAbsent(address, new Part(port.host(), instance));
            if (earlier != null
                && !earlier.host.name().equals(port.host().name())
                && differ(earlier.instance, instance)
                && told.add(instance)) {
              sink.report(found(link, address, earlier, new Part(port.host(), instance)));
            }
          }
        }
      }
    }
  }

  private static boolean differ(Instance one, Instance other) {
    return one.virtualRouterId().isPresent()
        && other.virtualRouterId().isPresent()
        && !one.virtualRouterId().get().value().equals(other.virtualRouterId().get().value());
  }

  private static Diagnostic found(Link link, IpAddress address, Part earlier, Part later) {
    return Diagnostic.of(
            INFO,
            place(later),
            "`%s` holds `%s` with virtual router id %s, and `%s` with %s."
                .formatted(later.host.name(), address, id(later), earlier.host.name(), id(earlier)))
        .also(
            place(earlier),
            "the id of `%s`%s".formatted(earlier.host.name(), Members.because(link)))
        .keepalived(
            Keepalived.silent(
                "takes the two for different routers, so that both become MASTER and hold the address"))
        .help("use the same `virtual_router_id` on all hosts that share an address");
  }

  private static SourceSpan place(Part part) {
    return part.instance.virtualRouterId().map(Located::span).orElse(part.instance.source().span());
  }

  private static String id(Part part) {
    return part.instance.virtualRouterId().map(id -> id.value().toString()).orElse("none");
  }
}
