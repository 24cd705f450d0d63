package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How keepalived finds out whether a real server can serve. */
public sealed interface HealthCheck {

  /** The keyword of its block. */
  SourceSpan span();

  /** All of it, as written. */
  Settings settings();

  /** {@code retry}, or its old name. */
  default Optional<Located<Integer>> retry() {
    return settings().number("retry", "nb_get_retry").map(number -> number.map(Long::intValue));
  }

  /** {@code delay_before_retry}. */
  default Optional<Located<Duration>> delayBeforeRetry() {
    return settings().seconds("delay_before_retry");
  }

  /** {@code delay_loop}. */
  default Optional<Located<Duration>> delayLoop() {
    return settings().seconds("delay_loop");
  }

  /** {@code warmup}. */
  default Optional<Located<Duration>> warmup() {
    return settings().seconds("warmup");
  }

  /** {@code alpha}. */
  default Optional<Located<Boolean>> alpha() {
    return settings().bool("alpha");
  }

  /** A check that sends packets to the server. */
  sealed interface OverNetwork extends HealthCheck {

    /** To what it connects, and how. */
    Connection connection();
  }

  /**
   * To what a check connects, and how.
   *
   * @param address {@code connect_ip}
   * @param port {@code connect_port}
   * @param sourceAddress {@code bindto}
   * @param sourcePort {@code bind_port}
   * @param sourceInterface {@code bind_if}
   * @param timeout {@code connect_timeout}
   * @param mark {@code fwmark}
   */
  record Connection(
      Optional<Located<IpAddress>> address,
      Optional<Located<Integer>> port,
      Optional<Located<IpAddress>> sourceAddress,
      Optional<Located<Integer>> sourcePort,
      Optional<Located<String>> sourceInterface,
      Optional<Located<Duration>> timeout,
      Optional<Located<Long>> mark) {}

  /** {@code TCP_CHECK}: a connection can be opened. */
  record Tcp(SourceSpan span, Connection connection, Settings settings) implements OverNetwork {}

  /** {@code PING_CHECK}: an echo request is answered. */
  record Ping(SourceSpan span, Connection connection, Settings settings) implements OverNetwork {}

  /**
   * {@code HTTP_GET} and {@code SSL_GET}: pages can be fetched.
   *
   * @param tls whether it is SSL_GET
   * @param pages {@code url}
   */
  record Http(
      SourceSpan span, boolean tls, Connection connection, List<Page> pages, Settings settings)
      implements OverNetwork {

    public Http {
      pages = List.copyOf(pages);
    }
  }

  /**
   * {@code url}.
   *
   * @param span the keyword
   * @param path {@code path}
   * @param digest {@code digest}, in lower case
   * @param statusCodes {@code status_code}; none for all of the 200s
   * @param virtualHost the name that is asked for
   * @param pattern {@code regex}
   * @param settings all of it, as written
   */
  record Page(
      SourceSpan span,
      Optional<Located<String>> path,
      Optional<Located<String>> digest,
      List<StatusCodes> statusCodes,
      Optional<Located<String>> virtualHost,
      Optional<Located<String>> pattern,
      Settings settings) {

    public Page {
      statusCodes = List.copyOf(statusCodes);
    }
  }

  /**
   * Status codes that are good.
   *
   * @param first 100 to 599
   * @param last not below the first
   */
  record StatusCodes(int first, int last) {}

  /**
   * {@code SMTP_CHECK}: a mail server greets.
   *
   * @param helo {@code helo_name}
   * @param hosts more to connect to, named in the old way
   */
  record Smtp(
      SourceSpan span,
      Connection connection,
      Optional<Located<String>> helo,
      List<Connection> hosts,
      Settings settings)
      implements OverNetwork {

    public Smtp {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * {@code DNS_CHECK}: a question is answered.
   *
   * @param type {@code type}
   * @param name {@code name}
   */
  record Dns(
      SourceSpan span,
      Connection connection,
      Optional<Located<String>> type,
      Optional<Located<String>> name,
      Settings settings)
      implements OverNetwork {}

  /**
   * {@code UDP_CHECK}: a packet is answered, or at least not refused.
   *
   * @param payload {@code payload}: hexadecimal digits
   * @param needsReply {@code require_reply}
   * @param reply {@code require_reply}: hexadecimal digits, X for any
   * @param shortest {@code min_reply_length}, in bytes
   * @param longest {@code max_reply_length}, in bytes
   */
  record Udp(
      SourceSpan span,
      Connection connection,
      Optional<Located<String>> payload,
      boolean needsReply,
      Optional<Located<String>> reply,
      Optional<Located<Integer>> shortest,
      Optional<Located<Integer>> longest,
      Settings settings)
      implements OverNetwork {}

  /**
   * {@code MISC_CHECK}: a program says so.
   *
   * @param command {@code misc_path}: program and arguments
   * @param timeout {@code misc_timeout}
   * @param dynamic {@code misc_dynamic}: the program also sets the weight
   * @param user {@code user}
   */
  record Misc(
      SourceSpan span,
      Optional<Located<List<String>>> command,
      Optional<Located<Duration>> timeout,
      boolean dynamic,
      Optional<ScriptUser> user,
      Settings settings)
      implements HealthCheck {}

  /**
   * {@code FILE_CHECK}: the number in a file sets the weight.
   *
   * @param file {@code track_file}
   * @param weight {@code weight}: by what the number is multiplied
   */
  record TrackedFile(
      SourceSpan span,
      Optional<Located<String>> file,
      Optional<Located<Weight>> weight,
      Settings settings)
      implements HealthCheck {}

  /**
   * {@code BFD_CHECK}: a BFD session is up.
   *
   * @param session {@code name}
   */
  record Bfd(SourceSpan span, Optional<Located<String>> session, Settings settings)
      implements HealthCheck {}
}
