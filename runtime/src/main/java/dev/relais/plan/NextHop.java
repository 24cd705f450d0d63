package dev.relais.plan;

import java.util.Optional;

/**
 * One of several ways of a route.
 *
 * @param gateway {@code via}, of either family
 * @param interfaceName {@code dev}
 * @param weight 1 to 256
 * @param onlink whether the gateway is on the link, whatever its address
 * @param encapsulation what packets are wrapped in
 * @param realms 32 bits, the source realm in the upper half
 */
public record NextHop(
    Optional<IpAddress> gateway,
    Optional<String> interfaceName,
    int weight,
    boolean onlink,
    Optional<Encapsulation> encapsulation,
    Optional<Integer> realms) {

  public NextHop {
    Plan.require(weight >= 1 && weight <= 256, "the weight of a next hop is 1 to 256");
  }
}
