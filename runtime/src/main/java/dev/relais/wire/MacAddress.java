package dev.relais.wire;

import java.util.HexFormat;

/**
 * The six bytes of an Ethernet address.
 *
 * @param value the bytes as one number, the first byte highest; 0 to 2⁴⁸−1
 */
public record MacAddress(long value) {
  /** Everybody on the link. */
  public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

  public MacAddress {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException("an Ethernet address has six bytes");
    }
  }

  /** The six bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[6];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> (40 - 8 * i));
    }
    return bytes;
  }

  /** As ip-link(8) prints it: {@code 02:00:5e:00:53:01}. */
  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(bytes());
  }
}
