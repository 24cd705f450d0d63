package dev.relais.wire;

import dev.relais.plan.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * VRRP over IPv4, versions 2 and 3, with its IPv4 header. The checksum of version 3 covers a
 * pseudo-header, as keepalived and RFC 5798 have it; RFC 9568 leaves it out for IPv4.
 */
public final class VrrpFormat {
  /** Protocol number of VRRP in the IP header. */
  public static final int PROTOCOL = 112;

  /** Where advertisements over IPv4 go. */
  public static final IpAddress GROUP = IpAddress.of("224.0.0.18");

  /** The time to live that proves that a packet comes from the same link. */
  public static final int TIME_TO_LIVE = 255;

  private static final int IP_HEADER = 20;
  private static final int VRRP_HEADER = 8;
  private static final int AUTHENTICATION_DATA = 8;
  private static final int ADVERTISEMENT = 1;
  private static final int INTERNETWORK_CONTROL = 0xC0;
  private static final int MAXIMUM_ADDRESSES = 255;

  private VrrpFormat() {}

  /**
   * A packet to {@link #GROUP}, from the IP header to the last byte.
   *
   * @param source of the IP header
   * @throws IllegalArgumentException if there are more than 255 addresses, or one is not IPv4
   */
  public static byte[] encode(Advertisement advertisement, IpAddress source) {
    List<IpAddress> addresses = advertisement.addresses();
    if (addresses.size() > MAXIMUM_ADDRESSES) {
      throw new IllegalArgumentException("an advertisement lists at most 255 addresses");
    }
    boolean second = advertisement.version() == 2;
    int length =
        VRRP_HEADER + 4 * addresses.size() + (second ? AUTHENTICATION_DATA : 0) + IP_HEADER;
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put((byte) 0x45).put((byte) INTERNETWORK_CONTROL).putShort((short) length);
    packet
        .putShort((short) 0)
        .putShort((short) 0); // identification and fragment: left to the kernel
    packet.put((byte) TIME_TO_LIVE).put((byte) PROTOCOL).putShort((short) 0);
    packet.put(four(source)).put(GROUP.bytes());
    packet.putShort(10, (short) Checksum.of(Checksum.sum(packet.array(), 0, IP_HEADER)));
    packet.put((byte) (advertisement.version() << 4 | ADVERTISEMENT));
    packet.put((byte) advertisement.virtualRouterId()).put((byte) advertisement.priority());
    packet.put((byte) addresses.size());
    if (second) {
      packet.put((byte) advertisement.authentication().type());
      packet.put((byte) advertisement.interval().toSeconds());
    } else {
      packet.putShort((short) (advertisement.interval().toMillis() / 10 & 0x0FFF));
    }
    packet.putShort((short) 0);
    addresses.forEach(address -> packet.put(four(address)));
    if (second) {
      packet.putLong(advertisement.authentication().data());
    }
    int checksum = Checksum.of(sum(packet.array(), IP_HEADER, length, advertisement.version()));
    packet.putShort(IP_HEADER + 6, (short) checksum);
    return packet.array();
  }

  private static byte[] four(IpAddress address) {
    byte[] bytes = address.bytes();
    if (bytes.length != 4) {
      throw new IllegalArgumentException(address + " is not an IPv4 address");
    }
    return bytes;
  }

  /** The sum over VRRP, in version 3 with the pseudo-header made of the IP header before it. */
  private static int sum(byte[] packet, int from, int to, int version) {
    int sum = Checksum.sum(packet, from, to);
    return version == 2 ? sum : sum + Checksum.sum(packet, 12, 20) + PROTOCOL + (to - from);
  }

  /**
   * Reads a packet, from the IP header on, as raw sockets deliver it. Never throws, whatever the
   * bytes are.
   */
  public static VrrpPacket decode(byte[] packet) {
    if (packet.length < IP_HEADER) {
      return new VrrpPacket.Malformed(Defect.TOO_SHORT, 0);
    }
    int header = (packet[0] & 0x0F) * 4;
    int total = (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
    if ((packet[0] & 0xF0) != 0x40 || (packet[9] & 0xFF) != PROTOCOL || header < IP_HEADER) {
      return new VrrpPacket.Malformed(Defect.NOT_VRRP, 0);
    }
    if (total > packet.length || total < header + VRRP_HEADER) {
      return new VrrpPacket.Malformed(Defect.TOO_SHORT, 0);
    }
    int virtualRouterId = packet[header + 1] & 0xFF;
    int version = (packet[header] & 0xF0) >>> 4;
    if (version != 2 && version != 3) {
      return new VrrpPacket.Malformed(Defect.VERSION, virtualRouterId);
    }
    if ((packet[header] & 0x0F) != ADVERTISEMENT) {
      return new VrrpPacket.Malformed(Defect.TYPE, virtualRouterId);
    }
    int count = packet[header + 3] & 0xFF;
    int end = header + VRRP_HEADER + 4 * count + (version == 2 ? AUTHENTICATION_DATA : 0);
    if (total < end) {
      return new VrrpPacket.Malformed(Defect.TOO_SHORT, virtualRouterId);
    }
    if (Checksum.of(sum(packet, header, total, version)) != 0) {
      return new VrrpPacket.Malformed(Defect.CHECKSUM, virtualRouterId);
    }
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    List<IpAddress> addresses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      addresses.add(address(bytes, header + VRRP_HEADER + 4 * i));
    }
    Advertisement advertisement =
        new Advertisement(
            version,
            virtualRouterId,
            packet[header + 2] & 0xFF,
            version == 2
                ? Duration.ofSeconds(packet[header + 5] & 0xFF)
                : Duration.ofMillis((bytes.getShort(header + 4) & 0x0FFF) * 10L),
            version == 2
                ? new AuthenticationField(
                    packet[header + 4] & 0xFF, bytes.getLong(end - AUTHENTICATION_DATA))
                : AuthenticationField.NONE,
            addresses);
    return new VrrpPacket.Decoded(
        address(bytes, 12), address(bytes, 16), packet[8] & 0xFF, advertisement);
  }

  private static IpAddress address(ByteBuffer bytes, int at) {
    byte[] four = new byte[4];
    bytes.get(at, four);
    return IpAddress.of(four);
  }
}
