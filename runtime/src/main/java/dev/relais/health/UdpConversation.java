package dev.relais.health;

import dev.relais.plan.Probe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code UDP_CHECK}: a packet is answered, or at least not refused by ICMP. The first reply
 * decides. A pattern is compared as far as the shorter of the two goes. The bounds of the length
 * count whenever a reply is needed, as keepalived.conf(5) says; keepalived 2.2.7 looks at them only
 * if there is a pattern.
 */
final class UdpConversation implements Conversation {
  /** What keepalived 2.2.7 sends. */
  private static final byte[] PAYLOAD =
      "keepalived check - keepalived ch".getBytes(StandardCharsets.US_ASCII);

  private final Probe.Udp probe;

  UdpConversation(Probe.Udp probe) {
    this.probe = probe;
  }

  @Override
  public Step begin() {
    if (probe.reply().filter(pattern -> !pattern.matches("([0-9A-Fa-fXx]{2})*")).isPresent()) {
      return Step.bad("`%s` is no pattern of a reply".formatted(probe.reply().get()));
    }
    Optional<String> payload = probe.payload();
    if (payload.isEmpty()) {
      return Step.say(PAYLOAD);
    }
    return payload.get().matches("([0-9A-Fa-f]{2})*")
        ? Step.say(bytes(payload.get()))
        : Step.bad("`%s` is no payload".formatted(payload.get()));
  }

  private static byte[] bytes(String digits) {
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits, 2 * i, 2 * i + 2, 16);
    }
    return bytes;
  }

  @Override
  public Step received(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (!probe.needsReply()) {
      return Step.good("answers");
    }
    if (length < probe.shortest()) {
      return Step.bad("a reply of %d bytes, shorter than %d".formatted(length, probe.shortest()));
    }
    if (probe.longest().isPresent() && length > probe.longest().get()) {
      return Step.bad(
          "a reply of %d bytes, longer than %d".formatted(length, probe.longest().get()));
    }
    return probe.reply().map(pattern -> matches(pattern, bytes)).orElse(true)
        ? Step.good("answers")
        : Step.bad("the reply is another one");
  }

  private static boolean matches(String pattern, ByteBuffer bytes) {
    int compared = Math.min(pattern.length() / 2, bytes.remaining());
    for (int i = 0; i < compared; i++) {
      int value = bytes.get(bytes.position() + i);
      if (!matches(pattern.charAt(2 * i), value >> 4 & 0xF)
          || !matches(pattern.charAt(2 * i + 1), value & 0xF)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(char digit, int value) {
    return digit == 'X' || digit == 'x' || Character.digit(digit, 16) == value;
  }

  @Override
  public Step closed() {
    return Step.WAIT;
  }

  @Override
  public Step silent(Duration waited) {
    return probe.needsReply()
        ? Step.bad("no reply within " + Words.seconds(waited))
        : Step.good("is not refused");
  }
}
