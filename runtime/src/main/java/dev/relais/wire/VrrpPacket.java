package dev.relais.wire;

import dev.relais.plan.IpAddress;

/** What arrived on a VRRP socket. */
public sealed interface VrrpPacket {

  /**
   * A packet that can be read. Whether it may be believed is for the protocol to say.
   *
   * @param source of the IP header
   * @param destination of the IP header
   * @param timeToLive of the IP header
   * @param advertisement its content
   */
  record Decoded(
      IpAddress source, IpAddress destination, int timeToLive, Advertisement advertisement)
      implements VrrpPacket {}

  /**
   * A packet that cannot be read.
   *
   * @param defect what is wrong with it
   * @param virtualRouterId of the packet; 0 where it is too short to say
   */
  record Malformed(Defect defect, int virtualRouterId) implements VrrpPacket {}
}
