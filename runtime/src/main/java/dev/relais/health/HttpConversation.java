package dev.relais.health;

import dev.relais.plan.Probe;
import dev.relais.plan.Probe.HttpVersion;
import dev.relais.plan.Probe.Page;
import dev.relais.plan.Probe.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One page of {@code HTTP_GET} or {@code SSL_GET}; RFC 9112. The request is what keepalived 2.2.7
 * sends. The body counts as it comes: chunks are not put together. It ends where the server closes
 * the connection, or after Content-Length bytes; a server that then keeps the connection has
 * answered (keepalived waits for it to close, and counts that as a failure). A header is bounded, a
 * body is not: it is hashed and searched on the way.
 */
final class HttpConversation implements Conversation {
  /** keepalived 2.2.7 takes about 4,096. */
  static final int LONGEST_HEADER = 1 << 16;

  private static final int FIRST_HEADER = 1 << 10;
  private static final byte[] HEADER_END = {'\r', '\n', '\r', '\n'};
  private static final int STATUS_DIGITS = 3;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Probe.Http probe;
  private final Page page;
  private final Optional<MessageDigest> digest;
  private Optional<BodyMatcher.Search> search = Optional.empty();
  private byte[] header = new byte[FIRST_HEADER];
  private int headerLength;
  private int endSeen;
  private boolean inBody;
  private int status;
  private Optional<Long> contentLength = Optional.empty();
  private long bodyLength;

  /**
   * A conversation about one page.
   *
   * @param number of the page in the probe, from 0
   */
  HttpConversation(Probe.Http probe, int number) {
    this.probe = probe;
    page = probe.pages().get(number);
    digest = page.digest().map(_ -> md5());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  // ---------------------------------------------------------------- asking

  @Override
  public Step begin() {
    Optional<String> refusal = page.pattern().flatMap(BodyMatcher::refusal);
    if (refusal.isPresent()) {
      return Step.bad("its pattern cannot be used: " + refusal.get());
    }
    search = page.pattern().map(pattern -> BodyMatcher.of(pattern).search());
    return Step.say(request().getBytes(StandardCharsets.UTF_8));
  }

  private String request() {
    return "GET %s HTTP/%s\r\nUser-Agent: KeepAliveClient\r\n%sHost: %s\r\n\r\n"
        .formatted(
            page.path(),
            probe.version() == HttpVersion.HTTP_1_1 ? "1.1" : "1.0",
            probe.version() == HttpVersion.HTTP_1_0 ? "" : "Connection: close\r\n",
            page.host().orElseGet(this::addressAndPort));
  }

  private String addressAndPort() {
    String address = probe.target().address().toString();
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + probe.target().port();
  }

  // ---------------------------------------------------------------- hearing

  @Override
  public Step received(ByteBuffer bytes) {
    while (!inBody && bytes.hasRemaining()) {
      if (headerLength == LONGEST_HEADER) {
        return Step.bad("its header is longer than %d bytes".formatted(LONGEST_HEADER));
      }
      add(bytes.get());
      if (endSeen == HEADER_END.length) {
        Optional<Step> refused = readHeader();
        if (refused.isPresent()) {
          return refused.get();
        }
      }
    }
    if (inBody) {
      readBody(bytes);
      if (contentLength.filter(length -> length <= bodyLength).isPresent()) {
        return judged();
      }
    }
    return Step.WAIT;
  }

  private void add(byte next) {
    if (headerLength == header.length) {
      byte[] longer = new byte[Math.min(2 * header.length, LONGEST_HEADER)];
      System.arraycopy(header, 0, longer, 0, headerLength);
      header = longer;
    }
    header[headerLength++] = next;
    if (next == HEADER_END[endSeen]) {
      endSeen++;
    } else {
      endSeen = next == '\r' ? 1 : 0;
    }
  }

  private Optional<Step> readHeader() {
    List<String> lines =
        new String(header, 0, headerLength, StandardCharsets.ISO_8859_1).lines().toList();
    Optional<Integer> code = status(lines.getFirst());
    if (code.isEmpty()) {
      return Optional.of(
          Step.bad(
              "answers `%s` instead of a status".formatted(Words.excerpt(header, firstLine()))));
    }
    status = code.get();
    inBody = true;
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      contentLength = Optional.of(0L);
    } else if (lines.stream().noneMatch(line -> value(line, "transfer-encoding:").isPresent())) {
      contentLength =
          lines.stream()
              .flatMap(line -> value(line, "content-length:").stream())
              .findFirst()
              .filter(value -> value.matches("\\d{1,18}"))
              .map(Long::valueOf);
    }
    header = new byte[0];
    return Optional.empty();
  }

