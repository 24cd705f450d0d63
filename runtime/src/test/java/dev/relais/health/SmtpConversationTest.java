package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.Talk.End;
import dev.relais.health.Talk.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of mail servers. */
class SmtpConversationTest {
  private static Outcome hold(End end, String answers) {
    return Talk.hold(new SmtpConversation("mx.example"), end, answers);
  }

  @Test
  void greetsAndLeaves() {
    Outcome outcome = hold(End.CLOSES, "220 ready\r\n250 ok\r\n221 bye\r\n");
    assertEquals("HELO mx.example\r\nQUIT\r\n", outcome.said());
    assertTrue(outcome.good());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "220 a\n250 b\n221 c\n",
        "220\r\n250\r\n221\r\n",
        "220-a\r\n220 b\r\n250-c\r\n250-d\r\n250 e\r\n221 f\r\n", // not taken by keepalived 2.2.7
        "220 a\r\n250 b\r\n500 c\r\n",
      })
  void takes(String answers) {
    Outcome outcome = hold(End.CLOSES, answers);
    assertTrue(outcome.good(), outcome.words());
  }

  @ParameterizedTest
  @CsvSource({
    "'554 no\r\n', the greeting is `554 no`",
    "'221 no\r\n', the greeting is `221 no`",
    "'22\r\n', the greeting is `22`",
    "'220x\r\n', the greeting is `220x`",
    "'hello\r\n', the greeting is `hello`",
    "'\r\n', the greeting is ``",
    "'220-a\r\n221 b\r\n', the greeting is `221 b`",
    "'220 a\r\n251 b\r\n', the answer to HELO is `251 b`",
    "'220 a\r\n250-b\r\n550 c\r\n', the answer to HELO is `550 c`",
    "'220 a\r\n250 b\r\nx\r\n', the answer to QUIT is `x`",
    "'', closed the connection without a greeting",
    "'220 a\r\n', closed the connection without an answer to HELO",
    "'220 a\r\n250-b\r\n', closed the connection without an answer to HELO",
    "'220 a\r\n250 b\r\n', closed the connection without an answer to QUIT",
  })
  void refuses(String answers, String words) {
    Outcome outcome = hold(End.CLOSES, answers);
    assertFalse(outcome.good());
    assertEquals(words, outcome.words());
  }

  @Test
  void everyTruncationIsBad() {
    String answers = "220 ready\r\n250 ok\r\n221 bye\r\n";
    for (int length = 0; length < answers.length(); length++) {
      assertFalse(hold(End.CLOSES, answers.substring(0, length)).good());
      assertFalse(hold(End.RESETS, answers.substring(0, length)).good());
    }
    assertEquals("no greeting within 3 s", hold(End.IS_SILENT, "220 a").words());
    assertEquals("no answer to QUIT within 3 s", hold(End.IS_SILENT, "220 a\n250 b\n").words());
    assertEquals(
        "connection reset by peer before an answer to HELO", hold(End.RESETS, "220 a\n").words());
  }

  @Test
  void repliesAreBounded() {
    assertEquals("the greeting is too long", hold(End.IS_SILENT, "2".repeat(5_000)).words());
    assertEquals(
        "the greeting is too long", hold(End.IS_SILENT, "220-a\r\n".repeat(5_000)).words());
    assertTrue(hold(End.CLOSES, "220 " + "x".repeat(2_000) + "\r\n250 b\r\n221 c\r\n").good());
  }
}
