package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;

/** What arrived on a VRRP socket. */
public sealed interface VrrpPacket {

  /** The family of the IP header. */
  AddressFamily family();

  /**
   * A packet that can be read. Whether it may be believed is for the protocol to say.
   *
   * @param source of the IP header
   * @param destination of the IP header
   * @param timeToLive of the IP header
   * @param advertisement its content
   * @param coverage of its checksum
   * @param seal what proves where it comes from
   */
  record Decoded(
      IpAddress source,
      IpAddress destination,
      int timeToLive,
      Advertisement advertisement,
      ChecksumCoverage coverage,
      Seal seal)
      implements VrrpPacket {

    /** Without a seal, and with the checksum that keepalived expects. */
    public Decoded(
        IpAddress source, IpAddress destination, int timeToLive, Advertisement advertisement) {
      this(
          source,
          destination,
          timeToLive,
          advertisement,
          advertisement.version() == 3 || source.family() == AddressFamily.INET6
              ? ChecksumCoverage.PSEUDO_HEADER
              : ChecksumCoverage.MESSAGE,
          Seal.NONE);
    }

    @Override
    public AddressFamily family() {
      return source.family();
    }
  }

  /**
   * A packet that cannot be read.
   *
   * @param defect what is wrong with it
   * @param family of the IP header
   * @param virtualRouterId of the packet; 0 where it is too short to say
   */
  record Malformed(Defect defect, AddressFamily family, int virtualRouterId)
      implements VrrpPacket {}
}
