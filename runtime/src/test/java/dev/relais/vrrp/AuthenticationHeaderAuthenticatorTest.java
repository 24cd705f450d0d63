package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.relais.plan.Authentication;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Authenticator.Verdict;
import dev.relais.wire.Envelope;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 2402 and RFC 2403, as keepalived 2.2.7 has them")
class AuthenticationHeaderAuthenticatorTest {
  private static final IpAddress SOURCE = IpAddress.of("192.0.2.1");
  private static final VirtualRouter ROUTER = router("secret");

  /** Captured of keepalived, with the password `secret`: its first and its third packet. */
  private static final String FIRST =
      "45c0004000010000ff3318b6c0000201e0000012"
          + "70040000c0000201000000011e56050dfec3d960dc39e37d"
          + "2133c80102015265c00002640000000000000000";

  private static final String THIRD =
      "45c0004000030000ff3318b4c0000201e0000012"
          + "70040000c0000201000000033af4a0915f0d38bc9e2868f0"
          + "2133c80102015265c00002640000000000000000";

  private static VirtualRouter router(String password) {
    return Routers.version(2)
        .vips("192.0.2.100/24")
        .authentication(new Authentication.Ah(password))
        .router();
  }

  private static VrrpPacket.Decoded decoded(byte[] packet) {
    return assertInstanceOf(VrrpPacket.Decoded.class, VrrpFormat.decode(packet));
  }

  private static VrrpPacket.Decoded decoded(String hex) {
    return decoded(HexFormat.of().parseHex(hex));
  }

  private static byte[] sent(Authenticator by) {
    return by.sign(
            AdvertisementCheck.advertisement(ROUTER, 200),
            List.of(Envelope.toGroup(SOURCE)),
            Instant.EPOCH)
        .getFirst()
        .toArray();
  }

  private static Verdict check(Authenticator by, VrrpPacket.Decoded packet) {
    return by.check(packet, Instant.EPOCH);
  }

  private static void assertRefused(Counter counter, Verdict verdict) {
    assertEquals(counter, assertInstanceOf(Verdict.Refused.class, verdict).counter());
  }

  @Test
  void sendsWhatKeepalivedSends() {
    Authenticator sender = Authenticator.of(ROUTER);
    assertEquals(FIRST, HexFormat.of().formatHex(sent(sender)));
    sent(sender);
    assertEquals(THIRD, HexFormat.of().formatHex(sent(sender)));
  }

  /** Captured of keepalived too; the time to live is not covered there. */
  @Test
  void sendsToAPeerWhatKeepalivedSends() {
    byte[] packet =
        Authenticator.of(ROUTER)
            .sign(
                AdvertisementCheck.advertisement(ROUTER, 255),
                List.of(
                    new Envelope(
                        SOURCE, IpAddress.of("192.0.2.2"), 255, ChecksumCoverage.PSEUDO_HEADER)),
                Instant.EPOCH)
            .getFirst()
            .toArray();
    assertEquals(
        "45c0004000010000ff3336c6c0000201c0000202"
            + "70040000c0000201000000015093bf3376e4dbad889c0eab"
            + "2133ff0102011b65c00002640000000000000000",
        HexFormat.of().formatHex(packet));
  }

  @Test
  void believesKeepalived() {
    Authenticator receiver = Authenticator.of(ROUTER);
    assertEquals(Verdict.AUTHENTIC, check(receiver, decoded(FIRST)));
    assertEquals(Verdict.AUTHENTIC, check(receiver, decoded(THIRD)));
  }

  @Test
  @DisplayName("a number that was there before is not believed")
  void replay() {
    Authenticator receiver = Authenticator.of(ROUTER);
    assertEquals(Verdict.AUTHENTIC, check(receiver, decoded(THIRD)));
    assertRefused(Counter.AUTHENTICATION_FAILURES, check(receiver, decoded(THIRD)));
    assertRefused(Counter.AUTHENTICATION_FAILURES, check(receiver, decoded(FIRST)));
  }

  @Test
  @DisplayName("whoever takes over counts on from what it heard")
  void countsOn() {
    Authenticator backup = Authenticator.of(ROUTER);
    assertEquals(Verdict.AUTHENTIC, check(backup, decoded(THIRD)));
    assertEquals(
        4,
        assertInstanceOf(Seal.AuthenticationHeader.class, decoded(sent(backup)).seal()).sequence());
  }

  @Test
  @DisplayName("two masters that count in step believe each other all the same")
  void countsEachSenderApart() {
    Authenticator other = Authenticator.of(ROUTER);
    assertEquals(Verdict.AUTHENTIC, check(other, decoded(THIRD)));
    Authenticator third = Authenticator.of(ROUTER);
    byte[] packet =
        third
            .sign(
                AdvertisementCheck.advertisement(ROUTER, 200),
                List.of(Envelope.toGroup(IpAddress.of("192.0.2.3"))),
                Instant.EPOCH)
            .getFirst()
            .toArray();
    assertEquals(Verdict.AUTHENTIC, check(other, decoded(packet)));
    assertRefused(Counter.AUTHENTICATION_FAILURES, check(other, decoded(packet)));
  }

  @ParameterizedTest(name = "byte {0}")
  @ValueSource(ints = {4, 8, 12, 16, 22, 24, 28, 32, 43})
  @DisplayName("every byte that no router changes is signed")
  void changed(int at) {
    byte[] packet = HexFormat.of().parseHex(FIRST);
    packet[at] ^= 1;
    assertRefused(
        Counter.AUTHENTICATION_FAILURES, check(Authenticator.of(ROUTER), decoded(packet)));
  }

  @Test
  void anotherKeyOrNone() {
    assertRefused(
        Counter.AUTHENTICATION_FAILURES, check(Authenticator.of(router("Secret")), decoded(FIRST)));
    VirtualRouter plain = Routers.version(2).vips("192.0.2.100/24").router();
    assertRefused(
        Counter.AUTHENTICATION_TYPE_MISMATCHES, check(Authenticator.of(plain), decoded(FIRST)));
    assertRefused(
        Counter.AUTHENTICATION_TYPE_MISMATCHES,
        check(
            Authenticator.of(ROUTER),
            new VrrpPacket.Decoded(
                SOURCE, VrrpFormat.GROUP, 255, AdvertisementCheck.advertisement(plain, 200))));
  }

  @Test
  @DisplayName("type AH in the message, and no header before it")
  void saysItAndDoesNotHaveIt() {
    assertRefused(
        Counter.AUTHENTICATION_FAILURES,
        check(
            Authenticator.of(ROUTER),
            new VrrpPacket.Decoded(
                SOURCE, VrrpFormat.GROUP, 255, AdvertisementCheck.advertisement(ROUTER, 200))));
  }

  @Test
  @DisplayName("a reload with the same key counts on")
  void reload() {
    Authenticator authenticator = Authenticator.of(ROUTER);
    assertSame(authenticator, authenticator.under(router("secret")));
    assertNotSame(authenticator, authenticator.under(router("other")));
  }
}
