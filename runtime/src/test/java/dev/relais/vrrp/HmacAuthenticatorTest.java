package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Authentication.Hmac;
import dev.relais.plan.Authentication.Mode;
import dev.relais.plan.Authentication.Replay;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.HmacKey;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Authenticator.Verdict;
import dev.relais.wire.Advertisement;
import dev.relais.wire.Bytes;
import dev.relais.wire.Envelope;
import dev.relais.wire.HmacTrailer;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("draft-cassen-vrrp-auth-hmac")
class HmacAuthenticatorTest {
  private static final String KEY =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final String OTHER_KEY = "ff".repeat(64);
  private static final IpAddress SOURCE = IpAddress.of("198.51.100.10");

  /** Sequence 0x6800000080000000: half a second into this second. */
  private static final Instant NOW = Instant.ofEpochSecond(0x6800_0000L, 500_000_000);

  private static final Replay WINDOW = new Replay.Time(Duration.ofSeconds(5));

  private static Hmac configuration(Mode mode, Replay replay) {
    return new Hmac(List.of(new HmacKey.Given(1, KEY)), 1, mode, replay);
  }

  private static VirtualRouter router(Hmac hmac) {
    return Routers.version(3).vips("192.0.2.100/24").authentication(hmac).router();
  }

  private static final VirtualRouter ROUTER = router(configuration(Mode.ENFORCE, WINDOW));
  private static final Advertisement ADVERTISEMENT = AdvertisementCheck.advertisement(ROUTER, 200);

  private static VrrpPacket.Decoded sent(Authenticator by, Instant now) {
    return sent(by, SOURCE, now);
  }

  private static VrrpPacket.Decoded sent(Authenticator by, IpAddress source, Instant now) {
    Bytes packet = by.sign(ADVERTISEMENT, List.of(Envelope.toGroup(source)), now).getFirst();
    return (VrrpPacket.Decoded) VrrpFormat.decode(packet.toArray());
  }

  private static HmacTrailer trailer(VrrpPacket.Decoded packet) {
    return assertInstanceOf(Seal.Trailer.class, packet.seal()).trailer();
  }

  private static VrrpPacket.Decoded with(VrrpPacket.Decoded packet, HmacTrailer trailer) {
    Seal.Trailer seal = (Seal.Trailer) packet.seal();
    return new VrrpPacket.Decoded(
        packet.source(),
        packet.destination(),
        packet.timeToLive(),
        packet.advertisement(),
        packet.coverage(),
        new Seal.Trailer(trailer, seal.message()));
  }

  private static void assertRefused(Counter counter, Verdict verdict) {
    assertEquals(counter, assertInstanceOf(Verdict.Refused.class, verdict).counter());
  }

  private static VrrpPacket.Decoded unsigned() {
    return new VrrpPacket.Decoded(SOURCE, VrrpFormat.GROUP, 255, ADVERTISEMENT);
  }

  // ---------------------------------------------------------------- the bytes

  @Test
  @DisplayName("vector of IPv4, byte for byte; its checksum leaves out pseudo-header and trailer")
  void vectorOfInet() {
    byte[] packet =
        Authenticator.of(ROUTER)
            .sign(
                ADVERTISEMENT,
                List.of(new Envelope(SOURCE, VrrpFormat.GROUP, 255, ChecksumCoverage.MESSAGE)),
                NOW)
            .getFirst()
            .toArray();
    byte[] expected =
        HexFormat.of()
            .parseHex(
                "3133c80100644402c0000264"
                    + "010100006800000080000000"
                    + "1b84bc4e8e43892dc6d98448f8ee2265");
    assertEquals(
        HexFormat.of().formatHex(expected),
        HexFormat.of().formatHex(Arrays.copyOfRange(packet, 20, packet.length)));
    assertEquals(packet.length, packet[3], "the length of the IP header includes the trailer");
  }

