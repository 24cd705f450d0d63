package dev.relais.plan;

import java.time.Duration;
import java.util.List;

/**
 * Interfaces over which addresses are announced one after the other, with a pause in between:
 * {@code garp_group}, {@code vrrp_garp_interval}.
 *
 * @param interfaces that wait for each other
 * @param arpInterval between two gratuitous ARPs; 0 for no pause
 * @param neighbourInterval between two unsolicited neighbour advertisements; 0 for no pause
 */
public record AnnouncementPacing(
    List<String> interfaces, Duration arpInterval, Duration neighbourInterval) {
  public AnnouncementPacing {
    interfaces = List.copyOf(interfaces);
    Plan.require(
        !arpInterval.isNegative() && !neighbourInterval.isNegative(), "a pause is not negative");
  }

  /** Between two announcements of a family. */
  public Duration interval(AddressFamily family) {
    return family == AddressFamily.INET ? arpInterval : neighbourInterval;
  }
}
