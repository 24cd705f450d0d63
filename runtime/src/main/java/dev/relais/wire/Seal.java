package dev.relais.wire;

/** What proves where a packet comes from, beside the fields of its message. */
public sealed interface Seal {
  /** Nothing does. */
  Seal NONE = new None();

  /** Nothing does. */
  record None() implements Seal {}

  /**
   * An IP authentication header before the message; RFC 2402.
   *
   * @param securityParametersIndex 32 bits
   * @param sequence 32 bits
   * @param check the integrity check value, 12 bytes
   * @param covered the packet as the value was computed over it: what routers change, and the value
   *     itself, are zero
   */
  record AuthenticationHeader(
      long securityParametersIndex, long sequence, Bytes check, Bytes covered) implements Seal {}

  /**
   * A trailer behind the message.
   *
   * @param trailer its fields
   * @param message as it is signed: its checksum is zero
   */
  record Trailer(HmacTrailer trailer, Bytes message) implements Seal {}
}