  @Test
  @DisplayName("vector of IPv6, byte for byte; its checksum covers the trailer")
  void vectorOfInet6() {
    VirtualRouter router =
        Routers.version(3)
            .family(AddressFamily.INET6)
            .vips("fe80::100/64")
            .authentication(configuration(Mode.ENFORCE, WINDOW))
            .router();
    byte[] packet =
        Authenticator.of(router)
            .sign(
                AdvertisementCheck.advertisement(router, 200),
                List.of(
                    new Envelope(
                        IpAddress.of("fe80::10"),
                        IpAddress.of("fe80::20"),
                        255,
                        ChecksumCoverage.PSEUDO_HEADER)),
                NOW)
            .getFirst()
            .toArray();
    assertEquals(
        "3133c8010064a2e9fe800000000000000000000000000100"
            + "010100006800000080000000"
            + "c8c56146ebfd66ee10ec4d8186461b78",
        HexFormat.of().formatHex(Arrays.copyOfRange(packet, 40, packet.length)));
  }

  @Test
  @DisplayName("all copies of one advertisement to peers carry the same trailer")
  void signsOnceForAllPeers() {
    List<Bytes> packets =
        Authenticator.of(ROUTER)
            .sign(
                ADVERTISEMENT,
                List.of(
                    new Envelope(
                        SOURCE, IpAddress.of("198.51.100.11"), 255, ChecksumCoverage.PSEUDO_HEADER),
                    new Envelope(
                        SOURCE,
                        IpAddress.of("198.51.100.12"),
                        255,
                        ChecksumCoverage.PSEUDO_HEADER)),
                NOW);
    List<VrrpPacket.Decoded> decoded =
        packets.stream()
            .map(packet -> (VrrpPacket.Decoded) VrrpFormat.decode(packet.toArray()))
            .toList();
    assertEquals(decoded.getFirst().seal(), decoded.getLast().seal());
  }

  @Test
  @DisplayName("version 2 is signed with its authentication data")
  void signsVersion2() {
    VirtualRouter second =
        Routers.version(2).authentication(configuration(Mode.ENFORCE, WINDOW)).router();
    Bytes packet =
        Authenticator.of(second)
            .sign(
                AdvertisementCheck.advertisement(second, 100),
                List.of(Envelope.toGroup(SOURCE)),
                NOW)
            .getFirst();
    VrrpPacket.Decoded decoded = (VrrpPacket.Decoded) VrrpFormat.decode(packet.toArray());
    assertEquals(20, ((Seal.Trailer) decoded.seal()).message().length());
    assertEquals(Verdict.AUTHENTIC, Authenticator.of(second).check(decoded, NOW));
  }

  // ---------------------------------------------------------------- modes

