package dev.relais.plan;

/** What the checksum of version 3 over IPv4 covers. */
public enum ChecksumCoverage {
  /** The message alone, as RFC 9568 has it: {@code v3_checksum_as_v2}. */
  MESSAGE,
  /** A pseudo-header too, with both addresses of the packet, as RFC 5798 was read. */
  PSEUDO_HEADER,
  /**
   * A pseudo-header with the group of the RFC as destination, whoever the packet is for, as
   * keepalived had it until 1.3.5: {@code old_unicast_checksum}. Over multicast it is the same as
   * the other.
   */
  GROUP_PSEUDO_HEADER
}
