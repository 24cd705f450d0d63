package dev.relais.wire;

import dev.relais.plan.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a VRRP packet says; RFC 3768, section 5.3, and RFC 9568, section 5.2.
 *
 * @param version 2 or 3
 * @param virtualRouterId 0 to 255; 0 is not allowed on the wire and still can arrive
 * @param priority 0 to 255; 0 for a master that stops
 * @param interval between advertisements: whole seconds in version 2, else hundredths of a second
 * @param authentication of version 2; {@link AuthenticationField#NONE} for version 3
 * @param addresses in the order of the packet, at most 255
 */
public record Advertisement(
    int version,
    int virtualRouterId,
    int priority,
    Duration interval,
    AuthenticationField authentication,
    List<IpAddress> addresses) {

  public Advertisement {
    addresses = List.copyOf(addresses);
  }

  /** The same with another priority. */
  public Advertisement withPriority(int other) {
    return new Advertisement(version, virtualRouterId, other, interval, authentication, addresses);
  }
}
