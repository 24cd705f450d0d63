package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests to rtnetlink(7) and what it answers. Numbers are in the byte order of the machine. */
public final class NetlinkFormat {
  /** rt_protos: routes added by keepalived, and by us in its place. */
  public static final int ROUTE_PROTOCOL = 18;

  private static final int HEADER = 16;
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

  private static final int REQUEST = 0x1;
  private static final int ACKNOWLEDGE = 0x4;
  private static final int DUMP = 0x300;
  private static final int EXCLUSIVE = 0x200;
  private static final int CREATE = 0x400;
  private static final int EXTENDED_ACKNOWLEDGEMENT = 0x200;

  private static final int ANY_FAMILY = 0;
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int UP = 0x1;
  private static final int LOWER_UP = 0x10000;
  private static final int NO_DUPLICATE_DETECTION = 0x02;
  private static final int UNICAST = 1;
  private static final int SCOPE_GLOBAL = 0;
  private static final int SCOPE_LINK = 253;
  private static final int SCOPE_NOWHERE = 255;
  private static final int TABLE_COMPATIBLE = 252;

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

  /** Asks for all routes of IPv4. */
  public static byte[] listRoutes(int sequence) {
    return list(GET_ROUTE, 12, INET, sequence);
  }

  private static byte[] list(int type, int length, int family, int sequence) {
    Request request = new Request(type, REQUEST | DUMP, sequence);
    request.buffer.put((byte) family).put(new byte[length - 1]);
    return request.bytes();
  }

  /** Adds an address; {@code ip address add}. */
  public static byte[] addAddress(VirtualAddress address, int index, int sequence) {
    return address(NEW_ADDRESS, CREATE | EXCLUSIVE, address, index, sequence);
  }

  /** Removes an address; {@code ip address delete}. */
  public static byte[] removeAddress(VirtualAddress address, int index, int sequence) {
    return address(DELETE_ADDRESS, 0, address, index, sequence);
  }

  private static byte[] address(
      int type, int flags, VirtualAddress address, int index, int sequence) {
    IpPrefix prefix = address.prefix();
    boolean four = prefix.address().family() == AddressFamily.INET;
    Request request = new Request(type, REQUEST | ACKNOWLEDGE | flags, sequence);
    request.buffer.put((byte) (four ? INET : INET6)).put((byte) prefix.length());
    request.buffer.put((byte) (four ? 0 : NO_DUPLICATE_DETECTION)).put((byte) address.scope());
    request.buffer.putInt(index);
    request.attribute(2, prefix.address().bytes());
    request.attribute(1, prefix.address().bytes());
    address.broadcast().ifPresent(broadcast -> request.attribute(4, broadcast.bytes()));
    address
        .label()
        .ifPresent(label -> request.attribute(3, (label + '\0').getBytes(StandardCharsets.UTF_8)));
    return request.bytes();
  }

  /**
   * Adds a route before others with the same destination and metric; {@code ip route prepend}. An
   * older default route stays and counts again when this one is removed.
   *
   * @param index of the interface that the route names; 0 if it names none
   */
  public static byte[] addRoute(VirtualRoute route, int index, int sequence) {
    return route(NEW_ROUTE, CREATE, route, index, sequence);
  }

  /** Removes a route; {@code ip route delete}. */
  public static byte[] removeRoute(VirtualRoute route, int index, int sequence) {
    return route(DELETE_ROUTE, 0, route, index, sequence);
  }

