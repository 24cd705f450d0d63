package dev.relais.health;

import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.plan.Probe.BodyPattern;
import dev.relais.plan.Probe.HttpVersion;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import dev.relais.plan.Probe.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Holds a conversation as a server would, and keeps what was said. */
final class Talk {
  static final Duration TIMEOUT = Duration.ofSeconds(3);
  static final Target TARGET = Target.of(IpAddress.of("192.0.2.1"), 8080, TIMEOUT);
  static final List<StatusCodes> TWO_HUNDREDS = List.of(new StatusCodes(200, 299));

  /** How a server ends what it says. */
  enum End {
    CLOSES,
    IS_SILENT,
    RESETS
  }

  /** All that both have said, and what came of it. */
  record Outcome(String said, Optional<ProbeResult> result) {
    boolean good() {
      return result.orElseThrow().good();
    }

    String words() {
      return result.orElseThrow().words();
    }
  }

  private final StringBuilder said = new StringBuilder();
  private Optional<ProbeResult> result = Optional.empty();

  private Talk(Conversation conversation) {
    take(conversation.begin());
  }

  private void take(Conversation.Step step) {
    said.append(new String(step.say(), StandardCharsets.ISO_8859_1));
    result = step.result();
  }

  /** The server says all parts, and ends. */
  static Outcome hold(Conversation conversation, End end, List<byte[]> parts) {
    Talk talk = new Talk(conversation);
    for (byte[] part : parts) {
      ByteBuffer bytes = ByteBuffer.wrap(part).asReadOnlyBuffer();
      if (talk.result.isEmpty()) {
        talk.take(conversation.received(bytes));
      }
    }
    if (talk.result.isEmpty()) {
      talk.take(
          switch (end) {
            case CLOSES -> conversation.closed();
            case IS_SILENT -> conversation.silent(TIMEOUT);
            case RESETS -> conversation.failed("connection reset by peer");
          });
    }
    return new Outcome(talk.said.toString(), talk.result);
  }

  static Outcome hold(Conversation conversation, End end, String said) {
    return hold(conversation, end, List.of(bytes(said)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same bytes, cut at random. */
  static List<byte[]> cut(byte[] bytes, RandomGenerator random, int longest) {
    List<byte[]> parts = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(longest));
      parts.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return parts;
  }

  static Probe.Http http(Page... pages) {
    return new Probe.Http(TARGET, Optional.empty(), HttpVersion.HTTP_1_0, List.of(pages), false);
  }

  static Page page(Optional<String> digest, Optional<BodyPattern> pattern) {
    return new Page("/", Optional.empty(), TWO_HUNDREDS, digest, pattern);
  }

  static Page page() {
    return page(Optional.empty(), Optional.empty());
  }

  static BodyPattern pattern(String expression, String... options) {
    return new BodyPattern(expression, List.of(options), false, 0, Optional.empty());
  }
}
