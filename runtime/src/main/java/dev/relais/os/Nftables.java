package dev.relais.os;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.port.HostException;
import dev.relais.wire.FirewallFormat;
import dev.relais.wire.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The firewall of the kernel, over nfnetlink. The socket is opened when it is needed for the first
 * time: most hosts never do.
 */
final class Nftables implements AutoCloseable {
  private static final int NO_ENTRY = 2;
  private static final int NOT_SUPPORTED = 95;
  private static final int FAMILY_NOT_SUPPORTED = 97;
  private static final int HEADER = 16;

  /** What the kernel answers where a table is not, or cannot be. */
  private static final Set<Integer> NOTHING_THERE =
      Set.of(NO_ENTRY, NOT_SUPPORTED, FAMILY_NOT_SUPPORTED);

  private Optional<NetlinkSocket> socket = Optional.empty();

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
      Optional<String> failure =
          perform(
              socket -> FirewallFormat.remove(firewall, family, socket::nextSequence),
              NOTHING_THERE);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
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

  private Optional<String> perform(Transaction transaction, Set<Integer> done) {
    try {
      NetlinkSocket kernel = open();
      List<byte[]> messages = transaction.write(kernel);
      Set<Integer> numbers = new HashSet<>();
      messages.subList(1, messages.size() - 1).forEach(message -> numbers.add(number(message)));
      for (NetlinkMessage.Answer answer :
          kernel.exchange(messages, numbers, number(messages.getFirst())).values()) {
        if (answer.error() != 0 && !done.contains(answer.error())) {
          return Optional.of(NetlinkSocket.words(answer));
        }
      }
      return Optional.empty();
    } catch (HostException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static int number(byte[] message) {
    return ByteBuffer.wrap(message, 0, HEADER).order(ByteOrder.nativeOrder()).getInt(8);
  }

  private NetlinkSocket open() throws HostException {
    if (socket.isEmpty()) {
      socket = Optional.of(new NetlinkSocket(NetlinkSocket.NETFILTER));
    }
    return socket.get();
  }

  @Override
  public void close() {
    socket.ifPresent(NetlinkSocket::close);
  }
}
