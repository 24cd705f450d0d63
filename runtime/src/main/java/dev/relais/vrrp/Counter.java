package dev.relais.vrrp;

/** What is counted for a virtual router; keepalived's statistics, and the MIB of RFC 6527. */
public enum Counter {
  /** Advertisements that were believed. */
  ADVERTISEMENTS_RECEIVED,
  /** Advertisements that were sent. */
  ADVERTISEMENTS_SENT,
  /** Times it became MASTER. */
  BECAME_MASTER,
  /** Times it stopped being MASTER. */
  RELEASED_MASTER,
  /** Packets too short or too long for what they say. */
  PACKET_LENGTH_ERRORS,
  /** Packets with a time to live that says that they come from too far away. */
  TIME_TO_LIVE_ERRORS,
  /** Packets of a type that is no advertisement. */
  INVALID_TYPE_RECEIVED,
  /** Advertisements with another interval in version 2, or with none. */
  ADVERTISEMENT_INTERVAL_ERRORS,
  /** Advertisements with other addresses. */
  ADDRESS_LIST_ERRORS,
  /** Advertisements with a type of authentication that nobody uses. */
  INVALID_AUTHENTICATION_TYPE,
  /** Advertisements with another type of authentication than ours. */
  AUTHENTICATION_TYPE_MISMATCHES,
  /** Advertisements with the wrong password. */
  AUTHENTICATION_FAILURES,
  /** Packets of another version. */
  VERSION_ERRORS,
  /** Packets with a wrong checksum. */
  CHECKSUM_ERRORS,
  /** Advertisements of hosts that are not among the peers. */
  UNKNOWN_PEERS,
  /** Advertisements that are not signed, and should be. */
  HMAC_MISSING,
  /** Advertisements with a trailer of an unknown kind. */
  HMAC_MALFORMED,
  /** Advertisements that are signed with a key that is not configured. */
  HMAC_UNKNOWN_KEY,
  /** Advertisements with a wrong signature. */
  HMAC_FAILURES,
  /** Advertisements that were signed too long ago, or in the future. */
  HMAC_STALE,
  /** Advertisements that came once more. */
  HMAC_REPLAYS,
  /** Advertisements with priority 0 that were received. */
  PRIORITY_ZERO_RECEIVED,
  /** Advertisements with priority 0 that were sent. */
  PRIORITY_ZERO_SENT
}
