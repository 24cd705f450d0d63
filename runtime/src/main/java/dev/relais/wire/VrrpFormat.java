package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * VRRP, versions 2 and 3, over IPv4 and IPv6, with the IP header. The checksum of version 3 over
 * IPv4 covers a pseudo-header, as keepalived and RFC 5798 have it, or none, as RFC 9568 has it, or
 * one that names the group over unicast too, as keepalived had it until 1.3.5. Version 2 over IPv6,
 * of which no RFC speaks, is as keepalived sends it: without authentication data, and with a
 * checksum as all of IPv6 has it.
 */
public final class VrrpFormat {
  /** Protocol number of VRRP in the IP header. */
  public static final int PROTOCOL = 112;

  /** Protocol number of the authentication header. */
  public static final int AUTHENTICATION_HEADER = 51;

  /** Where advertisements over IPv4 go. */
  public static final IpAddress GROUP = IpAddress.of("224.0.0.18");

  /** Where advertisements over IPv6 go. */
  public static final IpAddress GROUP6 = IpAddress.of("ff02::12");

  /** The time to live that proves that a packet comes from the same link. */
  public static final int TIME_TO_LIVE = 255;

  /** Of the integrity check value of an authentication header, in bytes. */
  public static final int CHECK_LENGTH = 12;

  private static final int IP_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int AH_FIELDS = 12;
  private static final int AH_HEADER = AH_FIELDS + CHECK_LENGTH;
  private static final int DESTINATION = 16;
  private static final int MULTICAST = 0xE0;
  private static final int VRRP_HEADER = 8;
  private static final int CHECKSUM = 6;
  private static final int AUTHENTICATION_DATA = 8;
  private static final int ADVERTISEMENT = 1;
  private static final int INTERNETWORK_CONTROL = 0xC0;
  private static final int MAXIMUM_ADDRESSES = 255;
  private static final byte[] NO_TRAILER = {};

  /** As likely as they are. */
  private static final List<ChecksumCoverage> COVERAGES =
      List.of(
          ChecksumCoverage.PSEUDO_HEADER,
          ChecksumCoverage.MESSAGE,
          ChecksumCoverage.GROUP_PSEUDO_HEADER);

  private VrrpFormat() {}

  /** Where advertisements go. */
  public static IpAddress group(AddressFamily family) {
    return family == AddressFamily.INET ? GROUP : GROUP6;
  }

  // ---------------------------------------------------------------- what is sent

  /**
   * A packet to the group of its family, from the IP header to the last byte.
   *
   * @param source of the IP header
   * @throws IllegalArgumentException as for {@link #encode(byte[], byte[], Envelope)}
   */
  public static byte[] encode(Advertisement advertisement, IpAddress source) {
    return encode(message(advertisement, source.family()), NO_TRAILER, Envelope.toGroup(source));
  }

  /** As {@link #encode(byte[], byte[], Envelope)}, without a trailer. */
  public static byte[] encode(Advertisement advertisement, Envelope envelope) {
    return encode(message(advertisement, envelope.source().family()), NO_TRAILER, envelope);
  }

  /**
   * The message of an advertisement, without IP header; its checksum is 0.
   *
   * @param family of the IP header
   * @throws IllegalArgumentException if there are more than 255 addresses, or one is of the other
   *     family
   */
  public static byte[] message(Advertisement advertisement, AddressFamily family) {
    List<IpAddress> addresses = advertisement.addresses();
    if (addresses.size() > MAXIMUM_ADDRESSES) {
      throw new IllegalArgumentException("an advertisement lists at most 255 addresses");
    }
    boolean second = advertisement.version() == 2;
    int length = length(advertisement.version(), family, addresses.size());
    ByteBuffer message = ByteBuffer.allocate(length);
    message.put((byte) (advertisement.version() << 4 | ADVERTISEMENT));
    message.put((byte) advertisement.virtualRouterId()).put((byte) advertisement.priority());
    message.put((byte) addresses.size());
    if (second) {
      message.put((byte) advertisement.authentication().type());
      message.put((byte) advertisement.interval().toSeconds());
    } else {
      message.putShort((short) (advertisement.interval().toMillis() / 10 & 0x0FFF));
    }
    message.putShort((short) 0);
    for (IpAddress address : addresses) {
      if (address.family() != family) {
        throw new IllegalArgumentException(
            address
                + " is not an "
                + (family == AddressFamily.INET ? "IPv4" : "IPv6")
                + " address");
      }
      message.put(address.bytes());
    }
    if (message.hasRemaining()) {
      message.putLong(advertisement.authentication().data());
    }
    return message.array();
  }

