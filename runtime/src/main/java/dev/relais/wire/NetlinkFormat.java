package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.RouteDetails;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests to rtnetlink(7) and what it answers. Numbers are in the byte order of the machine. */
public final class NetlinkFormat {
  static final int HEADER = 16;
  private static final int ERROR = 2;
  private static final int DONE = 3;
  private static final int NEW_LINK = 16;
  private static final int DELETE_LINK = 17;
  private static final int GET_LINK = 18;
  private static final int NEW_ADDRESS = 20;
  private static final int DELETE_ADDRESS = 21;
  private static final int GET_ADDRESS = 22;
  private static final int NEW_ROUTE = 24;
  private static final int DELETE_ROUTE = 25;
  private static final int GET_ROUTE = 26;

  private static final int NEW_RULE = 32;
  private static final int DELETE_RULE = 33;
  private static final int GET_RULE = 34;

  /** A new table, of nfnetlink's nftables. */
  private static final int FIREWALL_TABLE = 10 << 8;

  private static final int EXTENDED_ACKNOWLEDGEMENT = 0x200;

  private static final int ANY_FAMILY = 0;
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int UP = 0x1;
  private static final int LOWER_UP = 0x10000;
  private static final int MACVLAN_PRIVATE = 1;
  private static final int LOOKUP = 1;

  private NetlinkFormat() {}

  // ---------------------------------------------------------------- requests

  /** Asks for all interfaces. */
  public static byte[] listLinks(int sequence) {
    return list(GET_LINK, 16, 0, sequence);
  }

  /** Asks for all addresses. */
  public static byte[] listAddresses(int sequence) {
    return list(GET_ADDRESS, 8, 0, sequence);
  }

  /** Asks for all routes of a family. */
  public static byte[] listRoutes(AddressFamily family, int sequence) {
    return list(GET_ROUTE, 12, NetlinkRequest.number(family), sequence);
  }

  /** Asks for all rules of a family. */
  public static byte[] listRules(AddressFamily family, int sequence) {
    return list(GET_RULE, 12, NetlinkRequest.number(family), sequence);
  }

  private static byte[] list(int type, int length, int family, int sequence) {
    byte[] fixed = new byte[length];
    fixed[0] = (byte) family;
    return new NetlinkRequest(type, NetlinkRequest.REQUEST | NetlinkRequest.DUMP, sequence)
        .raw(fixed)
        .bytes();
  }

  /** Removes a route that the kernel reported. */
  public static byte[] remove(NetlinkMessage.Route reported, int sequence) {
    return remove(DELETE_ROUTE, reported.body(), sequence);
  }

  /** Removes a rule that the kernel reported. */
  public static byte[] remove(NetlinkMessage.Rule reported, int sequence) {
    return remove(DELETE_RULE, reported.body(), sequence);
  }

  private static byte[] remove(int type, Body body, int sequence) {
    return new NetlinkRequest(type, NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE, sequence)
        .raw(body.bytes())
        .bytes();
  }

  // ---------------------------------------------------------------- what the kernel says

  /**
   * Reads what one receive call brought. Messages that nobody asks about, and bytes that are no
   * message, are left out.
   */
  public static List<NetlinkMessage> decode(byte[] datagram) {
    return decode(datagram, NetlinkFormat::report);
  }

  /**
   * Reads what one receive call brought.
   *
   * @param report reads messages that are neither an answer nor the end of a list
   */
  static List<NetlinkMessage> decode(
      byte[] datagram, Function<ByteBuffer, Optional<NetlinkMessage>> report) {
    ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    List<NetlinkMessage> messages = new ArrayList<>();
    int at = 0;
    while (at + HEADER <= datagram.length) {
      int length = buffer.getInt(at);
      if (length < HEADER || length > datagram.length - at) {
        break;
      }
      ByteBuffer message = buffer.slice(at, length).order(ByteOrder.nativeOrder());
      decode(message, report).ifPresent(messages::add);
      at += aligned(length);
    }
    return messages;
  }

