package dev.relais.wire;

import static dev.relais.wire.FirewallTransaction.FIFTH_WORD;
import static dev.relais.wire.FirewallTransaction.FIRST_REGISTER;
import static dev.relais.wire.FirewallTransaction.NETWORK_HEADER;
import static dev.relais.wire.FirewallTransaction.SECOND_WORD;
import static dev.relais.wire.FirewallTransaction.TRANSPORT_HEADER;
import static dev.relais.wire.FirewallTransaction.compare;
import static dev.relais.wire.FirewallTransaction.decide;
import static dev.relais.wire.FirewallTransaction.map;
import static dev.relais.wire.FirewallTransaction.meta;
import static dev.relais.wire.FirewallTransaction.payload;
import static dev.relais.wire.FirewallTransaction.setMeta;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.VirtualService.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Requests to nftables: a table in which packets to addresses and ports are marked, as keepalived
 * 2.2.7 makes it, but for the port 0: that is a range of all ports here, and none there. Each
 * family has a map for each protocol, from ranges of addresses with a port to marks, and a rule
 * that asks it. The messages of a request take effect together or not at all.
 */
public final class MarkFormat {
  private static final String CHAIN = "in";

  private static final int MAP_OF_CONCATENATED_RANGES = 0x04 | 0x08 | 0x80;

  private static final int LAST_PORT = 65_535;

  /** More would not fit into a message. */
  private static final int ELEMENTS_IN_A_MESSAGE = 128;

  private final FirewallTransaction transaction;
  private final AddressFamily family;
  private int maps;

  private MarkFormat(Firewall table, AddressFamily family, IntSupplier sequence) {
    this.transaction = new FirewallTransaction(table, sequence);
    this.family = family;
  }

  /**
   * Makes the table of a family anew, whether there is one of its name or not.
   *
   * @param marks from 1 to 4294967295; those of the other family do not count
   * @param sequence gives each message its number
   * @return the messages; all but the first and the last are answered
   */
  public static List<byte[]> install(
      Firewall table, AddressFamily family, Map<MarkedPackets, Long> marks, IntSupplier sequence) {
    MarkFormat format = new MarkFormat(table, family, sequence);
    // Only what is there can be removed.
    format.transaction.addTable(family);
    format.transaction.removeTable(family);
    format.transaction.addTable(family);
    format.transaction.addChain(family, CHAIN, FirewallTransaction.INPUT);
    format.change(Map.of(), marks);
    return format.transaction.end();
  }

  /**
   * Changes the marks of a family in a table that is there. A packet that has the same mark before
   * and after has it all the while, unless all packets of a protocol lose theirs: then the table is
   * made anew.
   *
   * @param before what the table has
   * @param after what it has then
   * @param sequence gives each message its number
   * @return the messages; all but the first and the last are answered
   */
  public static List<byte[]> change(
      Firewall table,
      AddressFamily family,
      Map<MarkedPackets, Long> before,
      Map<MarkedPackets, Long> after,
      IntSupplier sequence) {
    MarkFormat format = new MarkFormat(table, family, sequence);
    if (!format.protocols(after).containsAll(format.protocols(before))) {
      return install(table, family, after, sequence);
    }
    format.change(before, after);
    return format.transaction.end();
  }

  private void change(Map<MarkedPackets, Long> before, Map<MarkedPackets, Long> after) {
    Map<MarkedPackets, Long> gone = without(before, after);
    Map<MarkedPackets, Long> come = without(after, before);
    Set<Protocol> known = protocols(before);
    for (Protocol protocol : protocols(after)) {
      if (!known.contains(protocol)) {
        addMap(protocol);
        addRule(protocol);
      }
    }
    elements(transaction::removeElements, gone);
    elements(transaction::addElements, come);
  }

  private Set<Protocol> protocols(Map<MarkedPackets, Long> marks) {
    Set<Protocol> protocols = new LinkedHashSet<>();
    marks.keySet().stream()
        .filter(packets -> packets.family() == family)
        .forEach(packets -> protocols.add(packets.protocol()));
    return protocols;
  }

  private static Map<MarkedPackets, Long> without(
      Map<MarkedPackets, Long> all, Map<MarkedPackets, Long> others) {
    Map<MarkedPackets, Long> rest = new LinkedHashMap<>(all);
    rest.entrySet().removeAll(others.entrySet());
    return rest;
  }