  private static int length(int version, AddressFamily family, int addresses) {
    boolean four = family == AddressFamily.INET;
    return VRRP_HEADER
        + (four ? 4 : 16) * addresses
        + (version == 2 && four ? AUTHENTICATION_DATA : 0);
  }

  /**
   * A packet, from the IP header to the last byte.
   *
   * @param message from {@link #message}
   * @param trailer what follows it; empty for nothing
   */
  public static byte[] encode(byte[] message, byte[] trailer, Envelope envelope) {
    boolean four = envelope.source().family() == AddressFamily.INET;
    int payload = message.length + trailer.length;
    ByteBuffer packet = ByteBuffer.allocate((four ? IP_HEADER : IPV6_HEADER) + payload);
    if (four) {
      header(packet.array(), envelope, PROTOCOL, 0);
      packet.position(IP_HEADER);
    } else {
      packet.putInt(6 << 28 | INTERNETWORK_CONTROL << 20).putShort((short) payload);
      packet.put((byte) PROTOCOL).put((byte) envelope.timeToLive());
      packet.put(envelope.source().bytes()).put(envelope.destination().bytes());
    }
    int from = packet.position();
    packet.put(message).put(trailer);
    int to = four ? from + message.length : from + payload;
    boolean second = message[0] >>> 4 == 2;
    ChecksumCoverage coverage = coverage(four, second, envelope.coverage());
    int sum = sum(packet.array(), from, to, coverage, envelope.source(), envelope.destination());
    packet.putShort(from + CHECKSUM, (short) Checksum.of(sum));
    return packet.array();
  }

  /**
   * A packet over IPv4 with an authentication header; RFC 2402, and the time to live of multicast
   * is covered, as keepalived has it.
   *
   * @param sequence of the header, 32 bits
   * @param check computes the integrity check value of the packet, of which 12 bytes count
   */
  public static byte[] encodeSealed(
      byte[] message, Envelope envelope, long sequence, UnaryOperator<byte[]> check) {
    ByteBuffer packet = ByteBuffer.allocate(IP_HEADER + AH_HEADER + message.length);
    // The identification is covered, and the kernel chooses one where it is 0.
    int identification = (int) (sequence & 0xFFFF);
    header(
        packet.array(), envelope, AUTHENTICATION_HEADER, identification == 0 ? 1 : identification);
    packet.position(IP_HEADER);
    packet.put((byte) PROTOCOL).put((byte) (AH_HEADER / 4 - 2)).putShort((short) 0);
    packet.put(envelope.source().bytes()).putInt((int) sequence);
    int from = IP_HEADER + AH_HEADER;
    packet.position(from).put(message);
    int sum = Checksum.sum(message, 0, message.length);
    packet.putShort(from + CHECKSUM, (short) Checksum.of(sum));
    byte[] value = check.apply(covered(packet.array(), IP_HEADER, packet.capacity()));
    packet.put(IP_HEADER + AH_FIELDS, value, 0, CHECK_LENGTH);
    return packet.array();
  }

