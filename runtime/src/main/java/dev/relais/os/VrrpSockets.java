package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.Defect;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Raw sockets for VRRP, and a packet socket for what tells neighbours of addresses. Packets are
 * sent with their IP header, in both families; raw(7), ipv6(7), packet(7).
 */
final class VrrpSockets implements AutoCloseable {
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int PACKET = 17;
  private static final int RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  private static final int SOCKET_LEVEL = 1;
  private static final int RECEIVE_BUFFER = 8;
  private static final int BIND_TO_DEVICE = 25;
  private static final int TIMESTAMP = 35;

  private static final int IP_LEVEL = 0;
  private static final int HEADER_INCLUDED = 3;
  private static final int MULTICAST_INTERFACE = 32;
  private static final int MULTICAST_LOOP = 34;
  private static final int ADD_MEMBERSHIP = 35;
  private static final int MULTICAST_ALL = 49;

  private static final int IPV6_LEVEL = 41;
  private static final int IPV6_MULTICAST_INTERFACE = 17;
  private static final int IPV6_MULTICAST_LOOP = 19;
  private static final int IPV6_JOIN_GROUP = 20;
  private static final int IPV6_MULTICAST_ALL = 29;
  private static final int IPV6_HEADER_INCLUDED = 36;
  private static final int IPV6_RECEIVE_PACKET_INFORMATION = 49;
  private static final int IPV6_PACKET_INFORMATION = 50;
  private static final int IPV6_RECEIVE_HOP_LIMIT = 51;
  private static final int IPV6_HOP_LIMIT = 52;

  // Looking an offset up takes as long as a system call.
  private static final long LEVEL = Layouts.offset(Layouts.CMSGHDR, "cmsg_level");
  private static final long TYPE = Layouts.offset(Layouts.CMSGHDR, "cmsg_type");
  private static final long DATA = Layouts.CMSGHDR.byteSize();
  private static final long ADDRESS4 = Layouts.offset(Layouts.SOCKADDR_IN, "sin_addr");
  private static final long ADDRESS6 = Layouts.offset(Layouts.SOCKADDR_IN6, "sin6_addr");
  private static final long SCOPE6 = Layouts.offset(Layouts.SOCKADDR_IN6, "sin6_scope_id");
  private static final long FRAME_INDEX = Layouts.offset(Layouts.SOCKADDR_LL, "sll_ifindex");
  private static final long FRAME_TYPE = Layouts.offset(Layouts.SOCKADDR_LL, "sll_protocol");

  private static final int BUFFER = 1 << 16;
  private static final int CONTROL = 256;
  private static final int LARGEST_FRAME = 1 << 16;
  private static final int ETHER_TYPE = 12;
  private static final int DESTINATION = 16;
  private static final int DESTINATION6 = 24;

  /**
   * More than the buffer of a socket holds, unless a larger one is asked for. After a pause all of
   * them are heard before a timer is looked at: a master whose advertisement waits behind others is
   * not dead.
   */
  private static final int PACKETS_AT_ONCE = 1024;

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(BUFFER);
  private final MemorySegment outgoing = memory.allocate(LARGEST_FRAME);
  private final MemorySegment to = memory.allocate(Layouts.SOCKADDR_IN);
  private final MemorySegment to6 = memory.allocate(Layouts.SOCKADDR_IN6);
  private final MemorySegment link = memory.allocate(Layouts.SOCKADDR_LL);
  private final MemorySegment from = memory.allocate(Layouts.SOCKADDR_IN6);
  private final MemorySegment control = memory.allocate(CONTROL, 8);
  private final MemorySegment parts = memory.allocate(Layouts.IOVEC);
  private final MemorySegment message = memory.allocate(Layouts.MSGHDR);
  private final MonotonicClock clock = new MonotonicClock();
  private final Map<Channel, Open> open = new HashMap<>();
  private final Reactor reactor;
  private final int frames;

  /** The sockets of a channel; the first one sends. */
  private record Open(int index, List<Integer> descriptors) {}

  /** No descriptor is below 0. */
  private static final Open CLOSED = new Open(0, List.of(-1));

