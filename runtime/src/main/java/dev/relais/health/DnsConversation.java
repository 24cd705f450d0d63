package dev.relais.health;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * {@code DNS_CHECK}: a question is answered without an error; RFC 1035, section 4. What does not
 * answer this question is passed over. Neither the records nor the question in the answer are
 * looked at, as keepalived does not.
 */
final class DnsConversation implements Conversation {
  private static final Map<String, Integer> TYPES =
      Map.of(
          "A", 1, "NS", 2, "CNAME", 5, "SOA", 6, "MX", 15, "TXT", 16, "AAAA", 28, "RRSIG", 46,
          "DNSKEY", 48);
  private static final Map<Integer, String> ERRORS =
      Map.of(
          1,
          "FORMERR",
          2,
          "SERVFAIL",
          3,
          "NXDOMAIN",
          4,
          "NOTIMP",
          5,
          "REFUSED",
          6,
          "YXDOMAIN",
          7,
          "YXRRSET",
          8,
          "NXRRSET",
          9,
          "NOTAUTH",
          10,
          "NOTZONE");

  private static final int HEADER = 12;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int INTERNET = 1;
  private static final int RESPONSE = 0x80;
  private static final int RESPONSE_CODE = 0x0F;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 255;

  private final int id;
  private final String type;
  private final String name;

  /**
   * A question.
   *
   * @param id of it, of which the lowest 16 bits count
   */
  DnsConversation(int id, String type, String name) {
    this.id = id & 0xFFFF;
    this.type = type;
    this.name = name;
  }

  @Override
  public Step begin() {
    Integer number = TYPES.get(type);
    Optional<byte[]> encoded = encoded(name);
    if (number == null || encoded.isEmpty()) {
      return Step.bad(
          number == null
              ? "`%s` is no type of DNS records".formatted(type)
              : "`%s` is no domain name".formatted(name));
    }
    ByteBuffer question = ByteBuffer.allocate(HEADER + encoded.get().length + 4);
    question.putShort((short) id).putShort((short) RECURSION_DESIRED).putShort((short) 1);
    question.position(HEADER);
    question.put(encoded.get()).putShort(number.shortValue()).putShort((short) INTERNET);
    return Step.say(question.array());
  }

  /** The labels with their lengths; the dot that ends a name may be left out. */
  private static Optional<byte[]> encoded(String name) {
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!relative.isEmpty()) {
      for (String label : relative.split("\\.", -1)) {
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > LONGEST_LABEL) {
          return Optional.empty();
        }
        labels.write(bytes.length);
        labels.writeBytes(bytes);
      }
    }
    labels.write(0);
    return labels.size() > LONGEST_NAME ? Optional.empty() : Optional.of(labels.toByteArray());
  }

  @Override
  public Step received(ByteBuffer bytes) {
    int at = bytes.position();
    if (bytes.remaining() < HEADER
        || (bytes.getShort(at) & 0xFFFF) != id
        || (bytes.get(at + 2) & RESPONSE) == 0) {
      return Step.WAIT;
    }
    int code = bytes.get(at + 3) & RESPONSE_CODE;
    return code == 0
        ? Step.good("answers")
        : Step.bad("answers with error " + ERRORS.getOrDefault(code, String.valueOf(code)));
  }

  @Override
  public Step closed() {
    return Step.WAIT;
  }

  @Override
  public Step silent(Duration waited) {
    return Step.bad("no answer within " + Words.seconds(waited));
  }
}