  private static Optional<NetlinkMessage> decode(
      ByteBuffer message, Function<ByteBuffer, Optional<NetlinkMessage>> report) {
    int sequence = message.getInt(8);
    int body = message.capacity() - HEADER;
    return switch (message.getShort(4) & 0xFFFF) {
      case ERROR ->
          body < 4
              ? Optional.empty()
              : Optional.of(
                  new NetlinkMessage.Answer(sequence, -message.getInt(HEADER), text(message)));
      case DONE -> Optional.of(new NetlinkMessage.Done(sequence));
      default -> report.apply(message);
    };
  }

  private static Optional<NetlinkMessage> report(ByteBuffer message) {
    int type = message.getShort(4) & 0xFFFF;
    int body = message.capacity() - HEADER;
    return switch (type) {
      case NEW_LINK, DELETE_LINK -> body < 16 ? Optional.empty() : link(message, type);
      case NEW_ADDRESS, DELETE_ADDRESS -> body < 8 ? Optional.empty() : address(message, type);
      case NEW_ROUTE, DELETE_ROUTE ->
          body < 12 || message.get(HEADER + 5) != RouteDetails.KEEPALIVED
              ? Optional.empty()
              : route(message, type);
      case NEW_RULE, DELETE_RULE -> body < 12 ? Optional.empty() : rule(message, type);
      case FIREWALL_TABLE -> body < 4 ? Optional.empty() : table(message);
      default -> Optional.empty();
    };
  }

  private static Optional<NetlinkMessage> table(ByteBuffer message) {
    int family = message.get(HEADER) & 0xFF;
    byte[] name = attributes(message, HEADER + 4).get(1);
    return name == null || (family != INET && family != INET6)
        ? Optional.empty()
        : Optional.of(
            new NetlinkMessage.FirewallTable(
                family == INET ? AddressFamily.INET : AddressFamily.INET6, string(name)));
  }

  /** What the kernel says about an error, behind the header of the request. */
  private static String text(ByteBuffer message) {
    boolean extended = (message.getShort(6) & EXTENDED_ACKNOWLEDGEMENT) != 0;
    byte[] text = extended ? attributes(message, HEADER + 4 + HEADER).get(1) : null;
    return text == null ? "" : string(text);
  }

  private static Optional<NetlinkMessage> link(ByteBuffer message, int type) {
    int index = message.getInt(HEADER + 4);
    int flags = message.getInt(HEADER + 8);
    Map<Integer, byte[]> attributes = attributes(message, HEADER + 16);
    byte[] name = attributes.get(3);
    // A bridge reports its ports as links of its own family, and one that leaves it as gone.
    if (name == null || message.get(HEADER) != ANY_FAMILY) {
      return Optional.empty();
    }
    boolean up = (flags & UP) != 0 && (flags & LOWER_UP) != 0;
    byte[] mac = attributes.get(1);
    Optional<MacAddress> address =
        mac != null && mac.length == 6
            ? Optional.of(new MacAddress(ByteBuffer.allocate(8).put(2, mac).getLong(0)))
            : Optional.empty();
    return Optional.of(
        type == NEW_LINK
            ? new NetlinkMessage.Link(index, string(name), up, address, isShared(attributes))
            : new NetlinkMessage.LinkGone(index, string(name)));
  }

  private static boolean isShared(Map<Integer, byte[]> attributes) {
    byte[] information = attributes.get(18);
    if (information == null) {
      return false;
    }
    Map<Integer, byte[]> parts = attributes(wrap(information), 0);
    byte[] kind = parts.get(1);
    byte[] data = parts.get(2);
    if (kind == null || data == null) {
      return false;
    }
    return switch (string(kind)) {
      case "macvlan" -> number(attributes(wrap(data), 0).get(1), 0) == MACVLAN_PRIVATE;
      case "ipvlan" -> true;
      default -> false;
    };
  }

