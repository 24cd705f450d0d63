package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Messages to nftables over nfnetlink that take effect together or not at all. Numbers in
 * attributes are in network order.
 */
final class FirewallTransaction {
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

  static final int INPUT = 1;
  static final int OUTPUT = 3;

  static final int DROP = 0;
  static final int ACCEPT = 1;

  /** Nothing more of this chain is looked at. */
  static final int RETURN = -5;

  static final int TYPE_ADDRESS_4 = 7;
  static final int TYPE_ADDRESS_6 = 8;
  static final int TYPE_PORT = 13;
  static final int TYPE_MARK = 19;
  static final int TYPE_INTERFACE = 20;
  static final int TYPE_BITS = 6;

  static final int FIRST_REGISTER = 1;

  /** The 32 bits behind the first 32 of the first register. */
  static final int SECOND_WORD = 9;

  /** The 32 bits behind the first register of 128. */
  static final int FIFTH_WORD = 12;

  private static final int VERDICT_REGISTER = 0;

  static final int NETWORK_HEADER = 1;
  static final int TRANSPORT_HEADER = 2;
  static final int META_MARK = 3;
  static final int META_INCOMING = 4;
  static final int META_OUTGOING = 5;
  static final int META_PROTOCOL = 16;

  private final Firewall firewall;
  private final IntSupplier sequence;
  private final List<byte[]> messages = new ArrayList<>();

  /**
   * Without a message yet.
   *
   * @param firewall the table that all messages are about
   * @param sequence gives each message its number
   */
  FirewallTransaction(Firewall firewall, IntSupplier sequence) {
    this.firewall = firewall;
    this.sequence = sequence;
    frame(BATCH_BEGIN);
  }

  /** What is written into a message. */
  interface Content {
    void write(NetlinkRequest message);
  }

  /** Asks for all tables of all families. */
  static byte[] listTables(int sequence) {
    return new NetlinkRequest(
            NFTABLES << 8 | GET_TABLE, NetlinkRequest.REQUEST | NetlinkRequest.DUMP, sequence)
        .word(0)
        .bytes();
  }

  /** All messages; all but the first and the last are answered. */
  List<byte[]> end() {
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
    message.text(1, firewall.table());
    content.write(message);
    messages.add(message.bytes());
  }

  // ---------------------------------------------------------------- tables, chains, sets

  /** Makes the table of a family; done if it is there. */
  void addTable(AddressFamily family) {
    message(NEW_TABLE, NetlinkRequest.CREATE, family, _ -> {});
  }

  /** Removes the table of a family, with all that is in it. */
  void removeTable(AddressFamily family) {
    message(DELETE_TABLE, 0, family, _ -> {});
  }

  /** Makes a chain that lets through what no rule decides about. */
  void addChain(AddressFamily family, String name, int hook) {
    message(
        NEW_CHAIN,
        NetlinkRequest.CREATE,
        family,
        message -> {
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

  /** Makes a set, or a map. */
  void addSet(AddressFamily family, Content description) {
    message(NEW_SET, NetlinkRequest.CREATE, family, description);
  }

  /** Puts elements into a set. */
  void addElements(AddressFamily family, String set, Content elements) {
    elements(NEW_ELEMENT, NetlinkRequest.CREATE, family, set, elements);
  }

  /** Takes elements out of a set. */
  void removeElements(AddressFamily family, String set, Content elements) {
    elements(DELETE_ELEMENT, 0, family, set, elements);
  }

  private void elements(int type, int flags, AddressFamily family, String set, Content elements) {
    message(
        type,
        flags,
        family,
        message -> {
          message.text(2, set);
          message.flaggedNest(3, () -> elements.write(message));
        });
  }

  // ---------------------------------------------------------------- rules

  /** Adds a rule behind the others of its chain. */
  void addRule(AddressFamily family, String chain, Content expressions) {
    message(
        NEW_RULE,
        NetlinkRequest.CREATE | NetlinkRequest.APPEND,
        family,
        message -> {
          message.text(2, chain);
          message.flaggedNest(4, () -> expressions.write(message));
        });
  }

  /** An expression in a list of them. */
  static void expression(NetlinkRequest message, String name, Runnable content) {
    message.flaggedNest(1, () -> written(message, name, content));
  }

  private static void written(NetlinkRequest message, String name, Runnable content) {
    message.text(1, name);
    message.flaggedNest(2, content);
  }

  /** Loads a part of a packet. */
  static void payload(NetlinkRequest message, int register, int base, int offset, int length) {
    expression(
        message,
        "payload",
        () -> {
          message.bigAttribute(1, register);
          message.bigAttribute(2, base);
          message.bigAttribute(3, offset);
          message.bigAttribute(4, length);
        });
  }

  /** Loads something about a packet. */
  static void meta(NetlinkRequest message, int key, int register) {
    expression(
        message,
        "meta",
        () -> {
          message.bigAttribute(2, key);
          message.bigAttribute(1, register);
        });
  }

  /** Sets something about a packet to what was found. */
  static void setMeta(NetlinkRequest message, int key) {
    expression(
        message,
        "meta",
        () -> {
          message.bigAttribute(2, key);
          message.bigAttribute(3, FIRST_REGISTER);
        });
  }

  /** Goes on only if what was loaded is this. */
  static void compare(NetlinkRequest message, int octet) {
    expression(
        message,
        "cmp",
        () -> {
          message.bigAttribute(1, FIRST_REGISTER);
          message.bigAttribute(2, 0);
          message.flaggedNest(3, () -> message.octetAttribute(1, octet));
        });
  }

  /** Goes on only if what was loaded is in a set. */
  static void lookup(NetlinkRequest message, String set) {
    expression(
        message,
        "lookup",
        () -> {
          message.text(1, set);
          message.bigAttribute(2, FIRST_REGISTER);
        });
  }

  /** Goes on only if what was loaded is in a map, with what stands there. */
  static void map(NetlinkRequest message, String map) {
    expression(
        message,
        "lookup",
        () -> {
          message.text(1, map);
          message.bigAttribute(2, FIRST_REGISTER);
          message.bigAttribute(3, FIRST_REGISTER);
        });
  }

  /** Counts, if that is wanted. */
  void count(NetlinkRequest message) {
    if (firewall.counters()) {
      expression(message, "counter", () -> {});
    }
  }

  /** Counts each element of a set, if that is wanted. */
  void countElements(NetlinkRequest message) {
    if (firewall.counters()) {
      message.flaggedNest(17, () -> written(message, "counter", () -> {}));
    }
  }

  /** What becomes of the packet. */
  static void decide(NetlinkRequest message, int verdict) {
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
