package dev.relais.wire;

import static dev.relais.wire.FirewallTransaction.ACCEPT;
import static dev.relais.wire.FirewallTransaction.DROP;
import static dev.relais.wire.FirewallTransaction.FIFTH_WORD;
import static dev.relais.wire.FirewallTransaction.FIRST_REGISTER;
import static dev.relais.wire.FirewallTransaction.NETWORK_HEADER;
import static dev.relais.wire.FirewallTransaction.TRANSPORT_HEADER;
import static dev.relais.wire.FirewallTransaction.compare;
import static dev.relais.wire.FirewallTransaction.decide;
import static dev.relais.wire.FirewallTransaction.lookup;
import static dev.relais.wire.FirewallTransaction.meta;
import static dev.relais.wire.FirewallTransaction.payload;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Requests to nftables: a table in which packets from and to some addresses are dropped, except the
 * neighbour discovery without which nobody could find them. The messages of a request take effect
 * together or not at all.
 */
public final class FirewallFormat {
  private static final int ICMP_6 = 58;
  private static final int NEIGHBOUR_SOLICITATION = 135;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;

  private static final String ADDRESSES = "vips";
  private static final String LINK_LOCAL = "vips_link_local";

  private final FirewallTransaction transaction;

  private FirewallFormat(Firewall firewall, IntSupplier sequence) {
    this.transaction = new FirewallTransaction(firewall, sequence);
  }

  /**
   * An address whose packets are dropped.
   *
   * @param index of its interface, which counts for link-local addresses
   */
  public record Blocked(IpAddress address, int index) {
    private boolean isLinkLocal() {
      return address.family() == AddressFamily.INET6 && address.inet().isLinkLocalAddress();
    }

    private byte[] key() {
      if (!isLinkLocal()) {
        return address.bytes();
      }
      return ByteBuffer.allocate(20)
          .order(ByteOrder.nativeOrder())
          .put(address.bytes())
          .putInt(index)
          .array();
    }
  }

  /** Asks for all tables of all families. */
  public static byte[] listTables(int sequence) {
    return FirewallTransaction.listTables(sequence);
  }

  /**
   * Makes the table of a family, with nothing in it yet.
   *
   * @param sequence gives each message its number
   * @return the messages; all but the first and the last are answered
   */
  public static List<byte[]> install(
      Firewall firewall, AddressFamily family, IntSupplier sequence) {
    FirewallFormat format = new FirewallFormat(firewall, sequence);
    format.install(family);
    return format.transaction.end();
  }

  /** Removes the table of a family. */
  public static List<byte[]> remove(Firewall firewall, AddressFamily family, IntSupplier sequence) {
    FirewallTransaction transaction = new FirewallTransaction(firewall, sequence);
    transaction.removeTable(family);
    return transaction.end();
  }

  /** Drops packets of addresses. */
  public static List<byte[]> block(
      Firewall firewall, List<Blocked> addresses, IntSupplier sequence) {
    FirewallTransaction transaction = new FirewallTransaction(firewall, sequence);
    elements(transaction::addElements, addresses);
    return transaction.end();
  }

  /** Lets packets of addresses through again. */
  public static List<byte[]> unblock(
      Firewall firewall, List<Blocked> addresses, IntSupplier sequence) {
    FirewallTransaction transaction = new FirewallTransaction(firewall, sequence);
    elements(transaction::removeElements, addresses);
    return transaction.end();
  }

  // ---------------------------------------------------------------- sets

  /** What is done with elements of a set. */
  private interface Change {
    void make(AddressFamily family, String set, FirewallTransaction.Content elements);
  }

  private static void elements(Change change, List<Blocked> addresses) {
    for (AddressFamily family : AddressFamily.values()) {
      for (boolean linkLocal : new boolean[] {false, true}) {
        List<Blocked> here =
            addresses.stream()
                .filter(blocked -> blocked.address().family() == family)
                .filter(blocked -> blocked.isLinkLocal() == linkLocal)
                .toList();
        if (!here.isEmpty()) {
          change.make(
              family,
              linkLocal ? LINK_LOCAL : ADDRESSES,
              message -> here.forEach(blocked -> element(message, blocked)));
        }
      }
    }
  }

  private static void element(NetlinkRequest message, Blocked blocked) {
    message.flaggedNest(1, () -> message.flaggedNest(1, () -> message.attribute(1, blocked.key())));
  }

  private void install(AddressFamily family) {
    boolean four = family == AddressFamily.INET;
    transaction.addTable(family);
    transaction.addChain(family, "out", FirewallTransaction.OUTPUT);
    transaction.addChain(family, "in", FirewallTransaction.INPUT);
    set(
        family,
        ADDRESSES,
        four ? FirewallTransaction.TYPE_ADDRESS_4 : FirewallTransaction.TYPE_ADDRESS_6,
        four ? 4 : 16,
        1);
    if (!four) {
      set(
          family,
          LINK_LOCAL,
          FirewallTransaction.TYPE_ADDRESS_6 << FirewallTransaction.TYPE_BITS
              | FirewallTransaction.TYPE_INTERFACE,
          20,
          2);
      for (String chain : List.of("out", "in")) {
        accept(chain, NEIGHBOUR_SOLICITATION);
        accept(chain, NEIGHBOUR_ADVERTISEMENT);
      }
      dropLinkLocal("out", 8, FirewallTransaction.META_OUTGOING);
      dropLinkLocal("in", 24, FirewallTransaction.META_INCOMING);
    }
    drop(family, "out", four ? 12 : 8);
    drop(family, "in", four ? 16 : 24);
  }

  private void set(AddressFamily family, String name, int type, int length, int id) {
    transaction.addSet(
        family,
        message -> {
          message.text(2, name);
          message.bigAttribute(3, 0);
          message.bigAttribute(4, type);
          message.bigAttribute(5, length);
          message.bigAttribute(10, id);
        });
  }

  // ---------------------------------------------------------------- rules

  private void drop(AddressFamily family, String chain, int offset) {
    int length = family == AddressFamily.INET ? 4 : 16;
    transaction.addRule(
        family,
        chain,
        message -> {
          payload(message, FIRST_REGISTER, NETWORK_HEADER, offset, length);
          lookup(message, ADDRESSES);
          transaction.count(message);
          decide(message, DROP);
        });
  }

  private void dropLinkLocal(String chain, int offset, int direction) {
    transaction.addRule(
        AddressFamily.INET6,
        chain,
        message -> {
          payload(message, FIRST_REGISTER, NETWORK_HEADER, offset, 16);
          meta(message, direction, FIFTH_WORD);
          lookup(message, LINK_LOCAL);
          transaction.count(message);
          decide(message, DROP);
        });
  }

  private void accept(String chain, int type) {
    transaction.addRule(
        AddressFamily.INET6,
        chain,
        message -> {
          meta(message, FirewallTransaction.META_PROTOCOL, FIRST_REGISTER);
          compare(message, ICMP_6);
          payload(message, FIRST_REGISTER, TRANSPORT_HEADER, 0, 1);
          compare(message, type);
          decide(message, ACCEPT);
        });
  }
}