  private static Optional<NetlinkMessage> address(ByteBuffer message, int type) {
    int length = message.get(HEADER + 1) & 0xFF;
    int index = message.getInt(HEADER + 4);
    Map<Integer, byte[]> attributes = attributes(message, HEADER + 8);
    // On point-to-point links IFA_ADDRESS is the peer; IFA_LOCAL, where there is one, is ours.
    byte[] bytes = attributes.containsKey(2) ? attributes.get(2) : attributes.get(1);
    return ipAddress(bytes)
        .filter(address -> length <= address.bits())
        .map(address ->
            new NetlinkMessage.Address(
                index,
                new IpPrefix(address, length),
                octet(attributes.get(11)),
                type == DELETE_ADDRESS));
  }

  private static Optional<NetlinkMessage> route(ByteBuffer message, int type) {
    int family = message.get(HEADER) & 0xFF;
    int length = message.get(HEADER + 1) & 0xFF;
    Map<Integer, byte[]> attributes = attributes(message, HEADER + 12);
    byte[] any = new byte[family == INET ? 4 : 16];
    return ipAddress(attributes.getOrDefault(1, any))
        .filter(address -> length <= address.bits())
        .map(address ->
            new NetlinkMessage.Route(
                message.get(HEADER + 7) & 0xFF,
                new IpPrefix(address, length),
                message.get(HEADER + 3) & 0xFF,
                ipAddress(attributes.get(5)),
                number(attributes.get(4), 0),
                number(attributes.get(15), message.get(HEADER + 4) & 0xFF),
                number(attributes.get(6), 0) & 0xFFFF_FFFFL,
                body(message),
                type == DELETE_ROUTE));
  }

  private static Optional<NetlinkMessage> rule(ByteBuffer message, int type) {
    Map<Integer, byte[]> attributes = attributes(message, HEADER + 12);
    int family = message.get(HEADER) & 0xFF;
    if (octet(attributes.get(21)) != RouteDetails.KEEPALIVED
        || (family != INET && family != INET6)) {
      return Optional.empty();
    }
    int action = message.get(HEADER + 7) & 0xFF;
    return Optional.of(
        new NetlinkMessage.Rule(
            family == INET ? AddressFamily.INET : AddressFamily.INET6,
            number(attributes.get(6), 0) & 0xFFFF_FFFFL,
            prefix(attributes.get(2), message.get(HEADER + 2) & 0xFF),
            prefix(attributes.get(1), message.get(HEADER + 1) & 0xFF),
            action,
            action == LOOKUP ? number(attributes.get(15), message.get(HEADER + 4) & 0xFF) : 0,
            body(message),
            type == DELETE_RULE));
  }

  private static Optional<IpPrefix> prefix(byte @Nullable [] bytes, int length) {
    return ipAddress(bytes)
        .filter(address -> length <= address.bits())
        .map(address -> new IpPrefix(address, length));
  }

  private static Body body(ByteBuffer message) {
    byte[] bytes = new byte[message.capacity() - HEADER];
    message.get(HEADER, bytes);
    return Body.of(bytes);
  }

  private static int octet(byte @Nullable [] bytes) {
    return bytes != null && bytes.length == 1 ? bytes[0] & 0xFF : 0;
  }

  static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  private static Optional<IpAddress> ipAddress(byte @Nullable [] bytes) {
    return bytes != null && (bytes.length == 4 || bytes.length == 16)
        ? Optional.of(IpAddress.of(bytes))
        : Optional.empty();
  }

  private static int number(byte @Nullable [] bytes, int otherwise) {
    return bytes != null && bytes.length == 4
        ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt()
        : otherwise;
  }

  static String string(byte[] bytes) {
    int end = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  static Map<Integer, byte[]> attributes(ByteBuffer message, int from) {
    Map<Integer, byte[]> attributes = new HashMap<>();
    int at = from;
    while (at + 4 <= message.capacity()) {
      int length = message.getShort(at) & 0xFFFF;
      if (length < 4 || at + length > message.capacity()) {
        break;
      }
      byte[] value = new byte[length - 4];
      message.get(at + 4, value);
      attributes.put(message.getShort(at + 2) & 0x3FFF, value);
      at += aligned(length);
    }
    return attributes;
  }

  private static int aligned(int length) {
    return length + 3 & ~3;
  }
}