  /**
   * Opens what does not belong to one interface.
   *
   * @param reactor where packets come in
   * @throws HostException if the system refuses
   */
  VrrpSockets(Reactor reactor) throws HostException {
    this.reactor = reactor;
    to.set(JAVA_SHORT, 0, (short) INET);
    to6.set(JAVA_SHORT, 0, (short) INET6);
    link.set(JAVA_SHORT, 0, (short) PACKET);
    parts.set(ADDRESS, 0, buffer);
    parts.set(JAVA_LONG, Layouts.offset(Layouts.IOVEC, "iov_len"), BUFFER);
    message.set(ADDRESS, 0, from);
    message.set(ADDRESS, Layouts.offset(Layouts.MSGHDR, "msg_iov"), parts);
    message.set(JAVA_LONG, Layouts.offset(Layouts.MSGHDR, "msg_iovlen"), 1);
    message.set(ADDRESS, Layouts.offset(Layouts.MSGHDR, "msg_control"), control);
    // Protocol 0: this socket sends, and never receives.
    frames = Libc.check(Libc.socket(PACKET, RAW | CLOSE_ON_EXEC, 0), "open a packet socket");
  }

  /** Why this process may not open a raw socket; empty if it may. */
  static Optional<String> refused() {
    int socket = Libc.socket(INET, RAW | CLOSE_ON_EXEC, VrrpFormat.PROTOCOL);
    if (socket < 0) {
      return Optional.of(Libc.words(Libc.errno()));
    }
    Libc.close(socket);
    return Optional.empty();
  }

  // ---------------------------------------------------------------- opening

  void listen(Listening listening) throws HostException {
    List<Integer> descriptors = new ArrayList<>();
    try {
      if (listening.channel().family() == AddressFamily.INET) {
        descriptors.add(open4(listening, VrrpFormat.PROTOCOL));
        if (listening.authenticationHeader()) {
          descriptors.add(open4(listening, VrrpFormat.AUTHENTICATION_HEADER));
        }
      } else {
        descriptors.add(open6(listening));
      }
    } catch (HostException e) {
      descriptors.forEach(this::close);
      throw e;
    }
    open.put(listening.channel(), new Open(listening.index(), descriptors));
  }

