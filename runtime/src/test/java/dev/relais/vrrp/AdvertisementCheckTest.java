package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Defect;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3768 and RFC 9568, 7.1: receiving VRRP packets")
class AdvertisementCheckTest {
  private static final AdvertisementCheck.Outcome BELIEVED =
      new AdvertisementCheck.Believed(Optional.empty());
  private static final IpAddress SOURCE = IpAddress.of("192.0.2.1");
  private static final VirtualRouter ROUTER =
      Routers.version(2).vips("192.0.2.10/24", "192.0.2.11/24").router();
  private static final VirtualRouter SECRET = Routers.version(2).password("minet").router();
  private static final VirtualRouter THIRD_VERSION =
      Routers.version(3).interval(Duration.ofMillis(100)).router();

  private static VrrpPacket.Decoded packet(int timeToLive, Advertisement advertisement) {
    return new VrrpPacket.Decoded(SOURCE, VrrpFormat.GROUP, timeToLive, advertisement);
  }

  private static Advertisement of(VirtualRouter router) {
    return AdvertisementCheck.advertisement(router, 150);
  }

  private static Advertisement with(Advertisement a, Duration interval) {
    return new Advertisement(
        a.version(),
        a.virtualRouterId(),
        a.priority(),
        interval,
        a.authentication(),
        a.addresses());
  }

  private static Advertisement with(Advertisement a, AuthenticationField field) {
    return new Advertisement(
        a.version(), a.virtualRouterId(), a.priority(), a.interval(), field, a.addresses());
  }

  private static Advertisement with(Advertisement a, String... addresses) {
    return new Advertisement(
        a.version(),
        a.virtualRouterId(),
        a.priority(),
        a.interval(),
        a.authentication(),
        Arrays.stream(addresses).map(IpAddress::of).toList());
  }

  private static void assertDiscarded(
      Counter counter, String reason, VirtualRouter router, VrrpPacket.Decoded packet) {
    assertEquals(new AdvertisementCheck.Discarded(counter, reason), check(router, packet));
  }

  private static void assertBelieved(VirtualRouter router, Advertisement advertisement) {
    assertEquals(BELIEVED, check(router, packet(255, advertisement)));
  }

  private static AdvertisementCheck.Outcome check(VirtualRouter router, VrrpPacket.Decoded packet) {
    return AdvertisementCheck.check(
        router, packet, Authenticator.of(router), Instant.EPOCH, Optional.empty());
  }