  private int firstLine() {
    int end = 0;
    while (header[end] != '\r' && header[end] != '\n') {
      end++;
    }
    return end;
  }

  /**
   * The second word, whatever protocol the first one names: keepalived takes {@code ICY 200 OK}.
   */
  private static Optional<Integer> status(String line) {
    int from = line.indexOf(' ') + 1;
    int to = from + STATUS_DIGITS;
    boolean ends = line.length() == to || (line.length() > to && line.charAt(to) == ' ');
    return from > 0 && ends && line.substring(from, to).matches("[1-9]\\d\\d")
        ? Optional.of(Integer.valueOf(line.substring(from, to)))
        : Optional.empty();
  }

  private static Optional<String> value(String line, String name) {
    return line.length() >= name.length()
            && line.substring(0, name.length()).toLowerCase(Locale.ROOT).equals(name)
        ? Optional.of(line.substring(name.length()).strip())
        : Optional.empty();
  }

  private void readBody(ByteBuffer bytes) {
    long left = contentLength.map(length -> length - bodyLength).orElse(Long.MAX_VALUE);
    ByteBuffer part = bytes.slice(bytes.position(), (int) Math.min(left, bytes.remaining()));
    bytes.position(bytes.limit());
    bodyLength += part.remaining();
    digest.ifPresent(hash -> hash.update(part.duplicate()));
    search.ifPresent(matcher -> matcher.add(part));
  }

  // ---------------------------------------------------------------- judging

  private Step judged() {
    if (!statusIsGood()) {
      return Step.bad(statusWords());
    }
    if (search.isPresent()) {
      Optional<String> mismatch = search.get().end();
      if (mismatch.isPresent()) {
        return Step.bad(mismatch.get());
      }
    }
    if (digest.isPresent()) {
      String found = HexFormat.of().formatHex(digest.get().digest());
      if (!page.digest().map(found::equalsIgnoreCase).orElse(true)) {
        return Step.bad("the digest of %d bytes is %s".formatted(bodyLength, found));
      }
    }
    return Step.good("status " + status);
  }

  private boolean statusIsGood() {
    return page.statusCodes().stream()
        .anyMatch(range -> range.first() <= status && status <= range.last());
  }

  private String statusWords() {
    return "status %d instead of %s"
        .formatted(
            status,
            page.statusCodes().stream()
                .map(HttpConversation::words)
                .collect(Collectors.joining(", ")));
  }

  private static String words(StatusCodes range) {
    return range.first() == range.last()
        ? String.valueOf(range.first())
        : range.first() + " to " + range.last();
  }

  @Override
  public Step closed() {
    if (inBody) {
      return judged();
    }
    return Step.bad(
        headerLength == 0
            ? "closed the connection without an answer"
            : "closed the connection within its header");
  }

  @Override
  public Step silent(Duration waited) {
    return ended("no %s within %s".formatted(missing(), Words.seconds(waited)));
  }

  @Override
  public Step failed(String words) {
    return ended("%s before %s".formatted(words, inBody ? "the end of its page" : "an answer"));
  }

  private String missing() {
    return inBody ? "end of its page" : "answer";
  }

  /** A status that is bad says more than how the connection ended. */
  private Step ended(String words) {
    return Step.bad(inBody && !statusIsGood() ? statusWords() : words);
  }
}
