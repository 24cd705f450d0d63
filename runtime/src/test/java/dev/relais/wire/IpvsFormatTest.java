package dev.relais.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import dev.relais.testdata.Needs;
import dev.relais.testdata.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpvsFormatTest {
  private static final int FAMILY = 0x1c;
  private static final IpvsFormat FORMAT = new IpvsFormat(FAMILY);
  private static final VirtualService WEB =
      new VirtualService.Endpoint(VirtualService.Protocol.TCP, IpAddress.of("10.7.0.10"), 81);
  private static final VirtualService WEB6 =
      new VirtualService.Endpoint(VirtualService.Protocol.UDP, IpAddress.of("2001:db8::10"), 53);
  private static final VirtualService MARKED = new VirtualService.Mark(AddressFamily.INET6, 7);

  @BeforeEach
  void theVectorsAreLittleEndian() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw Needs.absent("needs a little-endian machine");
    }
  }

  private static void assertHex(String expected, byte[] bytes) {
    assertEquals(expected.replaceAll("\\s", ""), HexFormat.of().formatHex(bytes));
  }

  private static NetlinkMessage.Generic message(byte[] bytes) {
    List<NetlinkMessage> messages = GenericFormat.decode(bytes);
    assertEquals(1, messages.size());
    return (NetlinkMessage.Generic) messages.getFirst();
  }

  // ---------------------------------------------------------------- what a kernel has accepted

  /** A whole request that Linux 6.1 was seen to accept. */
  @Test
  void addsAService() {
    assertHex(
        """
        68000000 1c00 0500 6a000000 00000000
        01 01 0000
        5400 0100
         0600 0100 0200 0000
         0600 0200 0600 0000
         1400 0300 0a07000a 000000000000000000000000
         0600 0400 0051 0000
         0700 0600 727200 00
         0c00 0700 01000000 ffffffff
         0800 0800 32000000
         0800 0900 ffffffff
        """,
        FORMAT.newService(
            new IpvsService(WEB, Scheduler.plain("rr"), Optional.of(persistence(50, 32))), 0x6a));
  }

  private static Persistence persistence(int seconds, int prefixLength) {
    return new Persistence(Duration.ofSeconds(seconds), prefixLength, Optional.empty());
  }

  /** The netmask of IPv4 is in network order; that of IPv6 is a length in the machine's. */
  @Test
  void saysTheGranularity() {
    Scheduler everyFlag = new Scheduler("sh", true, true, true, true);
    assertHex(
        """
        54000000 1c00 0500 01000000 00000000
        02 01 0000
        4000 0100
         0600 0100 0200 0000
         0800 0500 05000000
         0700 0600 736800 00
         0c00 0700 3d000000 ffffffff
         0800 0800 00020000
         0800 0900 ffffe000
         0800 0b00 73697000
        """,
        FORMAT.setService(
            new IpvsService(
                new VirtualService.Mark(AddressFamily.INET, 5),
                everyFlag,
                Optional.of(new Persistence(Duration.ofSeconds(512), 19, Optional.of("sip")))),
            1));
    assertHex(
        """
        4c000000 1c00 0500 02000000 00000000
        01 01 0000
        3800 0100
         0600 0100 0a00 0000
         0800 0500 07000000
         0700 0600 727200 00
         0c00 0700 01000000 ffffffff
         0800 0800 0a000000
         0800 0900 30000000
        """,
        FORMAT.newService(
            new IpvsService(MARKED, Scheduler.plain("rr"), Optional.of(persistence(10, 48))), 2));
  }

  @Test
  void namesAServiceByItsKeyAlone() {
    assertHex(
        """
        44000000 1c00 0500 03000000 00000000
        03 01 0000
        3000 0100
         0600 0100 0a00 0000
         0600 0200 1100 0000
         1400 0300 20010db8000000000000000000000010
         0600 0400 0035 0000
        """,
        FORMAT.deleteService(WEB6, 3));
  }

  @Test
  void addsADestination() {
    assertHex(
        """
        a4000000 1c00 0500 04000000 00000000
        05 01 0000
        3000 0100
         0600 0100 0200 0000
         0600 0200 0600 0000
         1400 0300 0a07000a 000000000000000000000000
         0600 0400 0051 0000
        6000 0200
         1400 0100 fd000000000000000000000000000001
         0600 0200 0050 0000
         0600 0b00 0a00 0000
         0800 0300 02000000
         0800 0400 05000000
         0800 0500 64000000
         0800 0600 0a000000
         0500 0d00 01 000000
         0600 0e00 15b3 0000
         0600 0f00 0200 0000
        """,
        FORMAT.newDestination(
            WEB,
            new IpvsDestination(
                IpAddress.of("fd00::1"),
                80,
                new Forwarding.Tunneling(Forwarding.Type.GUE, 5555, Forwarding.Checksum.REMOTE),
                5,
                100,
                10),
            4));
  }

  @Test
  void saysTimeoutsAndSyncDaemons() {
    assertHex(
        """
        24000000 1c00 0500 05000000 00000000
        0c 01 0000
        0800 0400 84030000
        0800 0600 2c010000
        """,
        FORMAT.setTimeouts(
            new Timeouts(
                Optional.of(Duration.ofMinutes(15)),
                Optional.empty(),
                Optional.of(Duration.ofMillis(300_900))),
            5));
    assertHex(
        """
        54000000 1c00 0500 06000000 00000000
        09 01 0000
        4000 0300
         0800 0100 01000000
         0900 0200 6574683000 000000
         0800 0300 07000000
         0600 0400 dc05 0000
         0800 0500 e0000051
         0600 0700 9022 0000
         0500 0800 03 000000
        """,
        FORMAT.newDaemon(
            new IpvsSyncDaemon(
                IpvsSyncDaemon.State.MASTER,
                "eth0",
                7,
                Optional.of(1500),
                Optional.of(8848),
                Optional.of(3),
                Optional.of(IpAddress.of("224.0.0.81"))),
            6));
    assertHex(
        """
        20000000 1c00 0500 07000000 00000000
        0a 01 0000
        0c00 0300
         0800 0100 02000000
        """,
        FORMAT.deleteDaemon(IpvsSyncDaemon.State.BACKUP, 7));
  }

  @Test
  void asksForEverything() {
    assertHex("14000000 1c00 0103 01000000 00000000 04 01 0000", FORMAT.listServices(1));
    assertHex("14000000 1c00 0103 02000000 00000000 0b 01 0000", FORMAT.listDaemons(2));
    assertHex("14000000 1c00 0500 03000000 00000000 0d 01 0000", FORMAT.getTimeouts(3));
    assertHex("14000000 1c00 0500 04000000 00000000 11 01 0000", FORMAT.flush(4));
    assertHex(
        """
        28000000 1c00 0103 05000000 00000000
        08 01 0000
        1400 0100
         0600 0100 0a00 0000
         0800 0500 07000000
        """,
        FORMAT.listDestinations(MARKED, 5));
  }

  @Test
  void asksForRefusalsOnly() {
    assertHex(
        "14000000 1c00 0100 04000000 00000000 11 01 0000",
        GenericFormat.answeredIfRefused(FORMAT.flush(4)));
    assertHex("10000000 0100 0500 05000000 00000000", GenericFormat.nothing(5));
  }

  @Test
  void findsAFamily() {
    assertHex(
        """
        20000000 1000 0500 01000000 00000000
        03 01 0000
        0900 0200 4950565300 000000
        """,
        GenericFormat.findFamily("IPVS", 1));
    byte[] reply =
        HexFormat.of()
            .parseHex(
                """
                28000000 1000 0000 01000000 00000000
                01 02 0000
                0900 0200 4950565300 000000
                0600 0100 1c00 0000
                """
                    .replaceAll("\\s", ""));
    assertEquals(OptionalInt.of(FAMILY), GenericFormat.family(message(reply)));
    assertEquals(
        OptionalInt.empty(), GenericFormat.family(message(GenericFormat.findFamily("IPVS", 1))));
  }

  // ---------------------------------------------------------------- what it says

  /** A request and what the kernel says about it have the same form. */
  @Test
  void readsWhatItHasWritten() {
    Seeds.forEach(
        20_000,
        (_, random) -> {
          IpvsService service = randomService(random);
          assertEquals(
              Optional.of(service), FORMAT.service(message(FORMAT.newService(service, 1))));
          IpvsDestination destination = randomDestination(random);
          assertEquals(
              Optional.of(destination),
              FORMAT.destination(
                  message(FORMAT.newDestination(service.service(), destination, 1)),
                  service.service().family()));
          IpvsSyncDaemon daemon = randomDaemon(random);
          assertEquals(
              Optional.of(daemon), FORMAT.syncDaemon(message(FORMAT.newDaemon(daemon, 1))));
          Timeouts timeouts =
              new Timeouts(randomTime(random), randomTime(random), randomTime(random));
          assertEquals(
              Optional.of(timeouts), FORMAT.timeouts(message(FORMAT.setTimeouts(timeouts, 1))));
        });
  }

  @Test
  void leavesOutWhatIsAboutSomethingElse() {
    NetlinkMessage.Generic service =
        message(
            FORMAT.newService(new IpvsService(WEB, Scheduler.plain("rr"), Optional.empty()), 1));
    assertEquals(Optional.empty(), FORMAT.destination(service, AddressFamily.INET));
    assertEquals(Optional.empty(), FORMAT.syncDaemon(service));
    assertEquals(Optional.empty(), FORMAT.timeouts(service));
    assertEquals(Optional.empty(), new IpvsFormat(FAMILY + 1).service(service));
  }

  private static IpvsService randomService(Random random) {
    AddressFamily family = random(random, AddressFamily.values());
    VirtualService service =
        random.nextInt(3) == 0
            ? new VirtualService.Mark(family, 1 + random.nextLong(0xFFFF_FFFFL))
            : new VirtualService.Endpoint(
                random(random, VirtualService.Protocol.values()),
                randomAddress(random, family),
                random.nextInt(65_536));
    int least = family == AddressFamily.INET ? 0 : 1;
    int most = family == AddressFamily.INET ? 32 : 128;
    Optional<Persistence> persistence =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new Persistence(
                    Duration.ofSeconds(1 + random.nextInt(Integer.MAX_VALUE - 1)),
                    least + random.nextInt(most - least + 1),
                    random.nextBoolean() ? Optional.of("sip") : Optional.empty()));
    return new IpvsService(
        service,
        new Scheduler(
            random(random, new String[] {"rr", "wlc", "sh", "fifteen-letters"}),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean()),
        persistence);
  }

  private static IpvsDestination randomDestination(Random random) {
    Forwarding.Type type = random(random, Forwarding.Type.values());
    Forwarding forwarding =
        switch (random.nextInt(3)) {
          case 0 -> new Forwarding.Masquerading();
          case 1 -> new Forwarding.Gatewaying();
          default ->
              new Forwarding.Tunneling(
                  type,
                  type == Forwarding.Type.GUE ? 1 + random.nextInt(65_535) : 0,
                  random(random, Forwarding.Checksum.values()));
        };
    return new IpvsDestination(
        randomAddress(random, random(random, AddressFamily.values())),
        random.nextInt(65_536),
        forwarding,
        random.nextInt(Integer.MAX_VALUE),
        random.nextLong(0x1_0000_0000L),
        random.nextLong(0x1_0000_0000L));
  }

  private static IpvsSyncDaemon randomDaemon(Random random) {
    return new IpvsSyncDaemon(
        random(random, IpvsSyncDaemon.State.values()),
        random.nextBoolean() ? "eth0" : "fifteen-letters",
        random.nextInt(256),
        positive(random, 65_507),
        positive(random, 65_535),
        positive(random, 255),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(randomAddress(random, random(random, AddressFamily.values()))));
  }

  private static Optional<Integer> positive(Random random, int most) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(1 + random.nextInt(most));
  }

  private static Optional<Duration> randomTime(Random random) {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(random.nextInt(Integer.MAX_VALUE)));
  }

  private static IpAddress randomAddress(Random random, AddressFamily family) {
    byte[] bytes = new byte[family == AddressFamily.INET ? 4 : 16];
    random.nextBytes(bytes);
    return IpAddress.of(bytes);
  }

  private static <T> T random(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  // ---------------------------------------------------------------- any bytes

  @Test
  void readsAnything() {
    List<byte[]> samples = samples();
    Seeds.forEach(
        200_000,
        (_, random) -> {
          for (NetlinkMessage message : GenericFormat.decode(bent(samples, random))) {
            if (message instanceof NetlinkMessage.Generic generic) {
              assertNotNull(FORMAT.service(generic));
              assertNotNull(FORMAT.destination(generic, AddressFamily.INET));
              assertNotNull(FORMAT.destination(generic, AddressFamily.INET6));
              assertNotNull(FORMAT.syncDaemon(generic));
              assertNotNull(FORMAT.timeouts(generic));
              assertNotNull(GenericFormat.family(generic));
            }
          }
        });
  }

  /** Without a bent byte each is read: else the random ones would say little. */
  @Test
  void theSamplesAreRead() {
    for (byte[] sample : samples()) {
      NetlinkMessage.Generic message = message(sample);
      assertTrue(
          FORMAT.service(message).isPresent()
              || FORMAT.destination(message, AddressFamily.INET).isPresent()
              || FORMAT.syncDaemon(message).isPresent()
              || FORMAT.timeouts(message).isPresent());
    }
  }

  private static List<byte[]> samples() {
    List<byte[]> samples = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      samples.add(FORMAT.newService(randomService(random), i));
      samples.add(FORMAT.newDestination(WEB, randomDestination(random), i));
      samples.add(FORMAT.newDaemon(randomDaemon(random), i));
      samples.add(
          FORMAT.setTimeouts(
              new Timeouts(randomTime(random), randomTime(random), randomTime(random)), i));
    }
    return samples;
  }

  /** Lying lengths and odd values in an attribute, and messages that are cut off. */
  private static byte[] bent(List<byte[]> samples, Random random) {
    byte[] sample = samples.get(random.nextInt(samples.size()));
    byte[] bytes =
        random.nextInt(4) == 0
            ? Arrays.copyOf(sample, random.nextInt(sample.length))
            : sample.clone();
    if (bytes.length < 20) {
      return bytes;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    buffer.putInt(0, random.nextInt(8) == 0 ? random.nextInt() : bytes.length);
    int[] values = {0, 1, 2, 3, 4, 5, 6, 8, 20, bytes.length, 0x7FFF, 0x8000, 0xFFFF};
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = 16 + 2 * random.nextInt((bytes.length - 16) / 2);
      buffer.putShort(
          at,
          (short)
              (random.nextBoolean() ? values[random.nextInt(values.length)] : random.nextInt()));
    }
    return bytes;
  }
}
