package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.host.Operation;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.VirtualAddress;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Network;
import dev.relais.wire.ArpAnnouncement;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Raw sockets for VRRP, a packet socket for ARP, and rtnetlink(7). */
public final class LinuxNetwork implements Network, AutoCloseable {
  private static final int INET = 2;
  private static final int NETLINK = 16;
  private static final int PACKET = 17;
  private static final int RAW = 3;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  private static final int SOCKET_LEVEL = 1;
  private static final int RECEIVE_BUFFER = 8;
  private static final int RECEIVE_TIMEOUT = 20;
  private static final int BIND_TO_DEVICE = 25;
  private static final int IP_LEVEL = 0;
  private static final int HEADER_INCLUDED = 3;
  private static final int MULTICAST_INTERFACE = 32;
  private static final int MULTICAST_LOOP = 34;
  private static final int ADD_MEMBERSHIP = 35;
  private static final int MULTICAST_ALL = 49;
  private static final int NETLINK_LEVEL = 270;
  private static final int SHORT_ANSWERS = 10;
  private static final int EXPLAINED_ANSWERS = 11;

  private static final int LINK_GROUP = 0x1;
  private static final int INET_ADDRESS_GROUP = 0x10;
  private static final int INET_ROUTE_GROUP = 0x40;
  private static final int INET6_ADDRESS_GROUP = 0x100;

  private static final int NO_ENTRY = 2;
  private static final int NO_PROCESS = 3;
  private static final int EXISTS = 17;
  private static final int NO_DEVICE = 19;
  private static final int ADDRESS_NOT_AVAILABLE = 99;

  /** What the kernel answers when a removal has nothing to do. */
  private static final Set<Integer> GONE =
      Set.of(NO_ENTRY, NO_PROCESS, NO_DEVICE, ADDRESS_NOT_AVAILABLE);

  private static final int BUFFER = 1 << 16;
  private static final int ROOM_FOR_CHANGES = 1 << 20;
  private static final int REPORTS_AT_ONCE = 64;

  /**
   * More than the buffer of a socket holds. After a pause all of them are heard before a timer is
   * looked at: a master whose advertisement waits behind others is not dead.
   */
  private static final int PACKETS_AT_ONCE = 1024;

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(BUFFER);
  private final MemorySegment outgoing = memory.allocate(2048);
  private final MemorySegment group = Layouts.internetAddress(memory, VrrpFormat.GROUP);
  private final MemorySegment link = memory.allocate(Layouts.SOCKADDR_LL);
  private final MemorySegment kernel = memory.allocate(Layouts.SOCKADDR_NL);
  private final Map<String, Integer> listening = new HashMap<>();
  private final Reactor reactor;
  private final int arp;
  private final int requests;
  private final int reports;
  private int sequence;

  /**
   * Opens what does not belong to one interface.
   *
   * @param reactor where packets and reports come in
   * @throws HostException if the system refuses
   */
  public LinuxNetwork(Reactor reactor) throws HostException {
    this.reactor = reactor;
    kernel.set(JAVA_SHORT, 0, (short) NETLINK);
    link.set(JAVA_SHORT, 0, (short) PACKET);
    link.set(JAVA_SHORT, 2, Short.reverseBytes((short) ArpAnnouncement.ETHER_TYPE));
    // Protocol 0: this socket sends, and never receives.
    arp = Libc.check(Libc.socket(PACKET, RAW | CLOSE_ON_EXEC, 0), "open a packet socket");
    requests = netlink(0, 0);
    // One that never answers must not hold up everything.
    MemorySegment limit = memory.allocate(Layouts.TIMESPEC);
    limit.set(JAVA_LONG, 0, 2);
    Libc.setsockopt(requests, SOCKET_LEVEL, RECEIVE_TIMEOUT, limit);
    reports =
        netlink(
            NON_BLOCKING, LINK_GROUP | INET_ADDRESS_GROUP | INET6_ADDRESS_GROUP | INET_ROUTE_GROUP);
    Libc.setsockopt(
        reports, SOCKET_LEVEL, RECEIVE_BUFFER, Reactor.number(memory, ROOM_FOR_CHANGES));
    reactor.add(reports, this::readReports);
  }

  private int netlink(int flags, int groups) throws HostException {
    int socket = Libc.check(Libc.socket(NETLINK, RAW | CLOSE_ON_EXEC | flags, 0), "open rtnetlink");
    MemorySegment one = Reactor.number(memory, 1);
    Libc.setsockopt(socket, NETLINK_LEVEL, SHORT_ANSWERS, one);
    Libc.setsockopt(socket, NETLINK_LEVEL, EXPLAINED_ANSWERS, one);
    MemorySegment address = memory.allocate(Layouts.SOCKADDR_NL);
    address.set(JAVA_SHORT, 0, (short) NETLINK);
    address.set(JAVA_INT, Layouts.offset(Layouts.SOCKADDR_NL, "nl_groups"), groups);
    Libc.check(Libc.bind(socket, address), "listen to rtnetlink");
    return socket;
  }