  private static byte[] route(int type, int flags, VirtualRoute route, int index, int sequence) {
    Request request = new Request(type, REQUEST | ACKNOWLEDGE | flags, sequence);
    IpPrefix destination = route.destination().network();
    boolean four = destination.address().family() == AddressFamily.INET;
    boolean adds = type == NEW_ROUTE;
    int scope =
        route
            .scope()
            .orElse(
                !adds ? SCOPE_NOWHERE : route.gateway().isPresent() ? SCOPE_GLOBAL : SCOPE_LINK);
    request.buffer.put((byte) (four ? INET : INET6)).put((byte) destination.length());
    request.buffer.put((byte) 0).put((byte) 0);
    request.buffer.put((byte) (route.table() > 255 ? TABLE_COMPATIBLE : route.table()));
    request.buffer.put((byte) ROUTE_PROTOCOL).put((byte) scope);
    request.buffer.put((byte) (adds ? UNICAST : 0)).putInt(0);
    if (destination.length() > 0) {
      request.attribute(1, destination.address().bytes());
    }
    if (index != 0) {
      request.attribute(4, index);
    }
    route.gateway().ifPresent(gateway -> request.attribute(5, gateway.bytes()));
    route.metric().ifPresent(metric -> request.attribute(6, (int) (long) metric));
    route.source().ifPresent(source -> request.attribute(7, source.bytes()));
    request.attribute(15, route.table());
    return request.bytes();
  }

  /** A message under construction. */
  private static final class Request {
    private static final int LARGEST = 512;

    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST).order(ByteOrder.nativeOrder());

    Request(int type, int flags, int sequence) {
      buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    }

    void attribute(int type, byte[] value) {
      buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
      buffer.position(aligned(buffer.position()));
    }

    void attribute(int type, int value) {
      buffer.putShort((short) 8).putShort((short) type).putInt(value);
    }

    byte[] bytes() {
      buffer.putInt(0, buffer.position());
      byte[] bytes = new byte[buffer.position()];
      buffer.get(0, bytes);
      return bytes;
    }
  }

  // ---------------------------------------------------------------- what the kernel says

  /**
   * Reads what one receive call brought. Messages that nobody asks about, and bytes that are no
   * message, are left out.
   */
  public static List<NetlinkMessage> decode(byte[] datagram) {
    ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
    List<NetlinkMessage> messages = new ArrayList<>();
    int at = 0;
    while (at + HEADER <= datagram.length) {
      int length = buffer.getInt(at);
      if (length < HEADER || length > datagram.length - at) {
        break;
      }
      ByteBuffer message = buffer.slice(at, length).order(ByteOrder.nativeOrder());
      decode(message).ifPresent(messages::add);
      at += aligned(length);
    }
    return messages;
  }

  private static Optional<NetlinkMessage> decode(ByteBuffer message) {
    int type = message.getShort(4) & 0xFFFF;
    int sequence = message.getInt(8);
    int body = message.capacity() - HEADER;
    return switch (type) {
      case ERROR ->
          body < 4
              ? Optional.empty()
              : Optional.of(
                  new NetlinkMessage.Answer(sequence, -message.getInt(HEADER), text(message)));
      case DONE -> Optional.of(new NetlinkMessage.Done(sequence));
      case NEW_LINK, DELETE_LINK -> body < 16 ? Optional.empty() : link(message, type);
      case NEW_ADDRESS, DELETE_ADDRESS -> body < 8 ? Optional.empty() : address(message, type);
      case NEW_ROUTE, DELETE_ROUTE -> body < 12 ? Optional.empty() : route(message, type);
      default -> Optional.empty();
    };
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
            ? new NetlinkMessage.Link(index, string(name), up, address)
            : new NetlinkMessage.LinkGone(index, string(name)));
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
                index, new IpPrefix(address, length), type == DELETE_ADDRESS));
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
                message.get(HEADER + 5) & 0xFF,
                new IpPrefix(address, length),
                ipAddress(attributes.get(5)),
                number(attributes.get(4), 0),
                number(attributes.get(15), message.get(HEADER + 4) & 0xFF),
                number(attributes.get(6), 0) & 0xFFFF_FFFFL,
                type == DELETE_ROUTE));
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

  private static String string(byte[] bytes) {
    int end = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static Map<Integer, byte[]> attributes(ByteBuffer message, int from) {
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