  private int open4(Listening listening, int protocol) throws HostException {
    String name = listening.channel().interfaceName();
    int socket = open(INET, protocol);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = Reactor.number(arena, 1);
      MemorySegment zero = Reactor.number(arena, 0);
      String where = " on " + name;
      bind(arena, socket, name);
      size(arena, socket, listening, where);
      option(socket, SOCKET_LEVEL, TIMESTAMP, one, "receive VRRP" + where);
      option(socket, IP_LEVEL, HEADER_INCLUDED, one, "send VRRP" + where);
      option(socket, IP_LEVEL, MULTICAST_ALL, zero, "choose multicast groups" + where);
      option(socket, IP_LEVEL, MULTICAST_LOOP, zero, "send multicast" + where);
      for (IpAddress group : listening.groups()) {
        MemorySegment membership = arena.allocate(Layouts.IP_MREQN);
        Layouts.putAddress(membership, 0, group);
        membership.set(
            JAVA_INT, Layouts.offset(Layouts.IP_MREQN, "imr_ifindex"), listening.index());
        option(socket, IP_LEVEL, MULTICAST_INTERFACE, membership, "send multicast" + where);
        option(socket, IP_LEVEL, ADD_MEMBERSHIP, membership, "join " + group + where);
      }
      reactor.add(socket, inputs -> read(socket, listening.channel(), inputs));
      return socket;
    } catch (HostException e) {
      Libc.close(socket);
      throw e;
    }
  }

  private int open6(Listening listening) throws HostException {
    String name = listening.channel().interfaceName();
    int socket = open(INET6, VrrpFormat.PROTOCOL);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = Reactor.number(arena, 1);
      MemorySegment zero = Reactor.number(arena, 0);
      MemorySegment index = Reactor.number(arena, listening.index());
      String where = " over IPv6 on " + name;
      bind(arena, socket, name);
      size(arena, socket, listening, where);
      option(socket, SOCKET_LEVEL, TIMESTAMP, one, "receive VRRP" + where);
      option(socket, IPV6_LEVEL, IPV6_HEADER_INCLUDED, one, "send VRRP" + where);
      option(socket, IPV6_LEVEL, IPV6_RECEIVE_PACKET_INFORMATION, one, "receive VRRP" + where);
      option(socket, IPV6_LEVEL, IPV6_RECEIVE_HOP_LIMIT, one, "receive VRRP" + where);
      option(socket, IPV6_LEVEL, IPV6_MULTICAST_LOOP, zero, "send multicast" + where);
      option(socket, IPV6_LEVEL, IPV6_MULTICAST_INTERFACE, index, "send multicast" + where);
      // Linux 4.20 and later; before, groups that others join are heard too, and are not for us.
      int _ = Libc.setsockopt(socket, IPV6_LEVEL, IPV6_MULTICAST_ALL, zero);
      for (IpAddress group : listening.groups()) {
        MemorySegment membership = arena.allocate(Layouts.IPV6_MREQ);
        MemorySegment.copy(group.bytes(), 0, membership, JAVA_BYTE, 0, 16);
        membership.set(
            JAVA_INT, Layouts.offset(Layouts.IPV6_MREQ, "ipv6mr_interface"), listening.index());
        option(socket, IPV6_LEVEL, IPV6_JOIN_GROUP, membership, "join " + group + where);
      }
      reactor.add(socket, inputs -> read(socket, listening.channel(), inputs));
      return socket;
    } catch (HostException e) {
      Libc.close(socket);
      throw e;
    }
  }

  private static int open(int family, int protocol) throws HostException {
    return Libc.check(
        Libc.socket(family, RAW | CLOSE_ON_EXEC | NON_BLOCKING, protocol),
        "open a raw socket for VRRP");
  }

  /** Bound first: in between, packets of other interfaces would come in. */
  private static void bind(Arena arena, int socket, String interfaceName) throws HostException {
    MemorySegment name =
        arena.allocateFrom(JAVA_BYTE, (interfaceName + '\0').getBytes(StandardCharsets.UTF_8));
    option(socket, SOCKET_LEVEL, BIND_TO_DEVICE, name, "bind a socket on " + interfaceName);
  }

  /** The kernel takes it down to {@code net.core.rmem_max}, and doubles it: socket(7). */
  private static void size(Arena arena, int socket, Listening listening, String where)
      throws HostException {
    if (listening.receiveBuffer().isPresent()) {
      MemorySegment bytes = Reactor.number(arena, listening.receiveBuffer().get());
      option(socket, SOCKET_LEVEL, RECEIVE_BUFFER, bytes, "size the receive buffer" + where);
    }
  }

  private static void option(int socket, int level, int option, MemorySegment value, String what)
      throws HostException {
    Libc.check(Libc.setsockopt(socket, level, option, value), what);
  }

  void ignore(Channel channel) {
    Open sockets = open.remove(channel);
    if (sockets != null) {
      sockets.descriptors().forEach(this::close);
    }
  }

  private void close(int socket) {
    reactor.remove(socket);
    Libc.close(socket);
  }

  // ---------------------------------------------------------------- receiving

  /**
   * What the kernel says of a packet beside it.
   *
   * @param at when it arrived, however long it has waited here
   * @param destination of its IPv6 header, as {@code hopLimit}
   */
  private record Arrival(Duration at, Optional<IpAddress> destination, int hopLimit) {}

  private void read(int socket, Channel channel, List<Input> inputs) {
    for (int i = 0; i < PACKETS_AT_ONCE; i++) {
      message.set(JAVA_INT, Layouts.NAME_LENGTH, (int) Layouts.SOCKADDR_IN6.byteSize());
      message.set(JAVA_LONG, Layouts.CONTROL_LENGTH, CONTROL);
      long length = Libc.recvmsg(socket, message);
      if (length < 0) {
        break;
      }
      byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
      Arrival arrival = arrival();
      VrrpPacket packet =
          channel.family() == AddressFamily.INET
              ? VrrpFormat.decode(bytes)
              : decode6(bytes, arrival);
      inputs.add(new Input.Packet(channel.interfaceName(), packet, arrival.at()));
    }
  }

  private Arrival arrival() {
    Duration at = clock.now();
    Optional<IpAddress> destination = Optional.empty();
    int hopLimit = -1;
    long end = message.get(JAVA_LONG, Layouts.CONTROL_LENGTH);
    long next = 0;
    while (next + DATA <= end) {
      long size = control.get(JAVA_LONG, next);
      int level = control.get(JAVA_INT, next + LEVEL);
      int type = control.get(JAVA_INT, next + TYPE);
      long data = next + DATA;
      if (size < DATA || next + size > end) {
        break;
      }
      if (level == SOCKET_LEVEL && type == TIMESTAMP) {
        at = at.minus(age(control.get(JAVA_LONG, data), control.get(JAVA_LONG, data + 8)));
      } else if (level == IPV6_LEVEL && type == IPV6_PACKET_INFORMATION) {
        destination = Optional.of(address6(control, data));
      } else if (level == IPV6_LEVEL && type == IPV6_HOP_LIMIT) {
        hopLimit = control.get(JAVA_INT, data);
      }
      next += size + 7 & ~7L;
    }
    return new Arrival(at, destination, hopLimit);
  }

  /** How long ago a time of day was; none if the clock was set back since. */
  private Duration age(long seconds, long nanoseconds) {
    Duration age = Duration.between(Instant.ofEpochSecond(seconds, nanoseconds), clock.timeOfDay());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private VrrpPacket decode6(byte[] bytes, Arrival arrival) {
    return arrival.destination().isEmpty() || arrival.hopLimit() < 0
        ? new VrrpPacket.Malformed(Defect.NOT_VRRP, AddressFamily.INET6, 0)
        : VrrpFormat.decode(
            bytes, address6(from, ADDRESS6), arrival.destination().get(), arrival.hopLimit());
  }

  private static IpAddress address6(MemorySegment structure, long at) {
    return IpAddress.of(structure.asSlice(at, 16).toArray(JAVA_BYTE));
  }

  // ---------------------------------------------------------------- sending

  Optional<String> advertise(Channel channel, Bytes packet) {
    Open sockets = open.get(channel);
    return sockets == null
        ? Optional.of("there is no interface " + channel)
        : advertise(sockets, channel.family(), packet);
  }

  /** Goes the same way, and is refused at its end. */
  void rehearse(AddressFamily family, Bytes packet) {
    Optional<String> _ = advertise(CLOSED, family, packet);
  }

  private Optional<String> advertise(Open sockets, AddressFamily family, Bytes packet) {
    MemorySegment address;
    if (family == AddressFamily.INET) {
      copy(packet, DESTINATION, 4, to, ADDRESS4);
      address = to;
    } else {
      copy(packet, DESTINATION6, 16, to6, ADDRESS6);
      to6.set(JAVA_INT, SCOPE6, sockets.index());
      address = to6;
    }
    return send(sockets.descriptors().getFirst(), packet, address);
  }

  private static void copy(Bytes packet, int from, int length, MemorySegment structure, long at) {
    MemorySegment.copy(MemorySegment.ofBuffer(packet.buffer()), from, structure, at, length);
  }

  Optional<String> announce(int index, Bytes frame) {
    link.set(JAVA_INT, FRAME_INDEX, index);
    // Both are in network order, whatever the order of this machine is.
    copy(frame, ETHER_TYPE, 2, link, FRAME_TYPE);
    return send(frames, frame, link);
  }

  private Optional<String> send(int socket, Bytes bytes, MemorySegment address) {
    copy(bytes, 0, bytes.length(), outgoing, 0);
    long sent = Libc.sendto(socket, outgoing.asSlice(0, bytes.length()), address);
    return sent < 0 ? Optional.of(Libc.words(Libc.errno())) : Optional.empty();
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::ignore);
    Libc.close(frames);
    memory.close();
  }
}