  // ---------------------------------------------------------------- VRRP and ARP

  @Override
  public void listen(String interfaceName, int index) throws HostException {
    int socket =
        Libc.check(
            Libc.socket(INET, RAW | CLOSE_ON_EXEC | NON_BLOCKING, VrrpFormat.PROTOCOL),
            "open a raw socket for VRRP");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = Reactor.number(arena, 1);
      MemorySegment zero = Reactor.number(arena, 0);
      MemorySegment name =
          arena.allocateFrom(JAVA_BYTE, (interfaceName + '\0').getBytes(StandardCharsets.UTF_8));
      MemorySegment membership = arena.allocate(Layouts.IP_MREQN);
      Layouts.putAddress(membership, 0, VrrpFormat.GROUP);
      membership.set(JAVA_INT, Layouts.offset(Layouts.IP_MREQN, "imr_ifindex"), index);
      String where = " on " + interfaceName;
      // Bound first: in between, packets of other interfaces would come in.
      option(socket, SOCKET_LEVEL, BIND_TO_DEVICE, name, "bind a socket" + where);
      option(socket, IP_LEVEL, HEADER_INCLUDED, one, "send VRRP" + where);
      option(socket, IP_LEVEL, MULTICAST_ALL, zero, "choose multicast groups" + where);
      option(socket, IP_LEVEL, MULTICAST_LOOP, zero, "send multicast" + where);
      option(socket, IP_LEVEL, MULTICAST_INTERFACE, membership, "send multicast" + where);
      option(socket, IP_LEVEL, ADD_MEMBERSHIP, membership, "join 224.0.0.18" + where);
      reactor.add(socket, inputs -> readPackets(socket, interfaceName, inputs));
    } catch (HostException e) {
      Libc.close(socket);
      throw e;
    }
    listening.put(interfaceName, socket);
  }

  private static void option(int socket, int level, int option, MemorySegment value, String what)
      throws HostException {
    Libc.check(Libc.setsockopt(socket, level, option, value), what);
  }

  @Override
  public void ignore(String interfaceName) {
    Integer socket = listening.remove(interfaceName);
    if (socket != null) {
      reactor.remove(socket);
      Libc.close(socket);
    }
  }

  private void readPackets(int socket, String interfaceName, List<Input> inputs) {
    for (int i = 0; i < PACKETS_AT_ONCE; i++) {
      long length = Libc.recv(socket, buffer);
      if (length < 0) {
        break;
      }
      byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
      inputs.add(new Input.Packet(interfaceName, VrrpFormat.decode(bytes)));
    }
  }

  @Override
  public Optional<String> advertise(String interfaceName, byte[] packet) {
    Integer socket = listening.get(interfaceName);
    return socket == null
        ? Optional.of("there is no interface " + interfaceName)
        : send(socket, packet, group);
  }

  @Override
  public Optional<String> announce(int index, byte[] frame) {
    link.set(JAVA_INT, Layouts.offset(Layouts.SOCKADDR_LL, "sll_ifindex"), index);
    return send(arp, frame, link);
  }

  private Optional<String> send(int socket, byte[] bytes, MemorySegment address) {
    MemorySegment.copy(bytes, 0, outgoing, JAVA_BYTE, 0, bytes.length);
    long sent = Libc.sendto(socket, outgoing.asSlice(0, bytes.length), address);
    return sent < 0 ? Optional.of(Libc.words(Libc.errno())) : Optional.empty();
  }

  // ---------------------------------------------------------------- rtnetlink

  @Override
  public Optional<String> perform(Operation operation) {
    int number = ++sequence;
    byte[] request =
        switch (operation) {
          case Operation.AddAddress(var address, int index) ->
              NetlinkFormat.addAddress(address, index, number);
          case Operation.RemoveAddress(var address, int index) ->
              NetlinkFormat.removeAddress(address, index, number);
          case Operation.AddRoute(var route, int index) ->
              NetlinkFormat.addRoute(route, index, number);
          case Operation.RemoveRoute(var route, int index) ->
              NetlinkFormat.removeRoute(route, index, number);
        };
    boolean adds =
        operation instanceof Operation.AddAddress || operation instanceof Operation.AddRoute;
    List<NetlinkMessage> answers = new ArrayList<>();
    Optional<String> failure = request(request, answers);
    if (failure.isPresent()) {
      return failure;
    }
    for (NetlinkMessage message : answers) {
      if (message instanceof NetlinkMessage.Answer(int of, int error, String text)
          && of == number
          && error != 0) {
        boolean done = adds ? error == EXISTS : GONE.contains(error);
        String words = text.isEmpty() ? Libc.words(error) : text;
        return done ? Optional.empty() : Optional.of(words);
      }
    }
    return Optional.empty();
  }

  /** Sends a request and receives until it is answered. */
  private Optional<String> request(byte[] request, List<NetlinkMessage> answers) {
    Optional<String> refused = send(requests, request, kernel);
    boolean answered = refused.isPresent();
    while (!answered) {
      long length = Libc.recv(requests, buffer);
      if (length < 0) {
        if (Libc.errno() != Libc.INTERRUPTED) {
          return Optional.of("the kernel does not answer: " + Libc.words(Libc.errno()));
        }
        continue;
      }
      List<NetlinkMessage> messages =
          NetlinkFormat.decode(buffer.asSlice(0, length).toArray(JAVA_BYTE));
      messages.stream().filter(LinuxNetwork::concernsUs).forEach(answers::add);
      answered =
          messages.stream()
              .anyMatch(message ->
                  (message instanceof NetlinkMessage.Done(int done) && done == sequence)
                      || (message instanceof NetlinkMessage.Answer answer
                          && answer.sequence() == sequence));
    }
    return refused;
  }

  /** A host may have a million routes that others added. */
  private static boolean concernsUs(NetlinkMessage message) {
    return !(message instanceof NetlinkMessage.Route route)
        || route.protocol() == NetlinkFormat.ROUTE_PROTOCOL;
  }

  @Override
  public List<NetlinkMessage> inventory() throws HostException {
    List<NetlinkMessage> messages = new ArrayList<>();
    list(NetlinkFormat.listLinks(++sequence), messages);
    list(NetlinkFormat.listAddresses(++sequence), messages);
    list(NetlinkFormat.listRoutes(++sequence), messages);
    messages.removeIf(message ->
        message instanceof NetlinkMessage.Done || message instanceof NetlinkMessage.Answer);
    return messages;
  }

  private void list(byte[] request, List<NetlinkMessage> messages) throws HostException {
    Optional<String> failure = request(request, messages);
    if (failure.isPresent()) {
      throw new HostException("cannot list interfaces and addresses: " + failure.get());
    }
  }

  private void readReports(List<Input> inputs) throws HostException {
    List<NetlinkMessage> messages = new ArrayList<>();
    for (int i = 0; i < REPORTS_AT_ONCE; i++) {
      long length = Libc.recv(reports, buffer);
      if (length < 0) {
        int errno = Libc.errno();
        if (errno == Libc.NO_BUFFERS) {
          discardReports();
          inputs.add(new Input.ChangesLost());
          return;
        }
        if (errno != Libc.AGAIN && errno != Libc.INTERRUPTED) {
          throw Libc.failure("read from rtnetlink");
        }
        break;
      }
      NetlinkFormat.decode(buffer.asSlice(0, length).toArray(JAVA_BYTE)).stream()
          .filter(LinuxNetwork::concernsUs)
          .forEach(messages::add);
    }
    if (!messages.isEmpty()) {
      inputs.add(new Input.Changes(messages));
    }
  }

  /**
   * What still waits is older than what was lost. Read after everything was looked at anew, it
   * would be taken for news.
   */
  private void discardReports() {
    long length = 0;
    while (length >= 0 || Libc.errno() == Libc.NO_BUFFERS || Libc.errno() == Libc.INTERRUPTED) {
      length = Libc.recv(reports, buffer);
    }
  }

  @Override
  public void close() {
    List.copyOf(listening.keySet()).forEach(this::ignore);
    reactor.remove(reports);
    Libc.close(reports);
    Libc.close(requests);
    Libc.close(arp);
    memory.close();
  }

  /** Why this process may not change addresses; empty if it may. */
  public Optional<String> refusedChange() {
    // The kernel looks at the rights first, and at the interface, which does not exist, after that.
    return perform(
        new Operation.RemoveAddress(
            new VirtualAddress(
                IpPrefix.of("192.0.2.1/32"), "", 0, Optional.empty(), Optional.empty()),
            0));
  }

  /** Why this process may not open a raw socket; empty if it may. */
  public static Optional<String> refusedSocket() {
    int socket = Libc.socket(INET, RAW | CLOSE_ON_EXEC, VrrpFormat.PROTOCOL);
    if (socket < 0) {
      return Optional.of(Libc.words(Libc.errno()));
    }
    Libc.close(socket);
    return Optional.empty();
  }
}
