package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Defect;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
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
    assertEquals(
        Optional.of(new AdvertisementCheck.Discarded(counter, reason)),
        AdvertisementCheck.check(router, packet));
  }

  private static void assertBelieved(VirtualRouter router, Advertisement advertisement) {
    assertEquals(Optional.empty(), AdvertisementCheck.check(router, packet(255, advertisement)));
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

  @ParameterizedTest
  @CsvSource({
    "TOO_SHORT, PACKET_LENGTH_ERRORS, it is too short",
    "NOT_VRRP, PACKET_LENGTH_ERRORS, it is not VRRP over IPv4",
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
