package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.relais.host.Operation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.VirtualAddress;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Network;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The network of this host: sockets for VRRP, and rtnetlink(7). */
public final class LinuxNetwork implements Network, AutoCloseable {
  private static final int NON_BLOCKING = 0x800;

  private static final int SOCKET_LEVEL = 1;
  private static final int RECEIVE_BUFFER = 8;

  private static final int LINK_GROUP = 0x1;
  private static final int INET_ADDRESS_GROUP = 0x10;
  private static final int INET_ROUTE_GROUP = 0x40;
  private static final int INET_RULE_GROUP = 0x80;
  private static final int INET6_ADDRESS_GROUP = 0x100;
  private static final int INET6_ROUTE_GROUP = 0x400;
  private static final int INET6_RULE_GROUP = 0x40000;
  private static final int REPORTS =
      LINK_GROUP
          | INET_ADDRESS_GROUP
          | INET_ROUTE_GROUP
          | INET_RULE_GROUP
          | INET6_ADDRESS_GROUP
          | INET6_ROUTE_GROUP
          | INET6_RULE_GROUP;

  private static final int BUFFER = 1 << 16;
  private static final int ROOM_FOR_CHANGES = 1 << 20;
  private static final int REPORTS_AT_ONCE = 64;

  private final Arena memory = Arena.ofConfined();
  private final MemorySegment buffer = memory.allocate(BUFFER);
  private final Reactor reactor;
  private final VrrpSockets vrrp;
  private final LinuxHost host;
  private final int reports;

  /**
   * Opens what does not belong to one interface.
   *
   * @param reactor where packets and reports come in
   * @throws HostException if the system refuses
   */
  public LinuxNetwork(Reactor reactor) throws HostException {
    this.reactor = reactor;
    vrrp = new VrrpSockets(reactor);
    host = new LinuxHost();
    reports = NetlinkSocket.open(memory, NetlinkSocket.ROUTE, NON_BLOCKING, REPORTS);
    Libc.setsockopt(
        reports, SOCKET_LEVEL, RECEIVE_BUFFER, Reactor.number(memory, ROOM_FOR_CHANGES));
    reactor.add(reports, this::readReports);
  }

  // ---------------------------------------------------------------- VRRP and ARP

  @Override
  public void listen(Listening listening) throws HostException {
    vrrp.listen(listening);
  }

  @Override
  public void ignore(Channel channel) {
    vrrp.ignore(channel);
  }

  @Override
  public Optional<String> advertise(Channel channel, Bytes packet) {
    return vrrp.advertise(channel, packet);
  }

  /** Goes the way of an advertisement, up to a socket that is not open. */
  public void rehearse(AddressFamily family, Bytes packet) {
    vrrp.rehearse(family, packet);
  }

  @Override
  public Optional<String> announce(int index, byte[] frame) {
    return vrrp.announce(index, Bytes.of(frame));
  }

  // ---------------------------------------------------------------- rtnetlink

  @Override
  public List<Refusal> perform(List<Operation> operations) {
    return host.perform(operations);
  }

  @Override
  public List<NetlinkMessage> inventory() throws HostException {
    return host.inventory();
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
      messages.addAll(NetlinkFormat.decode(buffer.asSlice(0, length).toArray(JAVA_BYTE)));
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
    vrrp.close();
    reactor.remove(reports);
    Libc.close(reports);
    host.close();
    memory.close();
  }

  /** Why this process may not change addresses; empty if it may. */
  public Optional<String> refusedChange() {
    // The kernel looks at the rights first, and at the interface, which does not exist, after that.
    VirtualAddress nowhere =
        new VirtualAddress(IpPrefix.of("192.0.2.1/32"), "", 0, Optional.empty(), Optional.empty());
    return perform(List.of(new Operation.RemoveAddress(nowhere, 0))).stream()
        .map(Refusal::reason)
        .findFirst();
  }

  /** Why this process may not open a raw socket; empty if it may. */
  public static Optional<String> refusedSocket() {
    return VrrpSockets.refused();
  }
}
