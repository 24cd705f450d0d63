package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.health.Exchange;
import dev.relais.health.Exchange.Transport;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Opens sockets for looks at real servers; socket(7), ip(7), ipv6(7), raw(7), icmp(7). */
final class ProbeSockets {
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  private static final int SOCKET_LEVEL = 1;
  private static final int REUSE_ADDRESS = 2;
  private static final int ERROR = 4;
  private static final int BIND_TO_DEVICE = 25;
  private static final int MARK = 36;

  private static final int IP_LEVEL = 0;
  private static final int RECEIVE_ERRORS = 11;
  private static final int BIND_ADDRESS_NO_PORT = 24;
  private static final int IPV6_LEVEL = 41;
  private static final int IPV6_RECEIVE_ERRORS = 25;

  private static final int RAW_LEVEL = 255;
  private static final int ICMP_FILTER = 1;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REPLY_6 = 129;
  private static final int FILTER_6 = 32;

  /** Of sockaddr_in6. */
  private static final int LONGEST_ADDRESS = 28;

  private static final int ADDRESS_AT = 4;
  private static final int ADDRESS_AT_6 = 8;

  /**
   * What became of it.
   *
   * @param descriptor of the socket; -1 if there is none
   * @param connected whether it can be talked over at once
   * @param errno what went wrong, 0 for nothing
   * @param words what went wrong, for people
   */
  record Opened(int descriptor, boolean connected, int errno, String words) {}

  /** Why a socket was refused. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final int errno;

    private Refused(String words, int errno) {
      super(words);
      this.errno = errno;
    }
  }

  private final MemorySegment address;
  private final MemorySegment number;
  private final MemorySegment size;
  private final MemorySegment filter;
  private final MemorySegment filter6;

  /**
   * Opens nothing yet.
   *
   * @param memory of the thread that calls
   */
  ProbeSockets(Arena memory) {
    address = memory.allocate(LONGEST_ADDRESS, 8);
    number = memory.allocate(JAVA_INT);
    size = memory.allocate(JAVA_INT);
    filter = memory.allocate(JAVA_INT);
    filter.set(JAVA_INT, 0, ~(1 << ECHO_REPLY));
    // A bit that is set blocks a type; RFC 3542, section 3.2.
    filter6 = memory.allocate(FILTER_6, 4).fill((byte) 0xFF);
    filter6.set(JAVA_INT, ECHO_REPLY_6 / 32 * 4L, ~(1 << ECHO_REPLY_6 % 32));
  }

  /** Opens a socket to the target of an exchange, and begins to connect it. */
  Opened open(Exchange exchange) {
    Target target = exchange.target();
    int socket = socket(target.address().family(), exchange.transport());
    if (socket < 0) {
      return new Opened(-1, false, Libc.errno(), "cannot open a socket: " + words(Libc.errno()));
    }
    try {
      prepare(socket, target, exchange.transport());
      bind(socket, target, exchange.isStream());
    } catch (Refused e) {
      Libc.close(socket);
      return new Opened(-1, false, e.errno, String.valueOf(e.getMessage()));
    }
    int port = exchange.transport() == Transport.ICMP ? 0 : target.port();
    if (SocketCalls.connect(socket, address(target.address(), port)) == 0) {
      return new Opened(socket, true, 0, "");
    }
    int errno = Libc.errno();
    if (errno == SocketCalls.IN_PROGRESS) {
      return new Opened(socket, false, 0, "");
    }
    Libc.close(socket);
    return new Opened(-1, false, errno, words(errno));
  }

  private int socket(AddressFamily family, Transport transport) {
    boolean four = family == AddressFamily.INET;
    int type =
        switch (transport) {
          case TCP, TLS -> STREAM;
          case UDP -> DATAGRAM;
          case ICMP -> RAW;
        };
    int protocol = type != RAW ? 0 : four ? ICMP : ICMPV6;
    return Libc.socket(four ? INET : INET6, type | CLOSE_ON_EXEC | NON_BLOCKING, protocol);
  }

