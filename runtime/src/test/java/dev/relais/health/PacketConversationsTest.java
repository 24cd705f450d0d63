package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.Talk.End;
import dev.relais.health.Talk.Outcome;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.Probe;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DNS, UDP and ICMP. */
class PacketConversationsTest {
  private static final HexFormat HEX = HexFormat.of();

  private static String hex(String latin) {
    return HEX.formatHex(Talk.bytes(latin));
  }

  private static Outcome hold(Conversation conversation, String... packets) {
    return Talk.hold(conversation, End.IS_SILENT, Stream.of(packets).map(HEX::parseHex).toList());
  }

  // ---------------------------------------------------------------- DNS

  private static DnsConversation question() {
    return new DnsConversation(0xFFFF_1234, "SOA", ".");
  }

  @ParameterizedTest
  @CsvSource({
    "SOA, ., 000006",
    "A, www.example.com, 03777777076578616d706c6503636f6d000001",
    "AAAA, www.example.com., 03777777076578616d706c6503636f6d00001c",
    "RRSIG, a, 016100002e",
    "DNSKEY, example.com, 076578616d706c6503636f6d000030",
    "NS, '', 000002",
    "CNAME, ., 000005",
    "MX, ., 00000f",
    "TXT, ., 000010",
  })
  void asksAsKeepalivedDoes(String type, String name, String question) {
    assertEquals(
        "12340100000100000000" + "0000" + question + "0001",
        hex(hold(new DnsConversation(0x1234, type, name)).said()));
  }

