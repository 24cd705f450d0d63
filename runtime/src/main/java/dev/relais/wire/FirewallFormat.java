package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Requests to nftables over nfnetlink: a table in which packets from and to some addresses are
 * dropped, except the neighbour discovery without which nobody could find them. The messages of a
 * request take effect together or not at all. Numbers in attributes are in network order.
 */
public final class FirewallFormat {
  private static final int BATCH_BEGIN = 16;
  private static final int BATCH_END = 17;
  private static final int NFTABLES = 10;

  private static final int NEW_TABLE = 0;
  private static final int GET_TABLE = 1;
  private static final int DELETE_TABLE = 2;
  private static final int NEW_CHAIN = 3;
  private static final int NEW_RULE = 6;
  private static final int NEW_SET = 9;
  private static final int NEW_ELEMENT = 12;
  private static final int DELETE_ELEMENT = 14;

  private static final int INPUT = 1;
  private static final int OUTPUT = 3;
  private static final int DROP = 0;
  private static final int ACCEPT = 1;

  private static final int TYPE_ADDRESS_4 = 7;
  private static final int TYPE_ADDRESS_6 = 8;
  private static final int TYPE_INTERFACE = 20;
  private static final int TYPE_BITS = 6;

  private static final int VERDICT_REGISTER = 0;
  private static final int FIRST_REGISTER = 1;

  /** The 32 bits behind the first register of 128. */
  private static final int FIFTH_WORD = 12;

  private static final int NETWORK_HEADER = 1;
  private static final int TRANSPORT_HEADER = 2;
  private static final int META_INCOMING = 4;
  private static final int META_OUTGOING = 5;
  private static final int META_PROTOCOL = 16;
  private static final int ICMP_6 = 58;
  private static final int NEIGHBOUR_SOLICITATION = 135;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;

  private static final String ADDRESSES = "vips";
  private static final String LINK_LOCAL = "vips_link_local";

  private final Firewall firewall;
  private final IntSupplier sequence;
  private final List<byte[]> messages = new ArrayList<>();

  private FirewallFormat(Firewall firewall, IntSupplier sequence) {
    this.firewall = firewall;
    this.sequence = sequence;
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
    return new NetlinkRequest(
            NFTABLES << 8 | GET_TABLE, NetlinkRequest.REQUEST | NetlinkRequest.DUMP, sequence)
        .word(0)
        .bytes();
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
    return format.transaction(() -> format.install(family));
  }

  /** Removes the table of a family. */
  public static List<byte[]> remove(Firewall firewall, AddressFamily family, IntSupplier sequence) {
    FirewallFormat format = new FirewallFormat(firewall, sequence);
    return format.transaction(() ->
        format.message(DELETE_TABLE, 0, family, message -> message.text(1, firewall.table())));
  }

  /** Drops packets of addresses. */
  public static List<byte[]> block(
      Firewall firewall, List<Blocked> addresses, IntSupplier sequence) {
    FirewallFormat format = new FirewallFormat(firewall, sequence);
    return format.transaction(() -> format.elements(NEW_ELEMENT, NetlinkRequest.CREATE, addresses));
  }

  /** Lets packets of addresses through again. */
  public static List<byte[]> unblock(
      Firewall firewall, List<Blocked> addresses, IntSupplier sequence) {
    FirewallFormat format = new FirewallFormat(firewall, sequence);
    return format.transaction(() -> format.elements(DELETE_ELEMENT, 0, addresses));
  }

  // ---------------------------------------------------------------- messages

  /** What is written into a message. */
  private interface Content {
    void write(NetlinkRequest message);
  }

  private List<byte[]> transaction(Runnable content) {
    frame(BATCH_BEGIN);
    content.run();
    frame(BATCH_END);
    return List.copyOf(messages);
  }

  private void frame(int type) {
    NetlinkRequest frame = new NetlinkRequest(type, NetlinkRequest.REQUEST, sequence.getAsInt());
    messages.add(frame.octet(0).octet(0).octet(0).octet(NFTABLES).bytes());
  }

  private void message(int type, int flags, AddressFamily family, Content content) {
    NetlinkRequest message =
        new NetlinkRequest(
            NFTABLES << 8 | type,
            NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE | flags,
            sequence.getAsInt());
    message.octet(NetlinkRequest.number(family)).octet(0).half(0);
    content.write(message);
    messages.add(message.bytes());
  }

  private void install(AddressFamily family) {
    boolean four = family == AddressFamily.INET;
    message(NEW_TABLE, NetlinkRequest.CREATE, family, message -> message.text(1, firewall.table()));
    chain(family, "out", OUTPUT);
    chain(family, "in", INPUT);
    set(family, ADDRESSES, four ? TYPE_ADDRESS_4 : TYPE_ADDRESS_6, four ? 4 : 16, 1);
    if (!four) {
      set(family, LINK_LOCAL, TYPE_ADDRESS_6 << TYPE_BITS | TYPE_INTERFACE, 20, 2);
      for (String chain : List.of("out", "in")) {
        accept(chain, NEIGHBOUR_SOLICITATION);
        accept(chain, NEIGHBOUR_ADVERTISEMENT);
      }
      dropLinkLocal("out", 8, META_OUTGOING);
      dropLinkLocal("in", 24, META_INCOMING);
    }
    drop(family, "out", four ? 12 : 8);
    drop(family, "in", four ? 16 : 24);
  }

