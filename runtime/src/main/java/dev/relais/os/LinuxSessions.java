package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.bfd.ControlPacket;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.BfdSession;
import dev.relais.plan.IpAddress;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** UDP sockets for bidirectional forwarding detection; RFC 5881, section 4, and RFC 5883. */
public final class LinuxSessions implements Sessions, AutoCloseable {
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int DATAGRAM = 2;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int IP_LEVEL = 0;
  private static final int IP_SERVICE = 1;
  private static final int IP_HOPS = 2;
  private static final int IP_RECEIVE_HOPS = 12;
  private static final int IPV6_LEVEL = 41;
  private static final int IPV6_HOPS = 16;
  private static final int IPV6_ONLY = 26;
  private static final int IPV6_RECEIVE_HOPS = 51;
  private static final int IPV6_SERVICE = 67;

  /** CS6, network control. */
  private static final int NETWORK_CONTROL = 0xC0;

  private static final int SINGLE_HOP_PORT = 3784;
  private static final int MULTIHOP_PORT = 4784;

  /** Ports from which packets come; RFC 5881, section 4. */
  private static final int FIRST_SOURCE_PORT = 49152;

  private static final int SOURCE_PORTS = 16384;
  private static final int ATTEMPTS = 64;
  private static final int PACKETS_AT_ONCE = 1024;
  private static final int SOCKADDR_IN6 = 28;
  private static final int IN6_ADDRESS = 8;
  private static final Path RANDOM = Path.of("/dev/urandom");

  private record Port(AddressFamily family, boolean multihop) {}

  private record Open(int socket, Port port, MemorySegment neighbor) {}

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(1024);
  private final MemorySegment outgoing = memory.allocate(ControlPacket.LENGTH);
  private final MemorySegment sender = memory.allocate(SOCKADDR_IN6, 8);
  private final MemorySegment control = memory.allocate(256, 8);
  private final MemorySegment message = memory.allocate(Layouts.MSGHDR);
  private final Map<String, Open> sessions = new HashMap<>();
  private final Map<Port, Integer> receivers = new HashMap<>();
  private final Reactor reactor;

  /**
   * Opens nothing yet.
   *
   * @param reactor where packets come in
   */
  public LinuxSessions(Reactor reactor) {
    this.reactor = reactor;
    MemorySegment vector = memory.allocate(Layouts.IOVEC);
    vector.set(ADDRESS, 0, buffer);
    vector.set(JAVA_LONG, Layouts.offset(Layouts.IOVEC, "iov_len"), buffer.byteSize());
    message.set(ADDRESS, Layouts.offset(Layouts.MSGHDR, "msg_name"), sender);
    message.set(ADDRESS, Layouts.offset(Layouts.MSGHDR, "msg_iov"), vector);
    message.set(JAVA_LONG, Layouts.offset(Layouts.MSGHDR, "msg_iovlen"), 1);
    message.set(ADDRESS, Layouts.offset(Layouts.MSGHDR, "msg_control"), control);
  }

  @Override
  public long open(BfdSession session) throws HostException {
    close(session.name());
    Port port = new Port(session.neighbor().family(), session.multihop());
    if (!receivers.containsKey(port)) {
      receivers.put(port, receiver(port));
    }
    long seed = random();
    int socket = Libc.check(socket(port.family()), "open a socket for BFD");
    try (Arena arena = Arena.ofConfined()) {
      boolean four = port.family() == AddressFamily.INET;
      option(
          arena,
          socket,
          four ? IP_LEVEL : IPV6_LEVEL,
          four ? IP_HOPS : IPV6_HOPS,
          session.hopLimit());
      option(
          arena,
          socket,
          four ? IP_LEVEL : IPV6_LEVEL,
          four ? IP_SERVICE : IPV6_SERVICE,
          NETWORK_CONTROL);
      bindToSourcePort(arena, socket, session, seed);
    } catch (HostException e) {
      Libc.close(socket);
      closeUnused();
      throw e;
    }
    MemorySegment neighbor = address(Arena.ofAuto(), session.neighbor(), number(port));
    sessions.put(session.name(), new Open(socket, port, neighbor));
    return seed;
  }

  private static long random() throws HostException {
    try (InputStream stream = Files.newInputStream(RANDOM)) {
      return ByteBuffer.wrap(stream.readNBytes(Long.BYTES)).getLong();
    } catch (IOException e) {
      throw new HostException("cannot read " + RANDOM);
    }
  }

  private static int socket(AddressFamily family) {
    int domain = family == AddressFamily.INET ? INET : INET6;
    return Libc.socket(domain, DATAGRAM | CLOSE_ON_EXEC | NON_BLOCKING, 0);
  }