  @ParameterizedTest(name = "{0}: sends a trailer {1}, accepts none {2}")
  @CsvSource({"RECEIVE_ONLY, false, true", "PERMISSIVE, true, true", "ENFORCE, true, false"})
  void modes(Mode mode, boolean sends, boolean acceptsNone) {
    Authenticator authenticator = Authenticator.of(router(configuration(mode, WINDOW)));
    assertEquals(sends, sent(authenticator, NOW).seal() instanceof Seal.Trailer);
    assertEquals(!sends, authenticator.isRepeatable());
    Verdict verdict = authenticator.check(unsigned(), NOW);
    if (acceptsNone) {
      assertEquals(Verdict.AUTHENTIC, verdict);
    } else {
      assertRefused(Counter.HMAC_MISSING, verdict);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @DisplayName("what is signed is checked in every mode")
  void checksInEveryMode(Mode mode) {
    VirtualRouter router = router(configuration(mode, WINDOW));
    VrrpPacket.Decoded good = sent(Authenticator.of(ROUTER), NOW);
    assertEquals(Verdict.AUTHENTIC, Authenticator.of(router).check(good, NOW));
    HmacTrailer right = trailer(good);
    HmacTrailer wrong = new HmacTrailer(1, 1, 0, right.sequence(), Bytes.of(new byte[16]));
    assertRefused(Counter.HMAC_FAILURES, Authenticator.of(router).check(with(good, wrong), NOW));
  }

  // ---------------------------------------------------------------- refusals, in their order

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 0", "1, 1", "255, 65535"})
  @DisplayName("first: type and reserved, whatever the rest is")
  void malformed(int type, int reserved) {
    VrrpPacket.Decoded good = sent(Authenticator.of(ROUTER), NOW);
    HmacTrailer bad = new HmacTrailer(type, 77, reserved, 0, trailer(good).code());
    assertRefused(Counter.HMAC_MALFORMED, Authenticator.of(ROUTER).check(with(good, bad), NOW));
  }

  @ParameterizedTest(name = "{0} s: stale {1}")
  @CsvSource({"-6, true", "-5, false", "0, false", "5, false", "6, true"})
  @DisplayName("then: freshness, before the key is looked for")
  void stale(int seconds, boolean stale) {
    VrrpPacket.Decoded packet = sent(Authenticator.of(ROUTER), NOW.plusSeconds(seconds));
    HmacTrailer right = trailer(packet);
    HmacTrailer unknown = new HmacTrailer(1, 9, 0, right.sequence(), right.code());
    assertRefused(
        stale ? Counter.HMAC_STALE : Counter.HMAC_UNKNOWN_KEY,
        Authenticator.of(ROUTER).check(with(packet, unknown), NOW));
    Verdict verdict = Authenticator.of(ROUTER).check(packet, NOW);
    assertEquals(stale, verdict instanceof Verdict.Refused);
  }

  @Test
  @DisplayName("then: the key, and then the HMAC, over every byte that is signed")
  void wrongCode() {
    byte[] packet =
        Authenticator.of(ROUTER)
            .sign(ADVERTISEMENT, List.of(Envelope.toGroup(SOURCE)), NOW)
            .getFirst()
            .toArray();
    VrrpPacket.Decoded good = (VrrpPacket.Decoded) VrrpFormat.decode(packet);
    Seal.Trailer seal = (Seal.Trailer) good.seal();
    for (int i = 0; i < seal.message().length(); i++) {
      byte[] other = seal.message().toArray();
      other[i] ^= 1;
      VrrpPacket.Decoded changed =
          new VrrpPacket.Decoded(
              SOURCE,
              VrrpFormat.GROUP,
              255,
              ADVERTISEMENT,
              ChecksumCoverage.PSEUDO_HEADER,
              new Seal.Trailer(seal.trailer(), Bytes.of(other)));
      assertRefused(Counter.HMAC_FAILURES, Authenticator.of(ROUTER).check(changed, NOW));
    }
    VrrpPacket.Decoded elsewhere =
        new VrrpPacket.Decoded(
            IpAddress.of("198.51.100.99"),
            VrrpFormat.GROUP,
            255,
            ADVERTISEMENT,
            ChecksumCoverage.PSEUDO_HEADER,
            seal);
    assertRefused(Counter.HMAC_FAILURES, Authenticator.of(ROUTER).check(elsewhere, NOW));
    HmacTrailer later =
        new HmacTrailer(1, 1, 0, seal.trailer().sequence() + 1, seal.trailer().code());
    assertRefused(Counter.HMAC_FAILURES, Authenticator.of(ROUTER).check(with(good, later), NOW));
  }

  @Test
  @DisplayName("then: replay; the sequence must be after the last one that was accepted")
  void replay() {
    Authenticator sender = Authenticator.of(ROUTER);
    VrrpPacket.Decoded first = sent(sender, NOW);
    VrrpPacket.Decoded second = sent(sender, NOW);
    assertEquals(trailer(first).sequence() + 1, trailer(second).sequence(), "a tie");
    Authenticator receiver = Authenticator.of(ROUTER);
    assertEquals(Verdict.AUTHENTIC, receiver.check(second, NOW));
    assertRefused(Counter.HMAC_REPLAYS, receiver.check(second, NOW));
    assertRefused(Counter.HMAC_REPLAYS, receiver.check(first, NOW));
  }

  @Test
  @DisplayName("the mark moves only after the HMAC was right")
  void theMarkStaysBehindWhatIsWrong() {
    Authenticator sender = Authenticator.of(ROUTER);
    VrrpPacket.Decoded first = sent(sender, NOW);
    HmacTrailer forged =
        new HmacTrailer(1, 1, 0, trailer(first).sequence() + 1000, trailer(first).code());
    Authenticator receiver = Authenticator.of(ROUTER);
    assertRefused(Counter.HMAC_FAILURES, receiver.check(with(first, forged), NOW));
    assertEquals(Verdict.AUTHENTIC, receiver.check(first, NOW));
  }

  @Test
  @DisplayName("a type of authentication in version 2 is another configuration")
  void anotherKindOfAuthentication() {
    VirtualRouter password = Routers.version(2).password("minet").router();
    VrrpPacket.Decoded packet =
        new VrrpPacket.Decoded(
            SOURCE, VrrpFormat.GROUP, 255, AdvertisementCheck.advertisement(password, 1));
    assertRefused(
        Counter.AUTHENTICATION_TYPE_MISMATCHES, Authenticator.of(ROUTER).check(packet, NOW));
  }

  @Test
  @DisplayName("who does not sign at all drops it by its length")
  void withoutTheExtension() {
    VirtualRouter plain = Routers.version(3).vips("192.0.2.100/24").router();
    assertRefused(
        Counter.PACKET_LENGTH_ERRORS,
        Authenticator.of(plain).check(sent(Authenticator.of(ROUTER), NOW), NOW));
  }

  // ---------------------------------------------------------------- clocks

  @Test
  @DisplayName("time: a mark outside of the window expires")
  void aMarkExpires() {
    Authenticator receiver = Authenticator.of(ROUTER);
    Instant future = NOW.plusSeconds(4);
    assertEquals(
        Optional.of(
            "the clock of 198.51.100.10 differs by 4 s, more than half of the time window of 5 s"),
        ((Verdict.Authentic) receiver.check(sent(Authenticator.of(ROUTER), future), NOW))
            .warning());
    assertRefused(Counter.HMAC_REPLAYS, receiver.check(sent(Authenticator.of(ROUTER), NOW), NOW));
    // The sender's clock was set right; ours was set back, so that the mark lies too far ahead.
    Instant back = NOW.minusSeconds(2);
    assertEquals(Verdict.AUTHENTIC, receiver.check(sent(Authenticator.of(ROUTER), back), back));
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void noWarningUpToHalfOfTheWindow(int seconds) {
    assertEquals(
        Verdict.AUTHENTIC,
        Authenticator.of(ROUTER)
            .check(sent(Authenticator.of(ROUTER), NOW.plusSeconds(seconds)), NOW));
  }

  @Test
  @DisplayName("monotonic: no window, and a mark never expires")
  void monotonic() {
    VirtualRouter router = router(configuration(Mode.ENFORCE, new Replay.Monotonic()));
    Authenticator receiver = Authenticator.of(router);
    Instant farAway = NOW.plus(Duration.ofDays(3000));
    assertEquals(Verdict.AUTHENTIC, receiver.check(sent(Authenticator.of(router), farAway), NOW));
    assertRefused(Counter.HMAC_REPLAYS, receiver.check(sent(Authenticator.of(router), NOW), NOW));
  }

  @Test
  @DisplayName("the sender goes on from the last one where its clock was set back a little")
  void aSmallStepBack() {
    Authenticator sender = Authenticator.of(ROUTER);
    long first = trailer(sent(sender, NOW)).sequence();
    assertEquals(first + 1, trailer(sent(sender, NOW.minusSeconds(5))).sequence());
    assertEquals(first + 2, trailer(sent(sender, NOW.minusMillis(1))).sequence());
    assertTrue(trailer(sent(sender, NOW.plusMillis(1))).sequence() > first + 2);
  }

  @Test
  @DisplayName("time: and from the clock where it was set back by more than the window")
  void aLargeStepBack() {
    Authenticator sender = Authenticator.of(ROUTER);
    long first = trailer(sent(sender, NOW)).sequence();
    Instant back = NOW.minusSeconds(60);
    long second = trailer(sent(sender, back)).sequence();
    assertEquals(-60, (second >> 32) - (first >> 32));
    VirtualRouter monotonic = router(configuration(Mode.ENFORCE, new Replay.Monotonic()));
    Authenticator other = Authenticator.of(monotonic);
    long third = trailer(sent(other, NOW)).sequence();
    assertEquals(third + 1, trailer(sent(other, back)).sequence());
  }

  @Test
  @DisplayName("sequences are serial numbers: the year 2106 is not the end")
  void theSequenceWraps() {
    Instant last = Instant.ofEpochSecond(0xFFFF_FFFFL, 999_999_999);
    Authenticator sender = Authenticator.of(ROUTER);
    Authenticator receiver = Authenticator.of(ROUTER);
    assertEquals(Verdict.AUTHENTIC, receiver.check(sent(sender, last), last));
    Instant next = last.plusSeconds(1);
    VrrpPacket.Decoded after = sent(sender, next);
    assertEquals(0, trailer(after).sequence() >>> 32);
    assertEquals(Verdict.AUTHENTIC, receiver.check(after, next));
  }

  // ---------------------------------------------------------------- senders

  @Test
  @DisplayName("multicast keeps four senders, and replaces the least recently used")
  void fourSenders() {
    Authenticator receiver = Authenticator.of(ROUTER);
    List<VrrpPacket.Decoded> packets =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> sent(Authenticator.of(ROUTER), IpAddress.of("198.51.100." + i), NOW))
            .toList();
    packets.subList(0, 4).forEach(p -> assertEquals(Verdict.AUTHENTIC, receiver.check(p, NOW)));
    // The first one is used again, so the second one has to go.
    assertRefused(Counter.HMAC_REPLAYS, receiver.check(packets.get(0), NOW));
    assertEquals(Verdict.AUTHENTIC, receiver.check(packets.get(4), NOW));
    assertRefused(Counter.HMAC_REPLAYS, receiver.check(packets.get(0), NOW));
    assertEquals(Verdict.AUTHENTIC, receiver.check(packets.get(1), NOW), "was forgotten");
  }

  @Test
  @DisplayName("unicast keeps one mark a peer, however many there are")
  void everyPeer() {
    List<IpAddress> peers =
        IntStream.rangeClosed(1, 9).mapToObj(i -> IpAddress.of("198.51.100." + i)).toList();
    VirtualRouter unicast =
        Routers.version(3)
            .vips("192.0.2.100/24")
            .authentication(configuration(Mode.ENFORCE, WINDOW))
            .transport(
                new Transport.Unicast(
                    peers.stream().map(peer -> new Transport.Peer(peer, 0, 255)).toList(),
                    255,
                    true))
            .router();
    Authenticator receiver = Authenticator.of(unicast);
    List<VrrpPacket.Decoded> packets =
        peers.stream().map(peer -> sent(Authenticator.of(ROUTER), peer, NOW)).toList();
    packets.forEach(p -> assertEquals(Verdict.AUTHENTIC, receiver.check(p, NOW)));
    packets.forEach(p -> assertRefused(Counter.HMAC_REPLAYS, receiver.check(p, NOW)));
  }

  // ---------------------------------------------------------------- keys

  @Test
  @DisplayName("keys rotate: both are believed, and the active one signs; marks are kept")
  void rotation() {
    HmacKey old = new HmacKey.Given(1, KEY);
    HmacKey fresh = new HmacKey.Given(2, OTHER_KEY);
    VirtualRouter both = router(new Hmac(List.of(old, fresh), 2, Mode.ENFORCE, WINDOW));
    VirtualRouter after = router(new Hmac(List.of(fresh), 2, Mode.ENFORCE, WINDOW));
    Authenticator sender = Authenticator.of(ROUTER);
    Authenticator receiver = Authenticator.of(both);
    VrrpPacket.Decoded first = sent(sender, NOW);
    assertEquals(Verdict.AUTHENTIC, receiver.check(first, NOW));
    Authenticator rotated = sender.under(both);
    VrrpPacket.Decoded second = sent(rotated, NOW);
    assertEquals(2, trailer(second).keyId());
    assertTrue(trailer(second).sequence() > trailer(first).sequence());
    assertEquals(Verdict.AUTHENTIC, receiver.check(second, NOW));
    Authenticator last = receiver.under(after);
    assertRefused(Counter.HMAC_REPLAYS, last.check(second, NOW));
    assertRefused(Counter.HMAC_UNKNOWN_KEY, last.check(first, NOW));
  }

  @Test
  void showsNoKey() {
    assertFalse(configuration(Mode.ENFORCE, WINDOW).toString().contains(KEY.substring(0, 8)));
  }
}