  @Test
  void whatCannotBeAskedIsABadResult() {
    assertEquals("`X` is no type of DNS records", hold(new DnsConversation(1, "X", ".")).words());
    for (String name : List.of("a..b", "..", "a".repeat(64), "abc.".repeat(64))) {
      assertEquals(
          "`" + name + "` is no domain name", hold(new DnsConversation(1, "A", name)).words());
    }
    assertEquals("no answer within 3 s", hold(new DnsConversation(1, "A", "a".repeat(63))).words());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123481800001000000000000",
        "1234838000010000000000000000060001",
        "123480000000000000000000"
      })
  void takesAnAnswerWithoutError(String answer) {
    assertTrue(hold(question(), answer).good());
    assertEquals("1234", hex(hold(question(), answer).said()).substring(0, 4));
  }

  @ParameterizedTest
  @CsvSource({"1, FORMERR", "2, SERVFAIL", "3, NXDOMAIN", "5, REFUSED", "b, 11"})
  void refusesAnError(String code, String words) {
    Outcome outcome = hold(question(), "1234818" + code + "0001000000000000");
    assertEquals("answers with error " + words, outcome.words());
    assertFalse(outcome.good());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"123581800001000000000000", "123401000001000000000000", "1234", "12348180", ""})
  void passesOverWhatIsNoAnswer(String packet) {
    assertEquals("no answer within 3 s", hold(question(), packet).words());
    assertTrue(hold(question(), packet, "123481800001000000000000").good());
  }

  @Test
  void everyTruncationOfAHeaderIsPassedOver() {
    String answer = "123481800001000000000000";
    for (int length = 0; length < answer.length(); length += 2) {
      assertFalse(hold(question(), answer.substring(0, length)).good());
    }
  }

  // ---------------------------------------------------------------- UDP

  private static Outcome udp(
      boolean needsReply,
      @Nullable String pattern,
      int shortest,
      @Nullable Integer longest,
      String... replies) {
    return hold(
        new UdpConversation(
            new Probe.Udp(
                Talk.TARGET,
                Optional.of("0102fF"),
                needsReply,
                Optional.ofNullable(pattern),
                shortest,
                Optional.ofNullable(longest))),
        replies);
  }

  @Test
  void sendsItsPayload() {
    assertEquals("0102ff", hex(udp(false, null, 0, null).said()));
    Probe.Udp bare =
        new Probe.Udp(Talk.TARGET, Optional.empty(), false, Optional.empty(), 0, Optional.empty());
    assertEquals("keepalived check - keepalived ch", hold(new UdpConversation(bare)).said());
  }

  @Test
  void silenceIsGoodWithoutNeed() {
    assertEquals("is not refused", udp(false, null, 0, null).words());
    assertTrue(udp(false, null, 0, null).good());
    assertEquals("no reply within 3 s", udp(true, null, 0, null).words());
    assertFalse(udp(true, null, 0, null).good());
  }

  @Test
  void refusedIsBad() {
    UdpConversation conversation =
        new UdpConversation(
            new Probe.Udp(
                Talk.TARGET, Optional.empty(), false, Optional.empty(), 0, Optional.empty()));
    assertFalse(Talk.hold(conversation, End.RESETS, List.of()).good());
  }

  @ParameterizedTest
  @CsvSource({
    "616263, 616263, true",
    "616263, 61626364, true",
    "616263, 6162, true",
    "616263, '', true",
    "6x62X3, 6f6203, true",
    "6x62X3, 6f6303, false",
    "6163, 616263, false",
    "'', 616263, true",
  })
  void comparesUpToTheShorter(String pattern, String reply, boolean good) {
    assertEquals(good, udp(true, pattern, 0, null, reply).good());
  }

  @Test
  void theLengthCounts() {
    assertTrue(udp(true, null, 3, 3, "616263").good());
    assertEquals("a reply of 3 bytes, shorter than 4", udp(true, null, 4, null, "616263").words());
    assertEquals("a reply of 3 bytes, longer than 2", udp(true, null, 0, 2, "616263").words());
    assertTrue(udp(false, null, 4, 10, "616263").good());
  }

  @Test
  void theFirstReplyDecides() {
    assertFalse(udp(true, "616263", 0, null, "78", "616263").good());
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "gg", "61 62"})
  void aBrokenPatternIsABadResult(String pattern) {
    assertEquals(
        "`" + pattern + "` is no pattern of a reply",
        udp(true, pattern, 0, null, "616263").words());
  }

  // ---------------------------------------------------------------- ICMP

  private static final long NONCE = 0x0123456789ABCDEFL;

  private static byte[] reply(AddressFamily family) {
    byte[] request = Talk.bytes(hold(new EchoConversation(family, NONCE)).said());
    boolean four = family == AddressFamily.INET;
    request[0] = (byte) (four ? 0 : 129);
    ByteBuffer packet = ByteBuffer.allocate((four ? 24 : 0) + request.length);
    if (four) {
      packet.put((byte) 0x46).position(24); // with an option
    }
    return packet.put(request).array();
  }

  private static Outcome ping(AddressFamily family, byte[]... packets) {
    return Talk.hold(new EchoConversation(family, NONCE), End.IS_SILENT, List.of(packets));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INET", "INET6"})
  void takesItsOwnEcho(AddressFamily family) {
    byte[] reply = reply(family);
    assertTrue(ping(family, reply).good());
    int header = family == AddressFamily.INET ? 24 : 0;
    for (int i = header; i < reply.length; i++) {
      if (i == header + 2 || i == header + 3) {
        continue; // the kernel looks at the checksum
      }
      byte[] other = reply.clone();
      other[i] ^= 1;
      assertEquals("no answer within 3 s", ping(family, other).words(), "byte " + i);
      assertTrue(ping(family, other, reply).good());
    }
    for (int length = 0; length < reply.length; length++) {
      assertFalse(ping(family, Arrays.copyOf(reply, length)).good(), "of " + length + " bytes");
    }
    assertFalse(ping(family, Arrays.copyOf(reply, reply.length + 1)).good());
  }

  @Test
  void anEchoRequestHasAChecksum() {
    byte[] request = Talk.bytes(hold(new EchoConversation(AddressFamily.INET, NONCE)).said());
    int sum = 0;
    for (int i = 0; i < request.length; i += 2) {
      sum += ((request[i] & 0xFF) << 8) | (request[i + 1] & 0xFF);
    }
    assertEquals(0xFFFF, (sum & 0xFFFF) + (sum >>> 16));
    assertEquals(8, request[0]);
    assertEquals(128, hold(new EchoConversation(AddressFamily.INET6, NONCE)).said().charAt(0));
  }
}
