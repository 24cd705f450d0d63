package dev.relais.plan;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A route that a virtual router holds while it is MASTER, or that the host has all the time;
 * ip-route(8) describes the parts.
 *
 * @param destination where it leads; length 0 for the default route
 * @param gateway the next hop: {@code via}, of either family
 * @param source the preferred source address: {@code src}
 * @param interfaceName the interface: {@code dev}
 * @param table number of the routing table; 254 is main
 * @param metric 0 to 2³²−1; empty to leave it to the kernel
 * @param scope 0 to 255; empty to leave it to the kernel: link without a gateway, else global
 * @param details what few routes say
 */
public record VirtualRoute(
    IpPrefix destination,
    Optional<IpAddress> gateway,
    Optional<IpAddress> source,
    Optional<String> interfaceName,
    int table,
    Optional<Long> metric,
    Optional<Integer> scope,
    RouteDetails details) {

  public VirtualRoute {
    Plan.require(
        gateway.isPresent()
            || interfaceName.isPresent()
            || !details.nextHops().isEmpty()
            || details.leadsNowhere(),
        "the route to " + destination + " has neither gateway nor interface");
    Plan.require(table > 0, "the route to " + destination + " has no table");
  }

  /** One that says nothing special. */
  public VirtualRoute(
      IpPrefix destination,
      Optional<IpAddress> gateway,
      Optional<IpAddress> source,
      Optional<String> interfaceName,
      int table,
      Optional<Long> metric,
      Optional<Integer> scope) {
    this(destination, gateway, source, interfaceName, table, metric, scope, RouteDetails.DEFAULT);
  }

  /** The interfaces that it names. */
  public Stream<String> interfaceNames() {
    return Stream.concat(
        interfaceName.stream(),
        details.nextHops().stream().flatMap(hop -> hop.interfaceName().stream()));
  }
}
