package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.Talk.End;
import dev.relais.health.Talk.Outcome;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.Probe;
import dev.relais.testdata.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Laws that hold for any bytes. */
class StreamPropertyTest {
  private static final List<String> PIECES =
      List.of(
          "HTTP/1.0 200 OK",
          "HTTP/1.1 404 X",
          "\r\n",
          "\r\n\r\n",
          "\n",
          "\r",
          "Content-Length: ",
          "7",
          "content-length:0",
          "Transfer-Encoding: chunked",
          "hello",
          "220 a",
          "220-b",
          "250 c",
          "250-d",
          "221",
          " ",
          "-",
          "\0",
          "\u00ff");

  private static final List<Supplier<Conversation>> STREAMS =
      List.of(
          () -> new SmtpConversation("x"),
          () -> new HttpConversation(Talk.http(Talk.page()), 0),
          () ->
              new HttpConversation(
                  Talk.http(
                      Talk.page(
                          Optional.of("5d41402abc4b2a76b9719d911017c592"),
                          Optional.of(Talk.pattern("^he?")))),
                  0));

  private static byte[] bytes(RandomGenerator random) {
    StringBuilder said =
        new StringBuilder(
            List.of(
                    "",
                    "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                    "HTTP/1.0 200 OK\r\n\r\nhello",
                    "220 a\r\n250 b\r\n221 c\r\n")
                .get(random.nextInt(4)));
    for (int i = random.nextInt(12); i > 0; i--) {
      int at = random.nextInt(said.length() + 1);
      if (random.nextInt(3) == 0 && at < said.length()) {
        said.setCharAt(at, (char) random.nextInt(256));
      } else {
        said.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return Talk.bytes(said.toString());
  }

  @Test
  void cutsDoNotCount() {
    Seeds.forEach(
        3_000,
        (seed, random) -> {
          byte[] bytes = bytes(random);
          End end = List.of(End.values()).get(random.nextInt(End.values().length));
          for (Supplier<Conversation> conversation : STREAMS) {
            Outcome whole = Talk.hold(conversation.get(), end, List.of(bytes));
            assertTrue(whole.result().isPresent());
            assertEquals(whole, Talk.hold(conversation.get(), end, Talk.cut(bytes, random, 1)));
            assertEquals(whole, Talk.hold(conversation.get(), end, Talk.cut(bytes, random, 20)));
          }
        });
  }

  @Test
  void everyPlaceOfASingleCutIsTheSame() {
    byte[] web = Talk.bytes("HTTP/1.0 200 OK\r\nX: \r\r\n\r\r\nContent-Length: 5\r\n\r\nhello");
    byte[] mail = Talk.bytes("220-a\r\n220 b\r\n250-c\r\n250 d\r\n221 e\r\n");
    for (Supplier<Conversation> conversation : STREAMS) {
      for (byte[] bytes : List.of(web, mail)) {
        Outcome whole = Talk.hold(conversation.get(), End.CLOSES, List.of(bytes));
        for (int cut = 0; cut <= bytes.length; cut++) {
          List<byte[]> parts =
              List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
          assertEquals(whole, Talk.hold(conversation.get(), End.CLOSES, parts), "cut at " + cut);
        }
      }
    }
  }

  @Test
  void anyPacketsAreTaken() {
    Seeds.forEach(
        3_000,
        (seed, random) -> {
          List<Conversation> conversations =
              List.of(
                  new DnsConversation(random.nextInt(4), "A", "x"),
                  new EchoConversation(AddressFamily.INET, seed),
                  new EchoConversation(AddressFamily.INET6, seed),
                  new UdpConversation(
                      new Probe.Udp(
                          Talk.TARGET,
                          Optional.empty(),
                          random.nextBoolean(),
                          Optional.of("X0"),
                          random.nextInt(4),
                          Optional.of(random.nextInt(80)))));
          for (Conversation conversation : conversations) {
            List<byte[]> packets =
                random
                    .ints(random.nextInt(5), 0, 90)
                    .mapToObj(length -> {
                      byte[] packet = new byte[length];
                      random.nextBytes(packet);
                      return packet;
                    })
                    .toList();
            Outcome outcome = Talk.hold(conversation, End.IS_SILENT, packets);
            assertTrue(outcome.result().isPresent());
          }
        });
  }
}
