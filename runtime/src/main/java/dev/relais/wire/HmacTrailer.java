package dev.relais.wire;

import java.nio.ByteBuffer;

/**
 * What follows the message of a signed advertisement; draft-cassen-vrrp-auth-hmac. Big-endian.
 *
 * @param type of the extension; {@link #TYPE} for the only one that there is
 * @param keyId of the key that it is signed with, 0 to 255; 0 is none
 * @param reserved 0
 * @param sequence seconds since 1970 in the upper 32 bits, then a fraction of 16 bits, then a
 *     counter of 16 bits
 * @param code the first half of the HMAC, 16 bytes
 */
public record HmacTrailer(int type, int keyId, int reserved, long sequence, Bytes code) {
  /** HMAC-SHA-256, cut to 128 bits. */
  public static final int TYPE = 1;

  /** Of the whole, in bytes. */
  public static final int LENGTH = 28;

  /** Of the authentication code, in bytes. */
  public static final int CODE_LENGTH = 16;

  /** As it is sent. */
  public byte[] encode() {
    return head().put(code.buffer()).array();
  }

  /** As it is signed: with zeros in place of the code. */
  public byte[] unsigned() {
    return head().array();
  }

  private ByteBuffer head() {
    return ByteBuffer.allocate(LENGTH)
        .put((byte) type)
        .put((byte) keyId)
        .putShort((short) reserved)
        .putLong(sequence);
  }

  /** Reads it from where it begins. */
  static HmacTrailer decode(byte[] packet, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    byte[] code = new byte[CODE_LENGTH];
    bytes.get(at + LENGTH - CODE_LENGTH, code);
    return new HmacTrailer(
        packet[at] & 0xFF,
        packet[at + 1] & 0xFF,
        bytes.getShort(at + 2) & 0xFFFF,
        bytes.getLong(at + 4),
        Bytes.owning(code));
  }
}