  private static int number(Port port) {
    return port.multihop() ? MULTIHOP_PORT : SINGLE_HOP_PORT;
  }

  private static void option(Arena arena, int socket, int level, int option, int value)
      throws HostException {
    Libc.check(
        Libc.setsockopt(socket, level, option, Reactor.number(arena, value)),
        "prepare a socket for BFD");
  }

  private static void bindToSourcePort(Arena arena, int socket, BfdSession session, long seed)
      throws HostException {
    IpAddress own = session.source().orElse(any(session.neighbor().family()));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = FIRST_SOURCE_PORT + (int) Math.floorMod(seed + attempt, (long) SOURCE_PORTS);
      if (Libc.bind(socket, address(arena, own, port)) == 0) {
        return;
      }
    }
    throw Libc.failure("send BFD from " + own);
  }

  private static IpAddress any(AddressFamily family) {
    return IpAddress.of(family == AddressFamily.INET ? "0.0.0.0" : "::");
  }

  private int receiver(Port port) throws HostException {
    int socket = Libc.check(socket(port.family()), "open a socket for BFD");
    try (Arena arena = Arena.ofConfined()) {
      if (port.family() == AddressFamily.INET) {
        option(arena, socket, IP_LEVEL, IP_RECEIVE_HOPS, 1);
      } else {
        option(arena, socket, IPV6_LEVEL, IPV6_ONLY, 1);
        option(arena, socket, IPV6_LEVEL, IPV6_RECEIVE_HOPS, 1);
      }
      Libc.check(
          Libc.bind(socket, address(arena, any(port.family()), number(port))),
          "listen on UDP port " + number(port));
      reactor.add(socket, inputs -> receive(socket, port, inputs));
    } catch (HostException e) {
      Libc.close(socket);
      throw e;
    }
    return socket;
  }

  private static MemorySegment address(SegmentAllocator arena, IpAddress address, int port) {
    boolean four = address.family() == AddressFamily.INET;
    MemorySegment structure = arena.allocate(four ? 16 : SOCKADDR_IN6, 8);
    structure.set(JAVA_SHORT, 0, (short) (four ? INET : INET6));
    structure.set(JAVA_SHORT, 2, Short.reverseBytes((short) port));
    byte[] bytes = address.bytes();
    MemorySegment.copy(bytes, 0, structure, JAVA_BYTE, four ? 4 : IN6_ADDRESS, bytes.length);
    return structure;
  }

  private void receive(int socket, Port port, List<Input> inputs) {
    for (int i = 0; i < PACKETS_AT_ONCE; i++) {
      message.set(JAVA_INT, Layouts.NAME_LENGTH, (int) sender.byteSize());
      message.set(JAVA_LONG, Layouts.CONTROL_LENGTH, control.byteSize());
      long length = Libc.recvmsg(socket, message);
      if (length < 0) {
        break;
      }
      byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
      inputs.add(
          new Input.Control(source(port), hops(), port.multihop(), ControlPacket.decode(bytes)));
    }
  }

  private IpAddress source(Port port) {
    boolean four = port.family() == AddressFamily.INET;
    return IpAddress.of(sender.asSlice(four ? 4 : IN6_ADDRESS, four ? 4 : 16).toArray(JAVA_BYTE));
  }

  /** The only thing that was asked for. */
  private int hops() {
    long length = message.get(JAVA_LONG, Layouts.CONTROL_LENGTH);
    long data = Layouts.CMSGHDR.byteSize();
    return length >= data + Integer.BYTES ? control.get(JAVA_INT, data) : 0;
  }

  @Override
  public void close(String session) {
    Open gone = sessions.remove(session);
    if (gone != null) {
      Libc.close(gone.socket());
      closeUnused();
    }
  }

  private void closeUnused() {
    for (Port port : List.copyOf(receivers.keySet())) {
      if (sessions.values().stream().noneMatch(open -> open.port().equals(port))) {
        Integer socket = receivers.remove(port);
        if (socket != null) {
          reactor.remove(socket);
          Libc.close(socket);
        }
      }
    }
  }

  @Override
  public Optional<String> send(String session, byte[] packet) {
    Open open = sessions.get(session);
    if (open == null) {
      return Optional.of("its sockets are closed");
    }
    MemorySegment.copy(packet, 0, outgoing, JAVA_BYTE, 0, packet.length);
    long sent = Libc.sendto(open.socket(), outgoing, open.neighbor());
    return sent < 0 ? Optional.of(Libc.words(Libc.errno())) : Optional.empty();
  }

  @Override
  public void close() {
    List.copyOf(sessions.keySet()).forEach(this::close);
    memory.close();
  }
}