  private static void header(byte[] bytes, Envelope envelope, int protocol, int identification) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    int length = bytes.length;
    packet.put((byte) 0x45).put((byte) INTERNETWORK_CONTROL).putShort((short) length);
    // An identification of 0 is left to the kernel.
    packet.putShort((short) identification).putShort((short) 0);
    packet.put((byte) envelope.timeToLive()).put((byte) protocol).putShort((short) 0);
    packet.put(envelope.source().bytes()).put(envelope.destination().bytes());
    packet.putShort(10, (short) Checksum.of(Checksum.sum(bytes, 0, IP_HEADER)));
  }

  /** What routers change, and the value itself, as zero; no router passes multicast on. */
  private static byte[] covered(byte[] packet, int header, int total) {
    byte[] covered = Arrays.copyOf(packet, total);
    covered[1] = 0;
    covered[6] = 0;
    covered[7] = 0;
    if ((packet[DESTINATION] & 0xF0) != MULTICAST) {
      covered[8] = 0;
    }
    covered[10] = 0;
    covered[11] = 0;
    Arrays.fill(covered, header + AH_FIELDS, header + AH_FIELDS + CHECK_LENGTH, (byte) 0);
    return covered;
  }

  /** Only version 3 over IPv4 leaves a choice. */
  private static ChecksumCoverage coverage(boolean four, boolean second, ChecksumCoverage chosen) {
    if (!four) {
      return ChecksumCoverage.PSEUDO_HEADER;
    }
    return second ? ChecksumCoverage.MESSAGE : chosen;
  }

  private static int sum(
      byte[] packet,
      int from,
      int to,
      ChecksumCoverage coverage,
      IpAddress source,
      IpAddress destination) {
    int sum = Checksum.sum(packet, from, to);
    return switch (coverage) {
      case MESSAGE -> sum;
      case PSEUDO_HEADER -> sum + pseudoHeader(source, destination, to - from);
      case GROUP_PSEUDO_HEADER -> sum + pseudoHeader(source, GROUP, to - from);
    };
  }

  private static int pseudoHeader(IpAddress source, IpAddress destination, int length) {
    byte[] first = source.bytes();
    byte[] second = destination.bytes();
    return Checksum.sum(first, 0, first.length)
        + Checksum.sum(second, 0, second.length)
        + PROTOCOL
        + length;
  }

  // ---------------------------------------------------------------- what arrives

  /**
   * Reads a packet, from the IP header on, as raw sockets of IPv4 deliver it. Never throws,
   * whatever the bytes are.
   */
  public static VrrpPacket decode(byte[] packet) {
    if (packet.length > 0 && (packet[0] & 0xF0) == 0x60) {
      return decode6(packet);
    }
    if (packet.length < IP_HEADER) {
      return malformed(Defect.TOO_SHORT, AddressFamily.INET);
    }
    int header = (packet[0] & 0x0F) * 4;
    int total = (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
    int protocol = packet[9] & 0xFF;
    boolean sealed = protocol == AUTHENTICATION_HEADER;
    if ((packet[0] & 0xF0) != 0x40 || header < IP_HEADER || !(protocol == PROTOCOL || sealed)) {
      return malformed(Defect.NOT_VRRP, AddressFamily.INET);
    }
    int from = header + (sealed ? AH_HEADER : 0);
    if (total > packet.length || total < from + VRRP_HEADER) {
      return malformed(Defect.TOO_SHORT, AddressFamily.INET);
    }
    Seal seal = Seal.NONE;
    if (sealed) {
      if ((packet[header] & 0xFF) != PROTOCOL || packet[header + 1] != AH_HEADER / 4 - 2) {
        return malformed(Defect.NOT_VRRP, AddressFamily.INET);
      }
      seal = authenticationHeader(packet, header, total);
    }
    return decode(
        packet,
        from,
        total,
        address(packet, 12, 4),
        address(packet, 16, 4),
        packet[8] & 0xFF,
        seal);
  }

  private static Seal authenticationHeader(byte[] packet, int header, int total) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    byte[] check = new byte[CHECK_LENGTH];
    bytes.get(header + AH_FIELDS, check);
    return new Seal.AuthenticationHeader(
        bytes.getInt(header + 4) & 0xFFFF_FFFFL,
        bytes.getInt(header + 8) & 0xFFFF_FFFFL,
        Bytes.owning(check),
        Bytes.owning(covered(packet, header, total)));
  }

  /** Whole packets of IPv6 arrive nowhere; those that we would send can be read again. */
  private static VrrpPacket decode6(byte[] packet) {
    if (packet.length < IPV6_HEADER) {
      return malformed(Defect.TOO_SHORT, AddressFamily.INET6);
    }
    int payload = (packet[4] & 0xFF) << 8 | (packet[5] & 0xFF);
    if ((packet[6] & 0xFF) != PROTOCOL) {
      return malformed(Defect.NOT_VRRP, AddressFamily.INET6);
    }
    if (packet.length < IPV6_HEADER + payload || payload < VRRP_HEADER) {
      return malformed(Defect.TOO_SHORT, AddressFamily.INET6);
    }
    return decode(
        packet,
        IPV6_HEADER,
        IPV6_HEADER + payload,
        address(packet, 8, 16),
        address(packet, 24, 16),
        packet[7] & 0xFF,
        Seal.NONE);
  }

  /**
   * Reads a message without IP header, as raw sockets of IPv6 deliver it. Never throws, whatever
   * the bytes are.
   */
  public static VrrpPacket decode(
      byte[] message, IpAddress source, IpAddress destination, int hopLimit) {
    return message.length < VRRP_HEADER
        ? malformed(Defect.TOO_SHORT, source.family())
        : decode(message, 0, message.length, source, destination, hopLimit, Seal.NONE);
  }

  private static VrrpPacket malformed(Defect defect, AddressFamily family) {
    return new VrrpPacket.Malformed(defect, family, 0);
  }

  /** The message stands between two places. */
  private static VrrpPacket decode(
      byte[] packet,
      int from,
      int to,
      IpAddress source,
      IpAddress destination,
      int timeToLive,
      Seal header) {
    AddressFamily family = source.family();
    boolean four = family == AddressFamily.INET;
    int virtualRouterId = packet[from + 1] & 0xFF;
    int version = (packet[from] & 0xF0) >>> 4;
    if (version != 2 && version != 3) {
      return new VrrpPacket.Malformed(Defect.VERSION, family, virtualRouterId);
    }
    if ((packet[from] & 0x0F) != ADVERTISEMENT) {
      return new VrrpPacket.Malformed(Defect.TYPE, family, virtualRouterId);
    }
    int count = packet[from + 3] & 0xFF;
    int end = from + length(version, family, count);
    if (to < end) {
      return new VrrpPacket.Malformed(Defect.TOO_SHORT, family, virtualRouterId);
    }
    boolean trailer = to == end + HmacTrailer.LENGTH && header instanceof Seal.None;
    if (to > end && !trailer) {
      return new VrrpPacket.Malformed(Defect.TOO_LONG, family, virtualRouterId);
    }
    int summed = four ? end : to;
    boolean second = version == 2;
    Optional<ChecksumCoverage> coverage =
        COVERAGES.stream()
            .map(each -> coverage(four, second, each))
            .filter(each -> Checksum.of(sum(packet, from, summed, each, source, destination)) == 0)
            .findFirst();
    if (coverage.isEmpty()) {
      return new VrrpPacket.Malformed(Defect.CHECKSUM, family, virtualRouterId);
    }
    int size = four ? 4 : 16;
    List<IpAddress> addresses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      addresses.add(address(packet, from + VRRP_HEADER + size * i, size));
    }
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    Advertisement advertisement =
        new Advertisement(
            version,
            virtualRouterId,
            packet[from + 2] & 0xFF,
            second
                ? Duration.ofSeconds(packet[from + 5] & 0xFF)
                : Duration.ofMillis((bytes.getShort(from + 4) & 0x0FFF) * 10L),
            second
                ? new AuthenticationField(
                    packet[from + 4] & 0xFF, four ? bytes.getLong(end - AUTHENTICATION_DATA) : 0)
                : AuthenticationField.NONE,
            addresses);
    return new VrrpPacket.Decoded(
        source,
        destination,
        timeToLive,
        advertisement,
        coverage.get(),
        trailer ? trailer(packet, from, end) : header);
  }

  private static Seal trailer(byte[] packet, int from, int end) {
    byte[] message = Arrays.copyOfRange(packet, from, end);
    message[CHECKSUM] = 0;
    message[CHECKSUM + 1] = 0;
    return new Seal.Trailer(HmacTrailer.decode(packet, end), Bytes.owning(message));
  }

  private static IpAddress address(byte[] packet, int at, int size) {
    return IpAddress.of(Arrays.copyOfRange(packet, at, at + size));
  }
}