  @Test
  void believesItsPeers() {
    for (VirtualRouter router : List.of(ROUTER, SECRET, THIRD_VERSION)) {
      for (int priority : List.of(0, 1, 100, 254, 255)) {
        assertBelieved(router, AdvertisementCheck.advertisement(router, priority));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {254, 64, 1, 0})
  @DisplayName("MUST verify that the IP TTL is 255")
  void timeToLive(int timeToLive) {
    assertDiscarded(
        Counter.TIME_TO_LIVE_ERRORS,
        "its time to live is " + timeToLive + ", not 255, so it does not come from this link",
        ROUTER,
        packet(timeToLive, of(ROUTER)));
  }

  @Test
  @DisplayName("MUST verify the VRRP version")
  void version() {
    assertDiscarded(
        Counter.VERSION_ERRORS,
        "it is of VRRP version 3, and version 2 is configured",
        ROUTER,
        packet(255, of(THIRD_VERSION)));
    assertDiscarded(
        Counter.VERSION_ERRORS,
        "it is of VRRP version 2, and version 3 is configured",
        THIRD_VERSION,
        packet(255, of(ROUTER)));
  }

  @Test
  @DisplayName("MUST verify that the Auth Type matches, and authenticate")
  void authentication() {
    assertDiscarded(
        Counter.INVALID_AUTHENTICATION_TYPE,
        "its authentication is of the unknown type 3",
        ROUTER,
        packet(255, with(of(ROUTER), new AuthenticationField(3, 0))));
    assertDiscarded(
        Counter.AUTHENTICATION_TYPE_MISMATCHES,
        "its authentication is of type PASS, and none is configured",
        ROUTER,
        packet(255, with(of(ROUTER), AuthenticationField.password("minet"))));
    assertDiscarded(
        Counter.AUTHENTICATION_TYPE_MISMATCHES,
        "its authentication is of type none, and PASS is configured",
        SECRET,
        packet(255, with(of(SECRET), AuthenticationField.NONE)));
    assertDiscarded(
        Counter.AUTHENTICATION_TYPE_MISMATCHES,
        "its authentication is of type AH, and PASS is configured",
        SECRET,
        packet(255, with(of(SECRET), new AuthenticationField(2, 0))));
    assertDiscarded(
        Counter.AUTHENTICATION_FAILURES,
        "its password is another one",
        SECRET,
        packet(255, with(of(SECRET), AuthenticationField.password("Minet"))));
    // Without authentication nobody looks at the field.
    assertBelieved(ROUTER, with(of(ROUTER), new AuthenticationField(0, 42)));
  }

  @Test
  @DisplayName("RFC 3768: MUST verify that the Adver Interval is the local one")
  void intervalOfVersion2() {
    assertDiscarded(
        Counter.ADVERTISEMENT_INTERVAL_ERRORS,
        "its advertisement interval is 2 s, and 1 s is configured",
        ROUTER,
        packet(255, with(of(ROUTER), Duration.ofSeconds(2))));
  }

  @Test
  @DisplayName("RFC 9568: the interval is the master's to say, unless there is none")
  void intervalOfVersion3() {
    assertBelieved(THIRD_VERSION, with(of(THIRD_VERSION), Duration.ofMillis(40_950)));
    assertDiscarded(
        Counter.ADVERTISEMENT_INTERVAL_ERRORS,
        "its advertisement interval is 0",
        THIRD_VERSION,
        packet(255, with(of(THIRD_VERSION), Duration.ZERO)));
  }

  @Test
  @DisplayName("MAY verify that the addresses are the configured ones, as keepalived does")
  void addresses() {
    for (String[] addresses :
        List.of(
            new String[] {"192.0.2.10"},
            new String[] {},
            new String[] {"192.0.2.10", "192.0.2.12"},
            new String[] {"192.0.2.10", "192.0.2.10"},
            new String[] {"192.0.2.10", "192.0.2.11", "192.0.2.12"})) {
      assertDiscarded(
          Counter.ADDRESS_LIST_ERRORS,
          "it lists %s, and [192.0.2.10, 192.0.2.11] is configured"
              .formatted(Arrays.toString(addresses)),
          ROUTER,
          packet(255, with(of(ROUTER), addresses)));
    }
    assertBelieved(ROUTER, with(of(ROUTER), "192.0.2.11", "192.0.2.10"));
  }

  @Test
  @DisplayName("a goodbye may list nothing, and nothing else but the addresses")
  void addressesOfAGoodbye() {
    Advertisement goodbye = of(ROUTER).withPriority(0);
    assertBelieved(ROUTER, goodbye);
    assertBelieved(ROUTER, with(goodbye, new String[0]));
    assertDiscarded(
        Counter.ADDRESS_LIST_ERRORS,
        "it lists [192.0.2.77], and [192.0.2.10, 192.0.2.11] is configured",
        ROUTER,
        packet(255, with(goodbye, "192.0.2.77")));
  }

  // ---------------------------------------------------------------- unicast

  private static final Transport.Unicast PEERS =
      new Transport.Unicast(List.of(new Transport.Peer(SOURCE, 3, 40)), 255, true);

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"2, false", "3, true", "40, true", "41, false", "255, false"})
  @DisplayName("unicast_peer: min_ttl and max_ttl take the place of 255")
  void timeToLiveOfAPeer(int timeToLive, boolean believed) {
    VirtualRouter router = Routers.version(3).transport(PEERS).router();
    VrrpPacket.Decoded packet =
        new VrrpPacket.Decoded(SOURCE, IpAddress.of("192.0.2.2"), timeToLive, of(router));
    assertEquals(
        believed
            ? BELIEVED
            : new AdvertisementCheck.Discarded(
                Counter.TIME_TO_LIVE_ERRORS,
                "its time to live is %d, and 3 to 40 is configured".formatted(timeToLive)),
        check(router, packet));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("check_unicast_src: only peers are believed")
  void strangers(boolean checksSource) {
    VirtualRouter router =
        Routers.version(3)
            .transport(new Transport.Unicast(PEERS.peers(), 255, checksSource))
            .router();
    VrrpPacket.Decoded packet =
        new VrrpPacket.Decoded(
            IpAddress.of("192.0.2.77"), IpAddress.of("192.0.2.2"), 1, of(router));
    assertEquals(
        checksSource
            ? new AdvertisementCheck.Discarded(Counter.UNKNOWN_PEERS, "its sender is not a peer")
            : BELIEVED,
        check(router, packet));
  }

  @ParameterizedTest(name = "{0}, group {1}, to {2}: {3}")
  @CsvSource({
    "false, '', 224.0.0.18, true",
    "false, '', 224.0.0.99, false",
    "false, 224.0.0.99, 224.0.0.99, true",
    "false, 224.0.0.99, 224.0.0.18, false",
    "false, '', 192.0.2.2, false",
    "true, '', 192.0.2.2, true",
    "true, '', 224.0.0.18, false",
  })
  @DisplayName("multicast and unicast do not hear each other; observed of keepalived")
  void isForTheOnesWhoListenThere(
      boolean unicast, String group, String destination, boolean expected) {
    Optional<IpAddress> where =
        group.isEmpty() ? Optional.empty() : Optional.of(IpAddress.of(group));
    VirtualRouter router =
        Routers.version(3).transport(unicast ? PEERS : new Transport.Multicast(where)).router();
    assertEquals(
        expected,
        AdvertisementCheck.isFor(
            router, new VrrpPacket.Decoded(SOURCE, IpAddress.of(destination), 255, of(router))));
  }

  // ---------------------------------------------------------------- conduct

  private static Conduct conduct(boolean skips, ChecksumCoverage coverage) {
    return conduct(skips, coverage, false);
  }

  private static Conduct conduct(boolean skips, ChecksumCoverage coverage, boolean recognizes) {
    return new Conduct(false, true, skips, coverage, recognizes, false, false, false);
  }

  @ParameterizedTest(name = "{0} configured, {1} heard: {2}")
  @CsvSource({
    "PSEUDO_HEADER, PSEUDO_HEADER, true",
    "PSEUDO_HEADER, MESSAGE, false",
    "PSEUDO_HEADER, GROUP_PSEUDO_HEADER, false",
    "MESSAGE, MESSAGE, true",
    "MESSAGE, PSEUDO_HEADER, false",
    "MESSAGE, GROUP_PSEUDO_HEADER, false",
    "GROUP_PSEUDO_HEADER, GROUP_PSEUDO_HEADER, true",
    "GROUP_PSEUDO_HEADER, PSEUDO_HEADER, false",
    "GROUP_PSEUDO_HEADER, MESSAGE, false",
  })
  @DisplayName("v3_checksum_as_v2, old_unicast_checksum: the checksum is what is configured")
  void checksumOfVersion3(ChecksumCoverage configured, ChecksumCoverage heard, boolean believed) {
    IpAddress own = IpAddress.of("192.0.2.2");
    VirtualRouter router =
        Routers.version(3)
            .transport(
                new Transport.Unicast(List.of(new Transport.Peer(SOURCE, 0, 255)), 255, false))
            .conduct(conduct(false, configured))
            .router();
    VrrpPacket.Decoded packet =
        new VrrpPacket.Decoded(SOURCE, own, 255, of(router), heard, Seal.NONE);
    AdvertisementCheck.Outcome outcome = check(router, packet);
    if (believed) {
      assertEquals(BELIEVED, outcome);
    } else {
      assertEquals(
          Counter.CHECKSUM_ERRORS,
          assertInstanceOf(AdvertisementCheck.Discarded.class, outcome).counter());
    }
  }

  @ParameterizedTest
  @CsvSource({"PSEUDO_HEADER, true", "GROUP_PSEUDO_HEADER, true", "MESSAGE, false"})
  @DisplayName("without old_unicast_checksum, the checksum of an old peer is recognized")
  void recognizesOldPeers(ChecksumCoverage heard, boolean believed) {
    VirtualRouter router =
        Routers.version(3)
            .transport(
                new Transport.Unicast(List.of(new Transport.Peer(SOURCE, 0, 255)), 255, false))
            .conduct(conduct(false, ChecksumCoverage.PSEUDO_HEADER, true))
            .router();
    VrrpPacket.Decoded packet =
        new VrrpPacket.Decoded(
            SOURCE, IpAddress.of("192.0.2.2"), 255, of(router), heard, Seal.NONE);
    assertEquals(believed, check(router, packet).equals(BELIEVED));
  }

  @Test
  @DisplayName("v3_checksum_as_v2 concerns neither version 2 nor IPv6")
  void checksumOfOthers() {
    VirtualRouter second =
        Routers.version(2).conduct(conduct(false, ChecksumCoverage.MESSAGE)).router();
    assertBelieved(second, of(second));
    VirtualRouter six =
        Routers.version(3)
            .family(AddressFamily.INET6)
            .vips("fe80::100/64")
            .conduct(conduct(false, ChecksumCoverage.MESSAGE))
            .router();
    assertEquals(
        BELIEVED,
        check(
            six, new VrrpPacket.Decoded(IpAddress.of("fe80::1"), VrrpFormat.GROUP6, 255, of(six))));
  }

  @Test
  @DisplayName("skip_check_adv_addr: the addresses of whoever was believed before are not compared")
  void skipsTheAddressesOfTheSameSender() {
    VirtualRouter router =
        Routers.version(3).conduct(conduct(true, ChecksumCoverage.PSEUDO_HEADER)).router();
    VrrpPacket.Decoded packet = packet(255, with(of(router), "192.0.2.66"));
    for (String previous : List.of("", "192.0.2.77", "192.0.2.1")) {
      AdvertisementCheck.Outcome outcome =
          AdvertisementCheck.check(
              router,
              packet,
              Authenticator.of(router),
              Instant.EPOCH,
              previous.isEmpty() ? Optional.empty() : Optional.of(IpAddress.of(previous)));
      assertEquals(previous.equals("192.0.2.1"), outcome.equals(BELIEVED), previous);
    }
  }

  @Test
  @DisplayName("version 2 over IPv6: the type of a password is compared, as there is no data")
  void passwordOverIpv6() {
    VirtualRouter six =
        Routers.version(2).family(AddressFamily.INET6).vips("fe80::100/64").password("x").router();
    Advertisement heard =
        VrrpFormat.decode(VrrpFormat.encode(of(six), IpAddress.of("fe80::1")))
                instanceof VrrpPacket.Decoded decoded
            ? decoded.advertisement()
            : of(six);
    assertEquals(new AuthenticationField(1, 0), heard.authentication());
    IpAddress from = IpAddress.of("fe80::1");
    assertEquals(BELIEVED, check(six, new VrrpPacket.Decoded(from, VrrpFormat.GROUP6, 255, heard)));
    assertEquals(
        Counter.AUTHENTICATION_TYPE_MISMATCHES,
        assertInstanceOf(
                AdvertisementCheck.Discarded.class,
                check(
                    six,
                    new VrrpPacket.Decoded(
                        from, VrrpFormat.GROUP6, 255, with(heard, AuthenticationField.NONE))))
            .counter());
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_SHORT, PACKET_LENGTH_ERRORS, it is too short",
    "TOO_LONG, PACKET_LENGTH_ERRORS, it is longer than it says",
    "NOT_VRRP, PACKET_LENGTH_ERRORS, it is not VRRP",
    "VERSION, VERSION_ERRORS, it has an unknown VRRP version",
    "TYPE, INVALID_TYPE_RECEIVED, it is not an advertisement",
    "CHECKSUM, CHECKSUM_ERRORS, it has a wrong checksum",
  })
  void countsWhatCannotBeRead(Defect defect, Counter counter, String reason) {
    assertEquals(
        new AdvertisementCheck.Discarded(counter, reason), AdvertisementCheck.malformed(defect));
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void knowsEveryDefect(Defect defect) {
    assertTrue(AdvertisementCheck.malformed(defect).reason().startsWith("it "));
  }
}
