package dev.relais.os;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.MarkedPackets;
import dev.relais.port.HostException;
import dev.relais.wire.FirewallFormat;
import dev.relais.wire.MarkFormat;
import dev.relais.wire.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The firewall of the kernel, over nfnetlink, in a network namespace. The socket is opened when it
 * is needed for the first time: most hosts never do.
 */
final class Nftables implements AutoCloseable {
  private static final int NO_ENTRY = 2;
  private static final int NOT_PERMITTED = 1;
  private static final int PROTOCOL_NOT_SUPPORTED = 93;
  private static final int NOT_SUPPORTED = 95;
  private static final int FAMILY_NOT_SUPPORTED = 97;
  private static final int HEADER = 16;

  /** What the kernel answers where a table is not, or cannot be. */
  private static final Set<Integer> NOTHING_THERE =
      Set.of(NO_ENTRY, NOT_SUPPORTED, FAMILY_NOT_SUPPORTED);

  /** What it says where it has no nftables, or none for a family. */
  private static final Set<String> NO_NFTABLES =
      Set.of(
          Libc.words(PROTOCOL_NOT_SUPPORTED),
          Libc.words(NOT_SUPPORTED),
          Libc.words(FAMILY_NOT_SUPPORTED));

  private final Optional<Path> namespace;
  private Optional<NetlinkSocket> socket = Optional.empty();

  /**
   * Nothing is opened yet.
   *
   * @param namespace file of the network namespace; empty for that of the thread that asks first
   */
  Nftables(Optional<Path> namespace) {
    this.namespace = namespace;
  }

  /** Messages that take effect together. */
  private interface Transaction {
    List<byte[]> write(NetlinkSocket socket);
  }

  /** All tables; none where the kernel has no nftables. */
  List<NetlinkMessage> inventory() {
    try {
      NetlinkSocket kernel = open();
      int number = kernel.nextSequence();
      return kernel.list(FirewallFormat.listTables(number), number);
    } catch (HostException e) {
      return List.of();
    }
  }

  Optional<String> install(Firewall firewall) {
    for (AddressFamily family : AddressFamily.values()) {
      Optional<String> failure =
          perform(
              socket -> FirewallFormat.install(firewall, family, socket::nextSequence), Set.of());
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  /** Where the kernel has no nftables, there is nothing to remove. */
  Optional<String> remove(Firewall firewall) {
    try {
      open();
    } catch (HostException e) {
      return Optional.empty();
    }
    for (AddressFamily family : AddressFamily.values()) {
      Optional<String> failure = remove(firewall, family);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private Optional<String> remove(Firewall firewall, AddressFamily family) {
    return perform(
        socket -> FirewallFormat.remove(firewall, family, socket::nextSequence), NOTHING_THERE);
  }

  Optional<String> block(Firewall firewall, List<FirewallFormat.Blocked> addresses) {
    return perform(
        socket -> FirewallFormat.block(firewall, addresses, socket::nextSequence), Set.of());
  }

  /** One that is not there would keep all others: then each goes alone. */
  Optional<String> unblock(Firewall firewall, List<FirewallFormat.Blocked> addresses) {
    Optional<String> failure =
        perform(
            socket -> FirewallFormat.unblock(firewall, addresses, socket::nextSequence), Set.of());
    if (failure.isEmpty()) {
      return failure;
    }
    List<String> failures = new ArrayList<>();
    for (FirewallFormat.Blocked address : addresses) {
      perform(
              socket -> FirewallFormat.unblock(firewall, List.of(address), socket::nextSequence),
              Set.of(NO_ENTRY))
          .ifPresent(failures::add);
    }
    return failures.stream().findFirst();
  }

  /** Makes a table that marks packets, whether there is one of its name or not. */
  Optional<String> mark(Firewall table, Map<MarkedPackets, Long> marks) {
    for (AddressFamily family : AddressFamily.values()) {
      Optional<String> failure =
          isMarked(family, marks)
              ? perform(
                  socket -> MarkFormat.install(table, family, marks, socket::nextSequence),
                  Set.of())
              : remove(table, family);
      if (failure.isPresent()) {
        return failure.map(Nftables::explain);
      }
    }
    return Optional.empty();
  }

  /** Changes a table that marks packets. */
  Optional<String> mark(
      Firewall table, Map<MarkedPackets, Long> before, Map<MarkedPackets, Long> after) {
    for (AddressFamily family : AddressFamily.values()) {
      Optional<String> failure = Optional.empty();
      if (isMarked(family, before) && isMarked(family, after)) {
        failure =
            perform(
                socket -> MarkFormat.change(table, family, before, after, socket::nextSequence),
                Set.of());
      } else if (isMarked(family, after)) {
        failure =
            perform(
                socket -> MarkFormat.install(table, family, after, socket::nextSequence), Set.of());
      } else if (isMarked(family, before)) {
        failure = remove(table, family);
      }
      if (failure.isPresent()) {
        return failure.map(Nftables::explain);
      }
    }
    return Optional.empty();
  }

  private static boolean isMarked(AddressFamily family, Map<MarkedPackets, Long> marks) {
    return marks.keySet().stream().anyMatch(packets -> packets.family() == family);
  }

  private static String explain(String words) {
    if (NO_NFTABLES.contains(words)) {
      return "this kernel has no nftables for these addresses: run `modprobe nf_tables`, or install the"
          + " kernel's modules; without it `nftables_ipvs` marks nothing, and no client is balanced"
          + " that comes to these groups";
    }
    return words.equals(Libc.words(NOT_PERMITTED)) ? TableErrors.NOT_ALLOWED : words;
  }

  private Optional<String> perform(Transaction transaction, Set<Integer> done) {
    try {
      NetlinkSocket kernel = open();
      List<byte[]> messages = transaction.write(kernel);
      List<Integer> numbers =
          messages.subList(1, messages.size() - 1).stream().map(Nftables::number).toList();
      Map<Integer, NetlinkMessage.Answer> answers =
          kernel.exchange(messages, Set.copyOf(numbers), number(messages.getFirst()));
      // What comes after the first refusal is refused for its sake.
      return numbers.stream()
          .flatMap(number -> Optional.ofNullable(answers.get(number)).stream())
          .filter(answer -> answer.error() != 0 && !done.contains(answer.error()))
          .map(NetlinkSocket::words)
          .findFirst();
    } catch (HostException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static int number(byte[] message) {
    return ByteBuffer.wrap(message, 0, HEADER).order(ByteOrder.nativeOrder()).getInt(8);
  }

  private NetlinkSocket open() throws HostException {
    if (socket.isEmpty()) {
      socket =
          Optional.of(
              namespace.isPresent()
                  ? ProcessLimits.inNetwork(namespace.get(), Nftables::socket)
                  : socket());
    }
    return socket.get();
  }

  private static NetlinkSocket socket() throws HostException {
    return new NetlinkSocket(NetlinkSocket.NETFILTER);
  }

  @Override
  public void close() {
    socket.ifPresent(NetlinkSocket::close);
  }
}
