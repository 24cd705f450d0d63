package dev.relais.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.testdata.Golden;
import dev.relais.testdata.Needs;
import dev.relais.testdata.Seeds;
import dev.relais.testdata.TestData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetlinkFormatTest {
  private static final VirtualAddress ADDRESS =
      new VirtualAddress(
          IpPrefix.of("192.0.2.175/24"),
          "ve0",
          0,
          Optional.of(IpAddress.of("192.0.2.255")),
          Optional.of("ve0:vip"));
  private static final VirtualRoute ROUTE =
      new VirtualRoute(
          IpPrefix.of("0.0.0.0/0"),
          Optional.of(IpAddress.of("192.0.2.254")),
          Optional.empty(),
          Optional.of("ve0"),
          254,
          Optional.of(50L),
          Optional.empty());

  @BeforeEach
  void theVectorsAreLittleEndian() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw Needs.absent("needs a little-endian machine");
    }
  }

  private static List<String> reports() {
    return TestData.read(TestData.path("netlink/linux-6.18.txt"))
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  @Test
  void readsWhatTheKernelReports() {
    StringBuilder text = new StringBuilder();
    for (String line : reports()) {
      if (line.startsWith("$")) {
        text.append(line).append('\n');
      } else {
        NetlinkFormat.decode(HexFormat.of().parseHex(line))
            .forEach(message -> text.append("  ").append(message).append('\n'));
      }
    }
    Golden.verify(TestData.path("netlink/linux-6.18.decoded.txt"), text.toString());
  }

  /** A port that leaves a bridge is reported as a link of the bridge that is gone. It is not. */
  @Test
  void leavesOutWhatBridgesReport() {
    List<String> left =
        reports().stream()
            .dropWhile(line -> !line.equals("$ ip link set dev ve1 nomaster"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("$"))
            .toList();
    List<NetlinkMessage> messages =
        left.stream()
            .flatMap(line -> NetlinkFormat.decode(HexFormat.of().parseHex(line)).stream())
            .toList();
    assertTrue(messages.stream().noneMatch(NetlinkMessage.LinkGone.class::isInstance));
    assertTrue(messages.stream().anyMatch(NetlinkMessage.Link.class::isInstance));
  }

  @Test
  void readsSeveralMessagesOfOneDatagram() {
    StringBuilder all = new StringBuilder();
    List<NetlinkMessage> one = new ArrayList<>();
    reports().stream()
        .filter(line -> !line.startsWith("$"))
        .forEach(line -> {
          all.append(line);
          one.addAll(NetlinkFormat.decode(HexFormat.of().parseHex(line)));
        });
    assertEquals(one, NetlinkFormat.decode(HexFormat.of().parseHex(all)));
  }

  @Test
  void readsAnswers() {
    assertEquals(
        List.of(new NetlinkMessage.Answer(7, 0, ""), new NetlinkMessage.Done(8)),
        NetlinkFormat.decode(
            join(message(2, 0x100, 7, new byte[20]), message(3, 2, 8, new byte[4]))));
    byte[] words = "File exists, really".getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(4 + 16 + 4 + 20).order(ByteOrder.nativeOrder());
    body.putInt(-17).position(20);
    body.putShort((short) (4 + words.length + 1)).putShort((short) 1).put(words);
    assertEquals(
        List.of(new NetlinkMessage.Answer(9, 17, "File exists, really")),
        NetlinkFormat.decode(message(2, 0x300, 9, body.array())));
  }

  private static byte[] message(int type, int flags, int sequence, byte[] body) {
    return ByteBuffer.allocate(16 + body.length)
        .order(ByteOrder.nativeOrder())
        .putInt(16 + body.length)
        .putShort((short) type)
        .putShort((short) flags)
        .putInt(sequence)
        .putInt(0)
        .put(body)
        .array();
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @Test
  void asksForChanges() {
    assertHex(
        """
        44000000 1400 0506 01000000 00000000
        02 18 00 00 07000000
        0800 0200 c00002af
        0800 0100 c00002af
        0800 0400 c00002ff
        0c00 0300 7665303a76697000
        0500 0b00 12000000
        """,
        AddressFormat.add(ADDRESS, 7, 1));
    assertHex(
        """
        28000000 1500 0500 02000000 00000000
        02 18 00 00 07000000
        0800 0200 c00002af
        0800 0100 c00002af
        """,
        AddressFormat.remove(ADDRESS, 7, 2));
    assertHex(
        """
        34000000 1800 0504 03000000 00000000
        02 00 00 00 fe 12 00 01 00000000
        0800 0500 c00002fe
        0800 0400 07000000
        0800 0600 32000000
        """,
        RouteFormat.add(ROUTE, _ -> 7, 3));
    assertHex(
        """
        34000000 1900 0500 04000000 00000000
        02 00 00 00 fe 12 ff 00 00000000
        0800 0500 c00002fe
        0800 0400 07000000
        0800 0600 32000000
        """,
        RouteFormat.remove(ROUTE, _ -> 7, 4));
  }

  @Test
  void asksForEverything() {
    assertHex(
        "20000000 1200 0103 01000000 00000000 00 00 0000 00000000 00000000 00000000",
        NetlinkFormat.listLinks(1));
    assertHex(
        "18000000 1600 0103 02000000 00000000 00 00 00 00 00000000",
        NetlinkFormat.listAddresses(2));
    assertHex(
        "1c000000 1a00 0103 03000000 00000000 02 00 00 00 00 00 00 00 00000000",
        NetlinkFormat.listRoutes(AddressFamily.INET, 3));
  }

  private static void assertHex(String expected, byte[] bytes) {
    assertEquals(expected.replaceAll("\\s", ""), HexFormat.of().formatHex(bytes));
  }

  @Test
  void asksForRoutesInAllTheirForms() {
    VirtualRoute direct =
        new VirtualRoute(
            IpPrefix.of("203.0.113.77/24"),
            Optional.empty(),
            Optional.of(IpAddress.of("192.0.2.175")),
            Optional.of("ve0"),
            300,
            Optional.empty(),
            Optional.empty());
    assertHex(
        """
        3c000000 1800 0504 05000000 00000000
        02 18 00 00 00 12 fd 01 00000000
        0800 0100 cb007100
        0800 0700 c00002af
        0800 0400 07000000
        0800 0f00 2c010000
        """,
        RouteFormat.add(direct, _ -> 7, 5));
  }

  /** A request and what the kernel reports about it have the same form. */
  @Test
  void readsItsOwnRequests() {
    assertEquals(
        List.of(new NetlinkMessage.Address(7, ADDRESS.prefix(), 18, false)),
        NetlinkFormat.decode(AddressFormat.add(ADDRESS, 7, 1)));
    assertEquals(
        List.of(new NetlinkMessage.Address(7, ADDRESS.prefix(), true)),
        NetlinkFormat.decode(AddressFormat.remove(ADDRESS, 7, 1)));
    List<NetlinkMessage> routes = NetlinkFormat.decode(RouteFormat.add(ROUTE, _ -> 7, 1));
    NetlinkMessage.Route route = (NetlinkMessage.Route) routes.getFirst();
    assertEquals(
        new NetlinkMessage.Route(
            1, ROUTE.destination(), 0, ROUTE.gateway(), 7, 254, 50, route.body(), false),
        route);
    assertEquals(
        "19000500",
        HexFormat.of().formatHex(NetlinkFormat.remove(route, 1)).substring(8, 16),
        "what was reported is removed by the same again");
  }

  @Test
  void readsAnything() {
    List<byte[]> samples =
        reports().stream()
            .filter(line -> !line.startsWith("$"))
            .map(HexFormat.of()::parseHex)
            .toList();
    Seeds.forEach(
        200_000, (_, random) -> assertNotNull(NetlinkFormat.decode(bent(samples, random))));
  }

  /** Lying lengths most of all: of the message, and of an attribute. */
  private static byte[] bent(List<byte[]> samples, Random random) {
    if (random.nextInt(8) == 0) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] sample = samples.get(random.nextInt(samples.size()));
    byte[] bytes =
        random.nextBoolean()
            ? sample.clone()
            : Arrays.copyOf(sample, random.nextInt(sample.length));
    if (bytes.length < 20) {
      return bytes;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int[] lengths = {0, 1, 3, 4, 15, 16, 17, bytes.length - 1, bytes.length, 0x7FFF_FFFF, -1};
    switch (random.nextInt(4)) {
      case 0 -> buffer.putInt(0, lengths[random.nextInt(lengths.length)]);
      case 1 -> {
        buffer.putInt(0, bytes.length);
        buffer.putShort(4, (short) random.nextInt(30));
      }
      case 2 -> {
        buffer.putInt(0, bytes.length);
        int at = 16 + 4 * random.nextInt(Math.min(20, (bytes.length - 16) / 4));
        if (at + 4 <= bytes.length) {
          buffer.putShort(at, (short) lengths[random.nextInt(lengths.length)]);
        }
      }
      default -> {
        buffer.putInt(0, bytes.length);
        for (int i = random.nextInt(6); i >= 0; i--) {
          bytes[4 + random.nextInt(Math.min(80, bytes.length - 4))] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }
}
