package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.Talk.End;
import dev.relais.health.Talk.Outcome;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.HttpVersion;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import dev.relais.plan.Probe.Target;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers of web servers. What keepalived 2.2.7 sends and makes of them was observed; where the
 * verdict here is another one, the test says so.
 */
class HttpConversationTest {
  private static final String OK = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n";

  private static Outcome hold(Page page, End end, String answer) {
    return Talk.hold(new HttpConversation(Talk.http(page), 0), end, answer);
  }

  private static Outcome hold(String answer) {
    return hold(Talk.page(), End.CLOSES, answer);
  }

  private static String md5(String body) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Talk.bytes(body)));
  }

  private static Page digest(String body) throws Exception {
    return Talk.page(Optional.of(md5(body)), Optional.empty());
  }

  private static String request(Target target, HttpVersion version, String path, String host) {
    Page page =
        new Page(
            path,
            Optional.ofNullable(host.isEmpty() ? null : host),
            Talk.TWO_HUNDREDS,
            Optional.empty(),
            Optional.empty());
    Probe.Http probe = new Probe.Http(target, Optional.empty(), version, List.of(page), false);
    return Talk.hold(new HttpConversation(probe, 0), End.CLOSES, "").said();
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // lines end in CR LF
  void asksAsKeepalivedDoes() {
    assertEquals(
        "GET / HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 192.0.2.1:8080\r\n\r\n",
        request(Talk.TARGET, HttpVersion.HTTP_1_0, "/", ""));
    assertEquals(
        "GET /a/b?c=d HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\n"
            + "Host: www.example.com\r\n\r\n",
        request(Talk.TARGET, HttpVersion.HTTP_1_0_CLOSE, "/a/b?c=d", "www.example.com"));
    assertEquals(
        "GET / HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\n"
            + "Host: [2001:db8::1]:80\r\n\r\n",
        request(
            Target.of(IpAddress.of("2001:db8::1"), 80, Talk.TIMEOUT),
            HttpVersion.HTTP_1_1,
            "/",
            ""));
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.0 200 OK', status 200",
    "'HTTP/1.1 204 No Content', status 204",
    "'HTTP/1.1 299 ', status 299",
    "'ICY 200 OK', status 200",
    "'HTTP/1.1 200', status 200", // keepalived 2.2.7 wants a blank after the code
  })
  void takesAGoodStatus(String line, String words) {
    Outcome outcome = hold(line + "\r\nServer: x\r\n\r\nhello");
    assertTrue(outcome.good(), outcome.words());
    assertEquals(words, outcome.words());
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.0 302 Found', status 302 instead of 200 to 299",
    "'HTTP/1.1 100 Continue', status 100 instead of 200 to 299",
    "'HTTP/1.0 500 Oh', status 500 instead of 200 to 299",
    "'HTTP/1.0 2000 OK', answers `HTTP/1.0 2000 OK` instead of a status",
    "'HTTP/1.0 20x OK', answers `HTTP/1.0 20x OK` instead of a status",
    "'HTTP/1.0  200 OK', answers `HTTP/1.0  200 OK` instead of a status",
    "'HTTP/1.1 099 OK', answers `HTTP/1.1 099 OK` instead of a status",
    "'hello', answers `hello` instead of a status",
    "'', answers `` instead of a status",
  })
  void refusesABadStatus(String line, String words) {
    Outcome outcome = hold(line + "\r\n\r\n");
    assertFalse(outcome.good());
    assertEquals(words, outcome.words());
  }

  @Test
  void severalStatusCodesMayBeGood() {
    Page page =
        new Page(
            "/",
            Optional.empty(),
            List.of(new StatusCodes(200, 200), new StatusCodes(301, 302)),
            Optional.empty(),
            Optional.empty());
    assertTrue(hold(page, End.CLOSES, "HTTP/1.0 302 Found\r\n\r\n").good());
    assertEquals(
        "status 201 instead of 200, 301 to 302",
        hold(page, End.CLOSES, "HTTP/1.0 201 Created\r\n\r\n").words());
  }

  @ParameterizedTest
  @CsvSource({
    "'', closed the connection without an answer",
    "'HTTP/1.0 200 OK', closed the connection within its header",
    "'HTTP/1.0 200 OK\r\nA: b\r\n', closed the connection within its header",
    "'HTTP/1.0 200 OK\n\nhello', closed the connection within its header",
  })
  void aHeaderHasAnEnd(String answer, String words) {
    assertEquals(words, hold(answer).words());
    assertFalse(hold(answer).good());
  }

  @Test
  void everyTruncationBeforeTheBodyIsBad() {
    String answer = OK + "hello";
    for (int length = 0; length < OK.length(); length++) {
      assertFalse(hold(answer.substring(0, length)).good(), "after " + length + " bytes");
    }
    for (int length = OK.length(); length <= answer.length(); length++) {
      assertTrue(hold(answer.substring(0, length)).good(), "after " + length + " bytes");
    }
  }

  @Test
  void theDigestIsOfTheBodyAsItComes() throws Exception {
    String chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
    String header = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n";
    assertTrue(hold(digest("hello"), End.CLOSES, OK + "hello").good());
    assertTrue(hold(digest(""), End.CLOSES, OK).good());
    assertTrue(hold(digest(chunks), End.CLOSES, header + chunks).good());
    assertFalse(hold(digest("hello world"), End.CLOSES, header + chunks).good());
    assertEquals(
        "the digest of 5 bytes is 5d41402abc4b2a76b9719d911017c592",
        hold(digest("hallo"), End.CLOSES, OK + "hello").words());
  }

  @Test
  void aDigestMayBeWrittenInUpperCase() {
    Page page = Talk.page(Optional.of("5D41402ABC4B2A76B9719D911017C592"), Optional.empty());
    assertTrue(hold(page, End.CLOSES, OK + "hello").good());
  }

  /** keepalived 2.2.7 waits for the end of the connection. */
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "content-length:5"})
  void aBodyEndsAfterItsLength(String field) throws Exception {
    String answer = "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\nhello";
    assertTrue(hold(digest("hello"), End.IS_SILENT, answer).good());
    assertTrue(hold(digest("hello"), End.CLOSES, answer + " world").good());
    assertEquals(
        "no end of its page within 3 s",
        hold(digest("hell"), End.IS_SILENT, answer.substring(0, answer.length() - 1)).words());
  }

  @Test
  void aBodyThatIsTooShortCountsAsItIs() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhello";
    assertTrue(hold(digest("hello"), End.CLOSES, answer).good());
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "99999999999999999999", ""})
  void aLengthThatIsNoneIsPassedOver(String length) throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhello";
    assertTrue(hold(digest("hello"), End.CLOSES, answer).good());
  }

  @Test
  void silenceAndResetsAreBad() {
    assertEquals("no answer within 3 s", hold(Talk.page(), End.IS_SILENT, "").words());
    assertEquals("no answer within 3 s", hold(Talk.page(), End.IS_SILENT, "HTTP/1.0 ").words());
    assertEquals(
        "no end of its page within 3 s", hold(Talk.page(), End.IS_SILENT, OK + "x").words());
    assertEquals(
        "connection reset by peer before an answer", hold(Talk.page(), End.RESETS, "").words());
    assertEquals(
        "connection reset by peer before the end of its page",
        hold(Talk.page(), End.RESETS, OK).words());
    assertEquals(
        "status 500 instead of 200 to 299",
        hold(Talk.page(), End.RESETS, "HTTP/1.0 500 Oh\r\n\r\n").words());
  }

  @Test
  void headersAreBounded() {
    String lines = "X: abcdefg\r\n".repeat(HttpConversation.LONGEST_HEADER / 12);
    for (String bomb : List.of(lines, "a".repeat(HttpConversation.LONGEST_HEADER))) {
      Outcome outcome = hold(Talk.page(), End.IS_SILENT, "HTTP/1.0 200 OK\r\n" + bomb);
      assertEquals("its header is longer than 65536 bytes", outcome.words());
    }
    String large = "X: " + "a".repeat(60_000) + "\r\n";
    assertTrue(hold("HTTP/1.0 200 OK\r\n" + large + "\r\n").good());
  }

  @Test
  void aHugeBodyIsHashedOnTheWay() throws Exception {
    byte[] part = new byte[1 << 16];
    Arrays.fill(part, (byte) 'x');
    MessageDigest digest = MessageDigest.getInstance("MD5");
    Page page = Talk.page(Optional.of("0".repeat(32)), Optional.of(Talk.pattern("y")));
    HttpConversation conversation = new HttpConversation(Talk.http(page), 0);
    conversation.begin();
    conversation.received(ByteBuffer.wrap(Talk.bytes(OK)));
    for (int i = 0; i < 160; i++) {
      assertEquals(Optional.empty(), conversation.received(ByteBuffer.wrap(part)).result());
      digest.update(part);
    }
    assertEquals(
        "the page does not match the pattern",
        conversation.closed().result().orElseThrow().words());
  }

  @Test
  void patternAndDigestBothCount() throws Exception {
    Page both = Talk.page(Optional.of(md5("hello")), Optional.of(Talk.pattern("^h")));
    assertTrue(hold(both, End.CLOSES, OK + "hello").good());
    assertFalse(hold(both, End.CLOSES, OK + "hello!").good());
    Page other = Talk.page(Optional.of(md5("hello")), Optional.of(Talk.pattern("^e")));
    assertEquals(
        "the page does not match the pattern", hold(other, End.CLOSES, OK + "hello").words());
  }

  @Test
  void aPatternThatCannotBeUsedIsABadResult() {
    Page page = Talk.page(Optional.empty(), Optional.of(Talk.pattern("(?R)")));
    assertEquals(
        "its pattern cannot be used: Java does not know groups that begin with `(?R)`",
        hold(page, End.CLOSES, OK).words());
  }

  @Test
  void whatAServerSaysIsShownWithoutControlCharacters() {
    assertEquals("answers `.[31m` instead of a status", hold("\u001b[31m\r\n\r\n").words());
    assertTrue(hold("x".repeat(5000) + "\r\n\r\n").words().length() < 120);
  }
}