  private void chain(AddressFamily family, String name, int hook) {
    message(
        NEW_CHAIN,
        NetlinkRequest.CREATE,
        family,
        message -> {
          message.text(1, firewall.table());
          message.text(3, name);
          message.flaggedNest(
              4,
              () -> {
                message.bigAttribute(1, hook);
                message.bigAttribute(2, firewall.priority());
              });
          message.bigAttribute(5, ACCEPT);
          message.text(7, "filter");
        });
  }

  private void set(AddressFamily family, String name, int type, int length, int id) {
    message(
        NEW_SET,
        NetlinkRequest.CREATE,
        family,
        message -> {
          message.text(1, firewall.table());
          message.text(2, name);
          message.bigAttribute(3, 0);
          message.bigAttribute(4, type);
          message.bigAttribute(5, length);
          message.bigAttribute(10, id);
        });
  }

  private void elements(int type, int flags, List<Blocked> addresses) {
    for (AddressFamily family : AddressFamily.values()) {
      for (boolean linkLocal : new boolean[] {false, true}) {
        List<Blocked> here =
            addresses.stream()
                .filter(blocked -> blocked.address().family() == family)
                .filter(blocked -> blocked.isLinkLocal() == linkLocal)
                .toList();
        if (!here.isEmpty()) {
          elements(type, flags, family, linkLocal ? LINK_LOCAL : ADDRESSES, here);
        }
      }
    }
  }

  private void elements(
      int type, int flags, AddressFamily family, String set, List<Blocked> addresses) {
    message(
        type,
        flags,
        family,
        message -> {
          message.text(1, firewall.table());
          message.text(2, set);
          message.flaggedNest(
              3,
              () ->
                  addresses.forEach(blocked ->
                      message.flaggedNest(
                          1,
                          () ->
                              message.flaggedNest(1, () -> message.attribute(1, blocked.key())))));
        });
  }

  // ---------------------------------------------------------------- rules

  private void rule(AddressFamily family, String chain, Content expressions) {
    message(
        NEW_RULE,
        NetlinkRequest.CREATE | NetlinkRequest.APPEND,
        family,
        message -> {
          message.text(1, firewall.table());
          message.text(2, chain);
          message.flaggedNest(4, () -> expressions.write(message));
        });
  }

  private void drop(AddressFamily family, String chain, int offset) {
    int length = family == AddressFamily.INET ? 4 : 16;
    rule(
        family,
        chain,
        message -> {
          payload(message, NETWORK_HEADER, offset, length);
          lookup(message, ADDRESSES);
          count(message);
          decide(message, DROP);
        });
  }

  private void dropLinkLocal(String chain, int offset, int direction) {
    rule(
        AddressFamily.INET6,
        chain,
        message -> {
          payload(message, NETWORK_HEADER, offset, 16);
          meta(message, direction, FIFTH_WORD);
          lookup(message, LINK_LOCAL);
          count(message);
          decide(message, DROP);
        });
  }

  private void accept(String chain, int type) {
    rule(
        AddressFamily.INET6,
        chain,
        message -> {
          meta(message, META_PROTOCOL, FIRST_REGISTER);
          compare(message, ICMP_6);
          payload(message, TRANSPORT_HEADER, 0, 1);
          compare(message, type);
          decide(message, ACCEPT);
        });
  }

  private static void expression(NetlinkRequest message, String name, Runnable content) {
    message.flaggedNest(
        1,
        () -> {
          message.text(1, name);
          message.flaggedNest(2, content);
        });
  }

  private static void payload(NetlinkRequest message, int base, int offset, int length) {
    expression(
        message,
        "payload",
        () -> {
          message.bigAttribute(1, FIRST_REGISTER);
          message.bigAttribute(2, base);
          message.bigAttribute(3, offset);
          message.bigAttribute(4, length);
        });
  }

  private static void meta(NetlinkRequest message, int key, int register) {
    expression(
        message,
        "meta",
        () -> {
          message.bigAttribute(2, key);
          message.bigAttribute(1, register);
        });
  }

  private static void compare(NetlinkRequest message, int octet) {
    expression(
        message,
        "cmp",
        () -> {
          message.bigAttribute(1, FIRST_REGISTER);
          message.bigAttribute(2, 0);
          message.flaggedNest(3, () -> message.octetAttribute(1, octet));
        });
  }

  private static void lookup(NetlinkRequest message, String set) {
    expression(
        message,
        "lookup",
        () -> {
          message.text(1, set);
          message.bigAttribute(2, FIRST_REGISTER);
        });
  }

  private void count(NetlinkRequest message) {
    if (firewall.counters()) {
      expression(message, "counter", () -> {});
    }
  }

  private static void decide(NetlinkRequest message, int verdict) {
    expression(
        message,
        "immediate",
        () -> {
          message.bigAttribute(1, VERDICT_REGISTER);
          message.flaggedNest(
              2, () -> message.flaggedNest(2, () -> message.bigAttribute(1, verdict)));
        });
  }
}
