package dev.relais.wire;

/** Why bytes are no VRRP packet. */
public enum Defect {
  /** Shorter than its headers say, or than any VRRP packet is. */
  TOO_SHORT("is too short"),
  /** Longer than its headers say, and not by the length of a trailer. */
  TOO_LONG("is longer than it says"),
  /** No VRRP inside. */
  NOT_VRRP("is not VRRP"),
  /** A version other than 2 and 3. */
  VERSION("has an unknown VRRP version"),
  /** A type other than 1, advertisement. */
  TYPE("is not an advertisement"),
  /** The checksum does not match. */
  CHECKSUM("has a wrong checksum");

  private final String words;

  Defect(String words) {
    this.words = words;
  }

  /** What the packet is or has, to stand behind "a packet". */
  public String words() {
    return words;
  }
}
