package dev.relais.wire;

import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;

/**
 * What carries an advertisement.
 *
 * @param source of the IP header
 * @param destination of the IP header; of the same family
 * @param timeToLive or hop limit, 0 to 255
 * @param coverage of the checksum of version 3 over IPv4; version 2 over IPv4 never has a
 *     pseudo-header, and IPv6 always
 */
public record Envelope(
    IpAddress source, IpAddress destination, int timeToLive, ChecksumCoverage coverage) {

  public Envelope {
    if (source.family() != destination.family()) {
      throw new IllegalArgumentException(source + " and " + destination + " differ in family");
    }
  }

  /** To everybody on the link, as the RFC has it. */
  public static Envelope toGroup(IpAddress source) {
    return new Envelope(
        source,
        VrrpFormat.group(source.family()),
        VrrpFormat.TIME_TO_LIVE,
        ChecksumCoverage.PSEUDO_HEADER);
  }
}
