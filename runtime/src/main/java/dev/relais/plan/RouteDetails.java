package dev.relais.plan;

import java.util.List;
import java.util.Optional;

/**
 * What few routes say; ip-route(8) describes the parts.
 *
 * @param type of rtnetlink(7): 1 unicast, 2 local, 3 broadcast, 4 anycast, 5 multicast, 6
 *     blackhole, 7 unreachable, 8 prohibit, 9 throw
 * @param protocol who made it, 0 to 255
 * @param typeOfService 0 to 255
 * @param from only packets from there, IPv6
 * @param onlink whether the gateway is on the link, whatever its address
 * @param metrics for the transports
 * @param congestionControl the algorithm
 * @param congestionControlLocked whether applications cannot choose another
 * @param realms 32 bits, the source realm in the upper half
 * @param preference of RFC 4191, 0 to 255
 * @param timeToLivePropagation whether the time to live goes into MPLS headers
 * @param expires seconds after which the kernel drops it, IPv6
 * @param nextHops several ways, in place of a gateway and an interface
 * @param encapsulation what packets are wrapped in
 * @param insertion where it goes among others to the same destination
 */
public record RouteDetails(
    int type,
    int protocol,
    int typeOfService,
    Optional<IpPrefix> from,
    boolean onlink,
    List<RouteMetric> metrics,
    Optional<String> congestionControl,
    boolean congestionControlLocked,
    Optional<Integer> realms,
    Optional<Integer> preference,
    Optional<Boolean> timeToLivePropagation,
    Optional<Long> expires,
    List<NextHop> nextHops,
    Optional<Encapsulation> encapsulation,
    Insertion insertion) {

  /** A route to one place, as most are. */
  public static final int UNICAST = 1;

  /** Types from here on lead nowhere: blackhole, unreachable, prohibit, throw. */
  private static final int BLACKHOLE = 6;

  /** rt_protos: keepalived, and we in its place. */
  public static final int KEEPALIVED = 18;

  /** What nearly all routes say. */
  public static final RouteDetails DEFAULT =
      new RouteDetails(
          UNICAST,
          KEEPALIVED,
          0,
          Optional.empty(),
          false,
          List.of(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Insertion.PREPEND);

  /** Where a route goes among others to the same destination. */
  public enum Insertion {
    /** Refused if there is one. */
    ADD,
    /** Behind others. */
    APPEND,
    /** Before others. */
    PREPEND
  }

  public RouteDetails {
    metrics = List.copyOf(metrics);
    nextHops = List.copyOf(nextHops);
    Plan.require(type >= 0 && type <= 255, "the type of a route is 0 to 255");
    Plan.require(protocol >= 0 && protocol <= 255, "the protocol of a route is 0 to 255");
    Plan.require(typeOfService >= 0 && typeOfService <= 255, "a type of service is 0 to 255");
  }

  /** Whether its packets go nowhere, so that it needs no interface. */
  public boolean leadsNowhere() {
    return type >= BLACKHOLE;
  }
}
