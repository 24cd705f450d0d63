package dev.relais.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * What a virtual router says, hears and decides by; RFC 9568 and RFC 3768 name the parts.
 *
 * @param version of the protocol: 2 or 3
 * @param virtualRouterId 1 to 255
 * @param priority 1 to 255 without the weights of what it tracks; 255 is the address owner
 * @param advertisementInterval for version 2 whole seconds, 1 to 255; for version 3 10 ms to 40.95
 *     s
 * @param preemption when it takes over from a living master
 * @param missedAdvertisements how many advertisements a master may miss before it counts as dead, 1
 *     to 100; 3 in the RFC: {@code down_timer_adverts}
 * @param authentication in every advertisement; empty for none
 * @param transport to whom advertisements go, and how
 * @param sourceAddress of advertisements; empty for the first address of the interface
 * @param conduct where the RFC leaves a choice, or keepalived offers one
 */
public record Protocol(
    int version,
    int virtualRouterId,
    int priority,
    Duration advertisementInterval,
    Preemption preemption,
    int missedAdvertisements,
    Optional<Authentication> authentication,
    Transport transport,
    Optional<IpAddress> sourceAddress,
    Conduct conduct) {

  /** The priority of the owner of the addresses; what it tracks does not change it. */
  public static final int OWNER = 255;

  public Protocol {
    Plan.require(version == 2 || version == 3, "the version is 2 or 3");
    Plan.require(
        virtualRouterId >= 1 && virtualRouterId <= 255, "the virtual router id is 1 to 255");
    Plan.require(priority >= 1 && priority <= OWNER, "the priority is 1 to 255");
    Plan.require(isInterval(version, advertisementInterval), "the interval is out of range");
    Plan.require(
        missedAdvertisements >= 1 && missedAdvertisements <= 100,
        "a master may miss 1 to 100 advertisements");
    Plan.require(
        version == 2 || authentication.isEmpty() || authentication.get().isForVersion3(),
        "version 3 has no such authentication");
    Plan.require(
        transport instanceof Transport.Unicast
            || (conduct.checksumCoverage() != ChecksumCoverage.GROUP_PSEUDO_HEADER
                && !conduct.recognizesOldChecksum()),
        "the old checksum is one of unicast");
  }

  private static boolean isInterval(int version, Duration interval) {
    long milliseconds = interval.toMillis();
    return Duration.ofMillis(milliseconds).equals(interval)
        && (version == 2
            ? milliseconds % 1000 == 0 && milliseconds >= 1000 && milliseconds <= 255_000
            : milliseconds % 10 == 0 && milliseconds >= 10 && milliseconds <= 40_950);
  }

  Protocol with(Authentication other) {
    return new Protocol(
        version,
        virtualRouterId,
        priority,
        advertisementInterval,
        preemption,
        missedAdvertisements,
        Optional.of(other),
        transport,
        sourceAddress,
        conduct);
  }
}
