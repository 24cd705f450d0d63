package dev.relais.plan;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address; never a name, and never looked up. Ordered as VRRP compares addresses:
 * by family, then as an unsigned number.
 *
 * @param inet the address
 */
public record IpAddress(InetAddress inet) implements Comparable<IpAddress> {
  private static final Pattern DOTTED_QUAD =
      Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /**
   * Reads an address as inet_pton(3) does: four decimal numbers, or IPv6 with at least one colon
   * and no zone.
   *
   * @return empty if the text is no address
   */
  public static Optional<IpAddress> parse(String text) {
    boolean dotted = DOTTED_QUAD.matcher(text).matches();
    boolean colons = text.indexOf(':') >= 0 && text.indexOf('%') < 0 && !text.startsWith("[");
    if (!dotted && !colons) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      // Java turns ::ffff:a.b.c.d into IPv4; what is written with colons stays IPv6.
      return Optional.of(
          colons && address instanceof Inet4Address
              ? of(mapped(address.getAddress()))
              : new IpAddress(address));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * An address that is known to be one.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static IpAddress of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("`" + text + "` is not an address"));
  }

  /**
   * An address from its bytes.
   *
   * @param bytes 4 or 16, in network order
   */
  public static IpAddress of(byte[] bytes) {
    try {
      return new IpAddress(
          bytes.length == 16
              ? Inet6Address.getByAddress(null, bytes, -1)
              : InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }

  /** RFC 4291, section 2.5.5.2. */
  private static byte[] mapped(byte[] inet) {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xFF;
    bytes[11] = (byte) 0xFF;
    System.arraycopy(inet, 0, bytes, 12, inet.length);
    return bytes;
  }

  /** The family. */
  public AddressFamily family() {
    return inet instanceof Inet4Address ? AddressFamily.INET : AddressFamily.INET6;
  }

  /** The bytes in network order, 4 or 16. */
  public byte[] bytes() {
    return inet.getAddress();
  }

  /** Number of bits: 32 or 128. */
  public int bits() {
    return family() == AddressFamily.INET ? 32 : 128;
  }

  @Override
  public int compareTo(IpAddress other) {
    byte[] mine = bytes();
    byte[] theirs = other.bytes();
    return mine.length != theirs.length
        ? Integer.compare(mine.length, theirs.length)
        : Arrays.compareUnsigned(mine, theirs);
  }

  /** The address as {@code ip address} prints it. */
  @Override
  public String toString() {
    return family() == AddressFamily.INET ? inet.getHostAddress() : compressed(bytes());
  }

  /** RFC 5952: lower case, no leading zeros, the longest run of zero groups as two colons. */
  private static String compressed(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
    }
    int runStart = -1;
    int runLength = 1; // a single zero group is not shortened
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > runLength) {
        runStart = i;
        runLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
