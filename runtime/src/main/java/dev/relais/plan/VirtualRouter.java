package dev.relais.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One VRRP instance: this host's part in a virtual router. RFC 9568 and RFC 3768 name the parts.
 *
 * @param name of the instance
 * @param interfaceName where it sends and listens
 * @param family of its advertised addresses
 * @param version of the protocol: 2 or 3
 * @param virtualRouterId 1 to 255
 * @param priority 1 to 255 without the weights of tracked scripts; 255 is the address owner
 * @param advertisementInterval for version 2 whole seconds, 1 to 255; for version 3 10 ms to 40.95
 *     s
 * @param preempt whether a higher priority takes over from a living master
 * @param authentication version 2 only
 * @param sourceAddress of advertisements; empty for the first address of the interface
 * @param addresses held while MASTER and listed in advertisements, in that order
 * @param excludedAddresses held while MASTER and not listed
 * @param routes held while MASTER, added in that order
 * @param scripts the checks that change its priority or stop it
 * @param trackedInterfaces it is in FAULT while one of them is down: its own unless {@code
 *     dont_track_primary} is set, and those of its addresses and routes
 * @param announcements of its addresses
 */
public record VirtualRouter(
    String name,
    String interfaceName,
    AddressFamily family,
    int version,
    int virtualRouterId,
    int priority,
    Duration advertisementInterval,
    boolean preempt,
    Optional<Authentication> authentication,
    Optional<IpAddress> sourceAddress,
    List<VirtualAddress> addresses,
    List<VirtualAddress> excludedAddresses,
    List<VirtualRoute> routes,
    List<TrackedScript> scripts,
    List<String> trackedInterfaces,
    GratuitousArp announcements) {

  public VirtualRouter {
    addresses = List.copyOf(addresses);
    excludedAddresses = List.copyOf(excludedAddresses);
    routes = List.copyOf(routes);
    scripts = List.copyOf(scripts);
    trackedInterfaces = List.copyOf(trackedInterfaces);
    String who = "instance `" + name + "`: ";
    Plan.require(version == 2 || version == 3, who + "the version is 2 or 3");
    Plan.require(
        virtualRouterId >= 1 && virtualRouterId <= 255, who + "the virtual router id is 1 to 255");
    Plan.require(priority >= 1 && priority <= 255, who + "the priority is 1 to 255");
    Plan.require(isInterval(version, advertisementInterval), who + "the interval is out of range");
    Plan.require(
        version == 2 || authentication.isEmpty(), who + "only version 2 has authentication");
    for (VirtualAddress address : addresses) {
      Plan.require(
          address.prefix().address().family() == family,
          who + address.prefix() + " is of the other family");
    }
  }

  private static boolean isInterval(int version, Duration interval) {
    long milliseconds = interval.toMillis();
    return Duration.ofMillis(milliseconds).equals(interval)
        && (version == 2
            ? milliseconds % 1000 == 0 && milliseconds >= 1000 && milliseconds <= 255_000
            : milliseconds % 10 == 0 && milliseconds >= 10 && milliseconds <= 40_950);
  }
}