  private void prepare(int socket, Target target, Transport transport) throws Refused {
    boolean four = target.address().family() == AddressFamily.INET;
    if (target.mark() != 0) {
      option(socket, SOCKET_LEVEL, MARK, number((int) target.mark()), "mark packets");
    }
    if (target.sourceInterface().isPresent()) {
      String name = target.sourceInterface().get();
      byte[] bytes = (name + '\0').getBytes(StandardCharsets.UTF_8);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment device = arena.allocateFrom(JAVA_BYTE, bytes);
        option(socket, SOCKET_LEVEL, BIND_TO_DEVICE, device, "use " + name);
      }
    }
    if (transport == Transport.UDP || transport == Transport.ICMP) {
      // Whoever says that the server cannot be reached is heard, and not only the server.
      int level = four ? IP_LEVEL : IPV6_LEVEL;
      int option = four ? RECEIVE_ERRORS : IPV6_RECEIVE_ERRORS;
      option(socket, level, option, number(1), "hear of errors");
    }
    if (transport == Transport.ICMP) {
      int level = four ? RAW_LEVEL : ICMPV6;
      option(socket, level, ICMP_FILTER, four ? filter : filter6, "choose echo replies");
    }
  }

  private void bind(int socket, Target target, boolean stream) throws Refused {
    Optional<IpAddress> source = target.sourceAddress();
    if (source.isEmpty() && target.sourcePort().isEmpty()) {
      return;
    }
    IpAddress from =
        source.orElseGet(
            () -> IpAddress.of(target.address().family() == AddressFamily.INET ? "0.0.0.0" : "::"));
    if (target.sourcePort().isPresent()) {
      // The last look from this port may not be forgotten yet.
      option(socket, SOCKET_LEVEL, REUSE_ADDRESS, number(1), "use a port again");
    } else if (stream) {
      // The port is chosen when the server is known: each server may have all ports.
      int _ = Libc.setsockopt(socket, IP_LEVEL, BIND_ADDRESS_NO_PORT, number(1));
    }
    if (Libc.bind(socket, address(from, target.sourcePort().orElse(0))) < 0) {
      String port = target.sourcePort().map(value -> " port " + value).orElse("");
      throw refused("connect from " + from + port);
    }
  }

  private void option(int socket, int level, int option, MemorySegment value, String what)
      throws Refused {
    if (Libc.setsockopt(socket, level, option, value) < 0) {
      throw refused(what);
    }
  }

  private Refused refused(String what) {
    return new Refused("cannot %s: %s".formatted(what, words(Libc.errno())), Libc.errno());
  }

  private MemorySegment number(int value) {
    number.set(JAVA_INT, 0, value);
    return number;
  }

  private MemorySegment address(IpAddress to, int port) {
    boolean four = to.family() == AddressFamily.INET;
    MemorySegment structure =
        address.fill((byte) 0).asSlice(0, four ? Layouts.SOCKADDR_IN.byteSize() : LONGEST_ADDRESS);
    structure.set(JAVA_SHORT, 0, (short) (four ? INET : INET6));
    structure.set(JAVA_SHORT, 2, Short.reverseBytes((short) port));
    byte[] bytes = to.bytes();
    MemorySegment.copy(
        bytes, 0, structure, JAVA_BYTE, four ? ADDRESS_AT : ADDRESS_AT_6, bytes.length);
    return structure;
  }

  /** What came of connecting: empty if there is a connection. */
  Optional<String> connectionError(int socket) {
    size.set(JAVA_INT, 0, Integer.BYTES);
    int result = SocketCalls.getOption(socket, SOCKET_LEVEL, ERROR, number, size);
    int errno = result < 0 ? Libc.errno() : number.get(JAVA_INT, 0);
    return errno == 0 ? Optional.empty() : Optional.of(words(errno));
  }

  /** {@code connection refused}. */
  static String words(int errno) {
    String words = Libc.words(errno);
    return words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
  }
}
