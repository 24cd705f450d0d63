package dev.relais.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;
import dev.relais.testdata.Seeds;
import dev.relais.testdata.TestData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VrrpFormatTest {
  private static final IpAddress SOURCE = IpAddress.of("192.0.2.1");
  private static final int BEGIN = 20;

  /** A packet of keepalived and what it says. */
  record Vector(String name, Advertisement advertisement, String hex) {
    byte[] packet() {
      return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> keepalived() {
    return TestData.read(TestData.path("vrrp/keepalived-2.2.7.txt"))
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(VrrpFormatTest::vector);
  }

  private static Vector vector(String line) {
    String[] words = line.split(" ", -1);
    Advertisement advertisement =
        new Advertisement(
            Integer.parseInt(words[1]),
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]),
            Duration.ofMillis(Long.parseLong(words[4])),
            words[5].equals("-")
                ? AuthenticationField.NONE
                : AuthenticationField.password(words[5]),
            Arrays.stream(words[6].split(",", -1)).map(IpAddress::of).toList());
    return new Vector(words[0], advertisement, words[7]);
  }

  @ParameterizedTest
  @MethodSource("keepalived")
  void readsWhatKeepalivedSends(Vector vector) {
    assertEquals(
        new VrrpPacket.Decoded(SOURCE, VrrpFormat.GROUP, 255, vector.advertisement()),
        VrrpFormat.decode(vector.packet()));
  }

  @ParameterizedTest
  @MethodSource("keepalived")
  void sendsWhatKeepalivedSends(Vector vector) {
    byte[] ours = VrrpFormat.encode(vector.advertisement(), SOURCE);
    byte[] theirs = vector.packet();
    // keepalived counts its packets in the IP header; our kernel does that.
    byte[] identification = Arrays.copyOfRange(theirs, 4, 6);
    System.arraycopy(identification, 0, ours, 4, 2);
    sealHeader(ours);
    assertArrayEquals(theirs, ours);
  }

  private static void sealHeader(byte[] packet) {
    put(packet, 10, 0);
    put(packet, 10, Checksum.of(Checksum.sum(packet, 0, BEGIN)));
  }

  private static void put(byte[] packet, int at, int value) {
    packet[at] = (byte) (value >> 8);
    packet[at + 1] = (byte) value;
  }

  private static byte[] packet(String name) {
    return keepalived()
        .filter(vector -> vector.name().equals(name))
        .findFirst()
        .orElseThrow()
        .packet();
  }

  @Test
  void readsBackWhatItSends() {
    Seeds.forEach(
        2000,
        (_, random) -> {
          Advertisement advertisement = advertisement(random);
          IpAddress source = address(random);
          byte[] packet = VrrpFormat.encode(advertisement, source);
          assertEquals(
              new VrrpPacket.Decoded(source, VrrpFormat.GROUP, 255, advertisement),
              VrrpFormat.decode(packet));
          assertEquals(0, Checksum.of(Checksum.sum(packet, 0, BEGIN)), "IP header");
          assertArrayEquals(packet, VrrpFormat.encode(advertisement, source));
        });
  }

  private static Advertisement advertisement(Random random) {
    int version = random.nextBoolean() ? 2 : 3;
    List<IpAddress> addresses = new ArrayList<>();
    int count = random.nextInt(10) == 0 ? random.nextInt(256) : random.nextInt(5);
    for (int i = 0; i < count; i++) {
      addresses.add(address(random));
    }
    return new Advertisement(
        version,
        random.nextInt(256),
        random.nextInt(256),
        version == 2
            ? Duration.ofSeconds(random.nextInt(256))
            : Duration.ofMillis(10L * random.nextInt(4096)),
        version == 2
            ? new AuthenticationField(random.nextInt(256), random.nextLong())
            : AuthenticationField.NONE,
        addresses);
  }

  private static IpAddress address(Random random) {
    byte[] four = new byte[4];
    random.nextBytes(four);
    return IpAddress.of(four);
  }

  @Test
  void readsAnything() {
    Map<Defect, Integer> found = new EnumMap<>(Defect.class);
    List<byte[]> samples = keepalived().map(Vector::packet).toList();
    Seeds.forEach(
        200_000,
        (_, random) -> {
          byte[] bytes = random.nextInt(4) == 0 ? noise(random) : mutated(samples, random);
          if (VrrpFormat.decode(bytes)
              instanceof VrrpPacket.Malformed(Defect defect, var _, int id)) {
            assertTrue(id >= 0 && id <= 255);
            found.merge(defect, 1, Integer::sum);
          }
        });
    if (Long.getLong("relais.seed") == null) {
      assertEquals(Defect.values().length, found.size(), () -> "only " + found);
    }
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(120)];
    random.nextBytes(bytes);
    if (bytes.length > 9 && random.nextBoolean()) {
      bytes[0] = (byte) (0x40 | random.nextInt(16));
      bytes[9] = 112;
    }
    return bytes;
  }

  private static byte[] mutated(List<byte[]> samples, Random random) {
    byte[] sample = samples.get(random.nextInt(samples.size()));
    byte[] bytes = Arrays.copyOf(sample, Math.max(0, sample.length + random.nextInt(9) - 4));
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (random.nextBoolean() && bytes.length > BEGIN + 8) {
      put(bytes, 2, bytes.length);
      put(bytes, BEGIN + 6, 0);
      int header = bytes[BEGIN] >>> 4 == 2 ? 0 : Checksum.sum(bytes, 12, 20) + 112;
      int length = header == 0 ? 0 : bytes.length - BEGIN;
      int sum = Checksum.sum(bytes, BEGIN, bytes.length) + header + length;
      put(bytes, BEGIN + 6, Checksum.of(sum));
    }
    return bytes;
  }

  /** Every flipped bit of the VRRP part is noticed, wherever it is. */
  @ParameterizedTest
  @MethodSource("keepalived")
  void noticesEveryFlippedBit(Vector vector) {
    for (int bit = BEGIN * 8; bit < vector.packet().length * 8; bit++) {
      byte[] bytes = vector.packet();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertInstanceOf(VrrpPacket.Malformed.class, VrrpFormat.decode(bytes), "bit " + bit);
    }
  }

  @ParameterizedTest
  @MethodSource("keepalived")
  void noticesWhereAPacketIsCutOff(Vector vector) {
    for (int length = 0; length < vector.packet().length; length++) {
      assertEquals(
          new VrrpPacket.Malformed(Defect.TOO_SHORT, AddressFamily.INET, 0),
          VrrpFormat.decode(Arrays.copyOf(vector.packet(), length)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // offset, byte, defect, virtual router id
    "0, 0x55, NOT_VRRP, 0", // no version of IP
    "0, 0x44, NOT_VRRP, 0", // a header of four words
    "0, 0x4F, TOO_SHORT, 0", // a header longer than the packet
    "9, 17, NOT_VRRP, 0", // UDP
    "3, 27, TOO_SHORT, 0", // no room for the header of VRRP
    "3, 32, TOO_SHORT, 51", // no room for the authentication data
    "3, 200, TOO_SHORT, 0", // more than there is
    "20, 0x11, VERSION, 51",
    "20, 0x41, VERSION, 51",
    "20, 0x22, TYPE, 51",
    "20, 0x20, TYPE, 51",
    "23, 2, TOO_SHORT, 51", // one address, and two announced
    "22, 100, CHECKSUM, 51",
    "27, 0, CHECKSUM, 51",
  })
  void saysWhatIsWrong(int offset, String value, Defect defect, int virtualRouterId) {
    byte[] packet = packet("v2-none");
    packet[offset] = (byte) (int) Integer.decode(value);
    assertEquals(
        new VrrpPacket.Malformed(defect, AddressFamily.INET, virtualRouterId),
        VrrpFormat.decode(packet));
    assertFalse(defect.words().isEmpty());
  }

  @Test
  @DisplayName("keepalived until 1.3.5: over unicast, the group stands in the pseudo-header")
  void version3OverUnicastMayNameTheGroupInItsChecksum() {
    // Sent by keepalived 2.2.7 with old_unicast_checksum, from 10.0.0.1 to 10.0.0.2.
    IpAddress source = IpAddress.of("10.0.0.1");
    IpAddress peer = IpAddress.of("10.0.0.2");
    Advertisement advertisement =
        new Advertisement(
            3,
            20,
            100,
            Duration.ofSeconds(1),
            AuthenticationField.NONE,
            List.of(IpAddress.of("10.0.0.10")));
    Envelope envelope = new Envelope(source, peer, 255, ChecksumCoverage.GROUP_PSEUDO_HEADER);
    byte[] packet = VrrpFormat.encode(advertisement, envelope);
    assertEquals(0x75EC, (packet[BEGIN + 6] & 0xFF) << 8 | (packet[BEGIN + 7] & 0xFF));
    assertEquals(
        new VrrpPacket.Decoded(
            source, peer, 255, advertisement, ChecksumCoverage.GROUP_PSEUDO_HEADER, Seal.NONE),
        VrrpFormat.decode(packet));
  }

  /** RFC 9568 has it without, RFC 5798 with: which of them is expected is for others to say. */
  @Test
  void version3MayLackThePseudoHeaderInItsChecksum() {
    byte[] packet = packet("v3");
    put(packet, BEGIN + 6, 0);
    put(packet, BEGIN + 6, Checksum.of(Checksum.sum(packet, BEGIN, packet.length)));
    VrrpPacket.Decoded with =
        assertInstanceOf(VrrpPacket.Decoded.class, VrrpFormat.decode(packet("v3")));
    VrrpPacket.Decoded without =
        assertInstanceOf(VrrpPacket.Decoded.class, VrrpFormat.decode(packet));
    assertEquals(ChecksumCoverage.PSEUDO_HEADER, with.coverage());
    assertEquals(ChecksumCoverage.MESSAGE, without.coverage());
    assertEquals(with.advertisement(), without.advertisement());
    assertArrayEquals(
        packet,
        sealed(
            VrrpFormat.encode(
                without.advertisement(),
                new Envelope(SOURCE, VrrpFormat.GROUP, 255, ChecksumCoverage.MESSAGE)),
            packet));
  }

  /** With the identification of another packet, which the kernel sets. */
  private static byte[] sealed(byte[] packet, byte[] other) {
    System.arraycopy(other, 4, packet, 4, 2);
    sealHeader(packet);
    return packet;
  }

  // ---------------------------------------------------------------- IPv6

  private static final IpAddress SOURCE6 = IpAddress.of("fe80::1c32:1ff:fe15:efe1");

  /** Captured of keepalived 2.2.7, without its flow label, which the kernel adds. */
  @ParameterizedTest
  @CsvSource({
    "3, 10, 0, 3133ff010001c59cfe800000000000000000000000000100, ff02::77, fe80::100",
    "2, 1000, 0, 2133ff020001a73720010db8000000000000000000000100fe800000000000000000000000000100,"
        + " ff02::12, 2001:db8::100 fe80::100",
    // The password is not sent.
    "2, 1000, 1, 2133ff010101d501fe800000000000000000000000000100, ff02::12, fe80::100",
    "3, 1000, 0, 3133ff01006496f8fe800000000000000000000000000100, 2001:db8::2, fe80::100",
  })
  void speaksIpv6AsKeepalivedDoes(
      int version, int interval, int type, String hex, String destination, String addresses) {
    Advertisement advertisement =
        new Advertisement(
            version,
            51,
            255,
            Duration.ofMillis(interval),
            new AuthenticationField(type, 0),
            Arrays.stream(addresses.split(" ", -1)).map(IpAddress::of).toList());
    IpAddress to = IpAddress.of(destination);
    byte[] packet =
        VrrpFormat.encode(advertisement, new Envelope(SOURCE6, to, 255, ChecksumCoverage.MESSAGE));
    byte[] message = Arrays.copyOfRange(packet, 40, packet.length);
    assertEquals(hex, HexFormat.of().formatHex(message));
    VrrpPacket expected = new VrrpPacket.Decoded(SOURCE6, to, 255, advertisement);
    assertEquals(expected, VrrpFormat.decode(message, SOURCE6, to, 255));
    assertEquals(expected, VrrpFormat.decode(packet));
    assertEquals(
        "6c000000%04x70ff".formatted(message.length), HexFormat.of().formatHex(packet, 0, 8));
    message[7]++;
    assertEquals(
        new VrrpPacket.Malformed(Defect.CHECKSUM, AddressFamily.INET6, 51),
        VrrpFormat.decode(message, SOURCE6, to, 255));
  }

  @Test
  void noticesWhereIpv6IsCutOff() {
    byte[] packet =
        VrrpFormat.encode(
            new Advertisement(
                3,
                51,
                255,
                Duration.ofSeconds(1),
                AuthenticationField.NONE,
                List.of(IpAddress.of("fe80::100"))),
            SOURCE6);
    for (int length = 40; length < packet.length; length++) {
      byte[] message = Arrays.copyOfRange(packet, 40, length);
      assertEquals(
          new VrrpPacket.Malformed(
              Defect.TOO_SHORT, AddressFamily.INET6, message.length < 8 ? 0 : 51),
          VrrpFormat.decode(message, SOURCE6, VrrpFormat.GROUP6, 255));
      if (length > 0) {
        assertEquals(
            new VrrpPacket.Malformed(Defect.TOO_SHORT, AddressFamily.INET6, 0),
            VrrpFormat.decode(Arrays.copyOf(packet, length)));
      }
    }
    packet[6] = 17;
    assertEquals(
        new VrrpPacket.Malformed(Defect.NOT_VRRP, AddressFamily.INET6, 0),
        VrrpFormat.decode(packet));
  }

  // ---------------------------------------------------------------- seals

  /** Captured of keepalived 2.2.7: from 192.0.2.1, the first packet. */
  private static final String SEALED =
      "45c0004000010000ff3318b6c0000201e0000012"
          + "70040000c0000201000000011e56050dfec3d960dc39e37d"
          + "2133c80102015265c00002640000000000000000";

  @Test
  void readsAnAuthenticationHeader() {
    VrrpPacket.Decoded decoded =
        assertInstanceOf(
            VrrpPacket.Decoded.class, VrrpFormat.decode(HexFormat.of().parseHex(SEALED)));
    Seal.AuthenticationHeader header =
        assertInstanceOf(Seal.AuthenticationHeader.class, decoded.seal());
    assertEquals(0xC000_0201L, header.securityParametersIndex());
    assertEquals(1, header.sequence());
    assertEquals("1e56050dfec3d960dc39e37d", header.check().toString());
    assertEquals(
        SEALED
            .replace("1e56050dfec3d960dc39e37d", "0".repeat(24))
            .replace("45c0", "4500")
            .replace("18b6", "0000"),
        header.covered().toString());
    assertEquals(2, decoded.advertisement().authentication().type());
    byte[] message = VrrpFormat.message(decoded.advertisement(), AddressFamily.INET);
    byte[] ours =
        VrrpFormat.encodeSealed(
            message, Envelope.toGroup(SOURCE), 1, _ -> header.check().toArray());
    assertEquals(SEALED, HexFormat.of().formatHex(ours));
  }

  @ParameterizedTest
  @CsvSource({
    "20, 6, NOT_VRRP, 0", // TCP behind it
    "21, 5, NOT_VRRP, 0", // a longer check
    "3, 51, TOO_SHORT, 0", // no room for VRRP
    "3, 63, TOO_SHORT, 51",
    "45, 52, CHECKSUM, 52",
  })
  void saysWhatIsWrongBehindAnAuthenticationHeader(
      int offset, int value, Defect defect, int virtualRouterId) {
    byte[] packet = HexFormat.of().parseHex(SEALED);
    packet[offset] = (byte) value;
    assertEquals(
        new VrrpPacket.Malformed(defect, AddressFamily.INET, virtualRouterId),
        VrrpFormat.decode(packet));
  }

  @Test
  void doesNotLeaveTheIdentificationOfASealedPacketToTheKernel() {
    byte[] message = VrrpFormat.message(advertisement(new Random(1)), AddressFamily.INET);
    byte[] packet =
        VrrpFormat.encodeSealed(message, Envelope.toGroup(SOURCE), 0x10000, _ -> new byte[12]);
    assertEquals(1, packet[5]);
  }

  @Test
  void aTrailerHasItsLengthAndNoOther() {
    byte[] message = VrrpFormat.message(advertisement(new Random(2)), AddressFamily.INET);
    for (int length = 1; length <= 60; length++) {
      byte[] packet = VrrpFormat.encode(message, new byte[length], Envelope.toGroup(SOURCE));
      boolean read = VrrpFormat.decode(packet) instanceof VrrpPacket.Decoded;
      assertEquals(length == HmacTrailer.LENGTH, read, () -> "length " + packet.length);
      if (!read) {
        assertEquals(Defect.TOO_LONG, ((VrrpPacket.Malformed) VrrpFormat.decode(packet)).defect());
      }
    }
  }

  @Test
  void readsBehindOptionsOfTheHeader() {
    byte[] plain = packet("v2-none");
    byte[] packet = new byte[plain.length + 4];
    System.arraycopy(plain, 0, packet, 0, BEGIN);
    System.arraycopy(plain, BEGIN, packet, BEGIN + 4, plain.length - BEGIN);
    packet[0] = 0x46;
    put(packet, 2, packet.length);
    assertEquals(VrrpFormat.decode(plain), VrrpFormat.decode(packet));
  }

  /** Ethernet pads short frames; what stands behind the length of the IP header does not count. */
  @Test
  void leavesOutPadding() {
    byte[] packet = packet("v3");
    byte[] padded = Arrays.copyOf(packet, packet.length + 14);
    padded[packet.length + 3] = 77;
    assertEquals(VrrpFormat.decode(packet), VrrpFormat.decode(padded));
  }

  @Test
  void reportsTimeToLiveAndDestinationAsTheyAre() {
    byte[] packet = packet("v2-none");
    packet[8] = 64;
    packet[16] = 10;
    VrrpPacket.Decoded decoded =
        assertInstanceOf(VrrpPacket.Decoded.class, VrrpFormat.decode(packet));
    assertEquals(64, decoded.timeToLive());
    assertEquals(IpAddress.of("10.0.0.18"), decoded.destination());
  }

  @Test
  void refusesWhatHasNoPlaceInAPacket() {
    Advertisement many =
        new Advertisement(
            2,
            1,
            100,
            Duration.ofSeconds(1),
            AuthenticationField.NONE,
            Collections.nCopies(256, SOURCE));
    assertThrows(IllegalArgumentException.class, () -> VrrpFormat.encode(many, SOURCE));
    Advertisement other =
        new Advertisement(
            3,
            1,
            100,
            Duration.ofSeconds(1),
            AuthenticationField.NONE,
            List.of(IpAddress.of("2001:db8::1")));
    assertThrows(IllegalArgumentException.class, () -> VrrpFormat.encode(other, SOURCE));
  }

  @Test
  void showsNoPassword() {
    AuthenticationField field = AuthenticationField.password("minet");
    assertEquals(0x6d69_6e65_7400_0000L, field.data());
    assertEquals("AuthenticationField[type=1]", field.toString());
    assertEquals(
        AuthenticationField.password("12345678"), AuthenticationField.password("123456789"));
  }
}
