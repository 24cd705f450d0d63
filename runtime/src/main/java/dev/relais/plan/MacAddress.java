package dev.relais.plan;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The six bytes of an Ethernet address.
 *
 * @param value the bytes as one number, the first byte highest; 0 to 2⁴⁸−1
 */
public record MacAddress(long value) {
  /** Everybody on the link. */
  public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

  private static final String FORM = "[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}";

  public MacAddress {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException("an Ethernet address has six bytes");
    }
  }

  /** Reads six bytes in hexadecimal digits with colons between them. */
  public static Optional<MacAddress> parse(String text) {
    return text.matches(FORM)
        ? Optional.of(new MacAddress(HexFormat.fromHexDigitsToLong(text.replace(":", ""))))
        : Optional.empty();
  }

  /**
   * An Ethernet address that is known to be one.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static MacAddress of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("`" + text + "` is not an Ethernet address"));
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
