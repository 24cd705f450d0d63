package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at a real server; the blocks {@code …_CHECK} and {@code …_GET} of keepalived.conf(5).
 */
public sealed interface Probe {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "tcp", Tcp.class,
            "http", Http.class,
            "smtp", Smtp.class,
            "dns", Dns.class,
            "udp", Udp.class,
            "ping", Ping.class,
            "misc", Misc.class,
            "file", TrackedFile.class,
            "bfd", Bfd.class));
  }

  /** A look over the network. */
  sealed interface OverNetwork extends Probe {}

  /**
   * To what a probe connects, and how.
   *
   * @param address {@code connect_ip}, or that of the real server
   * @param port {@code connect_port}, or that of the real server; 0 to 65535
   * @param sourceAddress {@code bindto}
   * @param sourcePort {@code bind_port}, 1 to 65535
   * @param sourceInterface {@code bind_if}
   * @param mark of its packets, 0 for none: {@code fwmark}
   * @param timeout until a server that does not answer is given up, above 0: {@code
   *     connect_timeout}
   */
  record Target(
      IpAddress address,
      int port,
      Optional<IpAddress> sourceAddress,
      Optional<Integer> sourcePort,
      Optional<String> sourceInterface,
      long mark,
      Duration timeout) {
    public Target {
      Plan.require(port >= 0 && port <= 65_535, "the port of a check is 0 to 65535");
      Plan.require(
          sourcePort.isEmpty() || (sourcePort.get() >= 1 && sourcePort.get() <= 65_535),
          "the source port of a check is 1 to 65535");
      Plan.require(mark >= 0 && mark <= 0xFFFF_FFFFL, "a mark is 0 to 4294967295");
      Plan.require(timeout.isPositive(), "the timeout of a check is above 0");
    }

    /** Without more. */
    public static Target of(IpAddress address, int port, Duration timeout) {
      return new Target(
          address, port, Optional.empty(), Optional.empty(), Optional.empty(), 0, timeout);
    }

    @Override
    public String toString() {
      return "[%s]:%d".formatted(address, port);
    }
  }

  /** A connection can be opened. */
  record Tcp(Target target) implements OverNetwork {}

  /** An echo request is answered. */
  record Ping(Target target) implements OverNetwork {}

  /**
   * Pages can be fetched, one after the other.
   *
   * @param tls how it is encrypted; empty for plain HTTP
   * @param version that is asked with
   * @param pages at least one
   * @param fastRecovery whether the page that failed decides alone when it is up again: {@code
   *     fast_recovery}
   */
  record Http(
      Target target, Optional<Tls> tls, HttpVersion version, List<Page> pages, boolean fastRecovery)
      implements OverNetwork {
    public Http {
      pages = List.copyOf(pages);
      Plan.require(!pages.isEmpty(), "a check of pages has one at least");
    }
  }

  /** What is written into a request. */
  enum HttpVersion {
    /** HTTP/1.0. */
    HTTP_1_0,
    /** HTTP/1.0 with {@code Connection: close}. */
    HTTP_1_0_CLOSE,
    /** HTTP/1.1 with {@code Connection: close}. */
    HTTP_1_1
  }

  /**
   * Encryption of the transport. Certificates of servers are not checked, as keepalived does not.
   *
   * @param serverName whether the name that a page is asked for is told the server: {@code
   *     enable_sni}
   * @param name told instead of it: {@code sni_name}
   * @param certificate path of a file in PEM, for servers that ask who asks
   * @param key path of its private key, in PEM
   * @param password of the key
   * @param compliant whether a server that closes without saying so has failed: {@code
   *     tls_compliant}
   */
  record Tls(
      boolean serverName,
      Optional<String> name,
      Optional<String> certificate,
      Optional<String> key,
      Optional<String> password,
      boolean compliant) {
    /** Without more. */
    public static final Tls PLAIN =
        new Tls(
            false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /**
   * A page.
   *
   * @param path that is asked for
   * @param host that is asked for; empty for address and port of the target: {@code virtualhost}
   * @param statusCodes that are good; at least one range
   * @param digest MD5 of the body in lower-case hexadecimal digits, all of it if several are good
   * @param pattern what is looked for in the body
   */
  record Page(
      String path,
      Optional<String> host,
      List<StatusCodes> statusCodes,
      Optional<String> digest,
      Optional<BodyPattern> pattern) {
    public Page {
      statusCodes = List.copyOf(statusCodes);
      Plan.require(!statusCodes.isEmpty(), "page `" + path + "` has no good status code");
    }
  }

  /**
   * A range of status codes.
   *
   * @param first 100 to 599
   * @param last not below the first
   */
  record StatusCodes(int first, int last) {
    public StatusCodes {
      Plan.require(first >= 100 && last <= 599 && first <= last, "a status code is 100 to 599");
    }
  }

  /**
   * A regular expression that is looked for in a body.
   *
   * @param expression as written
   * @param options of pcre2pattern(3), as keepalived.conf(5) writes them
   * @param negated whether a body without it is good: {@code regex_no_match}
   * @param firstOffset where a match may begin at the earliest, in bytes
   * @param lastOffset where a match may begin at the latest; empty for anywhere
   */
  record BodyPattern(
      String expression,
      List<String> options,
      boolean negated,
      long firstOffset,
      Optional<Long> lastOffset) {
    public BodyPattern {
      options = List.copyOf(options);
    }
  }

  /**
   * A mail server greets and takes a HELO.
   *
   * @param targets one after the other, at least one
   * @param helloName what the daemon calls itself
   */
  record Smtp(List<Target> targets, String helloName) implements OverNetwork {
    public Smtp {
      targets = List.copyOf(targets);
      Plan.require(!targets.isEmpty(), "a check of mail servers has one at least");
    }
  }

  /**
   * A question is answered.
   *
   * @param recordType of what is asked for, {@code SOA} and so on
   * @param name that is asked for
   */
  record Dns(Target target, String recordType, String name) implements OverNetwork {}

  /**
   * A packet is answered, or at least not refused.
   *
   * @param payload in hexadecimal digits; empty for keepalived's own
   * @param needsReply whether silence is bad
   * @param reply hexadecimal digits, X for any; empty for anything
   * @param shortest reply, in bytes
   * @param longest reply, in bytes; empty for any
   */
  record Udp(
      Target target,
      Optional<String> payload,
      boolean needsReply,
      Optional<String> reply,
      int shortest,
      Optional<Integer> longest)
      implements OverNetwork {}

  /**
   * A program says so.
   *
   * @param program that is run
   * @param timeout after which it is ended and the result is bad, above 0
   * @param dynamic whether exit statuses 2 to 255 set the weight: {@code misc_dynamic}
   */
  record Misc(Program program, Duration timeout, boolean dynamic) implements Probe {
    public Misc {
      Plan.require(timeout.isPositive(), "the timeout of a check is above 0");
    }
  }

  /**
   * The number in a file sets the weight.
   *
   * @param file name of a {@link FileCheck}
   * @param weight by which the number is multiplied, -254 to 254
   * @param reverse whether it is subtracted
   */
  record TrackedFile(String file, int weight, boolean reverse) implements Probe {}

  /**
   * A session of bidirectional forwarding detection is up.
   *
   * @param session name of a {@link BfdSession}
   */
  record Bfd(String session) implements Probe {}
}
