package dev.relais.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * {@code SMTP_CHECK}: the server greets, takes a HELO, and answers QUIT; RFC 5321. Replies of
 * several lines are taken, which keepalived 2.2.7 does not.
 */
final class SmtpConversation implements Conversation {
  /** RFC 5321, section 4.5.3.1.5, says 512. */
  private static final int LONGEST_LINE = 2048;

  private static final int LONGEST_REPLY = 1 << 14;
  private static final int CODE = 3;

  private enum Expected {
    GREETING("220", "greeting"),
    HELLO("250", "answer to HELO"),
    /** Any reply will do. */
    FAREWELL("", "answer to QUIT");

    private final String code;
    private final String words;

    Expected(String code, String words) {
      this.code = code;
      this.words = words;
    }
  }

  private final byte[] hello;
  private final byte[] line = new byte[LONGEST_LINE];
  private int length;
  private int replied;
  private String code = "";
  private Expected expected = Expected.GREETING;

  SmtpConversation(String helloName) {
    hello = ("HELO " + helloName + "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Step begin() {
    return Step.WAIT;
  }

  @Override
  public Step received(ByteBuffer bytes) {
    Step step = Step.WAIT;
    while (bytes.hasRemaining() && step.result().isEmpty()) {
      byte next = bytes.get();
      replied++;
      if (next == '\n') {
        Step after = line();
        step = after.result().isPresent() || after.say().length > 0 ? joined(step, after) : step;
      } else if (length == LONGEST_LINE || replied > LONGEST_REPLY) {
        step = Step.bad("the %s is too long".formatted(expected.words));
      } else {
        line[length++] = next;
      }
    }
    return step;
  }

  /** A server may say several things before it is asked. */
  private static Step joined(Step first, Step second) {
    byte[] both = new byte[first.say().length + second.say().length];
    System.arraycopy(first.say(), 0, both, 0, first.say().length);
    System.arraycopy(second.say(), 0, both, first.say().length, second.say().length);
    return new Step(both, second.result());
  }

  private Step line() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    boolean reply = digits(end) && (end == CODE || line[CODE] == ' ' || line[CODE] == '-');
    String current = reply ? new String(line, 0, CODE, StandardCharsets.US_ASCII) : "";
    if (!reply
        || (!code.isEmpty() && !code.equals(current))
        || !current.startsWith(expected.code)) {
      return Step.bad("the %s is `%s`".formatted(expected.words, Words.excerpt(line, end)));
    }
    if (end > CODE && line[CODE] == '-') {
      code = current;
      return Step.WAIT;
    }
    code = "";
    replied = 0;
    return answered();
  }

  private boolean digits(int end) {
    for (int i = 0; i < CODE; i++) {
      if (i >= end || line[i] < '0' || line[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private Step answered() {
    return switch (expected) {
      case GREETING -> {
        expected = Expected.HELLO;
        yield Step.say(hello);
      }
      case HELLO -> {
        expected = Expected.FAREWELL;
        yield Step.say("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      case FAREWELL -> Step.good("greets and takes HELO");
    };
  }

  @Override
  public Step closed() {
    return Step.bad("closed the connection without %s".formatted(missing()));
  }

  @Override
  public Step silent(Duration waited) {
    return Step.bad("no %s within %s".formatted(expected.words, Words.seconds(waited)));
  }

  @Override
  public Step failed(String words) {
    return Step.bad("%s before %s".formatted(words, missing()));
  }

  private String missing() {
    return (expected == Expected.GREETING ? "a " : "an ") + expected.words;
  }
}