  // ---------------------------------------------------------------- maps and rules

  private static String name(Protocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT) + "_map";
  }

  private int addressLength() {
    return family == AddressFamily.INET ? 4 : 16;
  }

  private void addMap(Protocol protocol) {
    int type =
        family == AddressFamily.INET
            ? FirewallTransaction.TYPE_ADDRESS_4
            : FirewallTransaction.TYPE_ADDRESS_6;
    maps++;
    transaction.addSet(
        family,
        message -> {
          message.text(2, name(protocol));
          message.bigAttribute(3, MAP_OF_CONCATENATED_RANGES);
          message.bigAttribute(
              4, type << FirewallTransaction.TYPE_BITS | FirewallTransaction.TYPE_PORT);
          message.bigAttribute(5, addressLength() + 4);
          message.bigAttribute(6, FirewallTransaction.TYPE_MARK);
          message.bigAttribute(7, 4);
          message.bigAttribute(10, maps);
          message.flaggedNest(
              9,
              () ->
                  message.flaggedNest(
                      2,
                      () -> {
                        message.flaggedNest(1, () -> message.bigAttribute(1, addressLength()));
                        message.flaggedNest(1, () -> message.bigAttribute(1, 2));
                      }));
          message.attribute(13, byteOrders());
          transaction.countElements(message);
        });
  }

  /** What nft(8) wants to know to show marks: they are numbers of this machine. */
  private static byte[] byteOrders() {
    return ByteBuffer.allocate(12)
        .order(ByteOrder.nativeOrder())
        .put((byte) 0)
        .put((byte) 4)
        .putInt(2)
        .put((byte) 1)
        .put((byte) 4)
        .putInt(1)
        .array();
  }

  private void addRule(Protocol protocol) {
    boolean four = family == AddressFamily.INET;
    transaction.addRule(
        family,
        CHAIN,
        message -> {
          meta(message, FirewallTransaction.META_PROTOCOL, FIRST_REGISTER);
          compare(message, protocol.number());
          payload(message, FIRST_REGISTER, NETWORK_HEADER, four ? 16 : 24, addressLength());
          payload(message, four ? SECOND_WORD : FIFTH_WORD, TRANSPORT_HEADER, 2, 2);
          map(message, name(protocol));
          setMeta(message, FirewallTransaction.META_MARK);
          transaction.count(message);
          decide(message, FirewallTransaction.RETURN);
        });
  }

  // ---------------------------------------------------------------- elements

  /** What is done with elements of a map. */
  private interface Change {
    void make(AddressFamily family, String map, FirewallTransaction.Content elements);
  }

  private void elements(Change change, Map<MarkedPackets, Long> marks) {
    Map<Protocol, List<Map.Entry<MarkedPackets, Long>>> byProtocol = new HashMap<>();
    for (Map.Entry<MarkedPackets, Long> entry : marks.entrySet()) {
      if (entry.getKey().family() == family) {
        byProtocol.computeIfAbsent(entry.getKey().protocol(), _ -> new ArrayList<>()).add(entry);
      }
    }
    for (Protocol protocol : Protocol.values()) {
      List<Map.Entry<MarkedPackets, Long>> all = byProtocol.getOrDefault(protocol, List.of());
      for (int from = 0; from < all.size(); from += ELEMENTS_IN_A_MESSAGE) {
        List<Map.Entry<MarkedPackets, Long>> together =
            all.subList(from, Math.min(from + ELEMENTS_IN_A_MESSAGE, all.size()));
        change.make(
            family,
            name(protocol),
            message ->
                together.forEach(entry -> element(message, entry.getKey(), entry.getValue())));
      }
    }
  }

  private static void element(NetlinkRequest message, MarkedPackets packets, long mark) {
    message.flaggedNest(
        1,
        () -> {
          message.flaggedNest(1, () -> message.attribute(1, key(packets.first(), packets.port())));
          int lastPort = packets.port() == 0 ? LAST_PORT : packets.port();
          message.flaggedNest(10, () -> message.attribute(1, key(packets.last(), lastPort)));
          message.flaggedNest(2, () -> message.attribute(1, (int) mark));
        });
  }

  private static byte[] key(IpAddress address, int port) {
    byte[] bytes = address.bytes();
    return ByteBuffer.allocate(bytes.length + 4).put(bytes).putShort((short) port).array();
  }
}
