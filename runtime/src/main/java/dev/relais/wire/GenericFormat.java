package dev.relais.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Generic netlink: families of messages that share one protocol. The kernel numbers them as they
 * come, so each is asked for by its name; {@code linux/genetlink.h}.
 */
public final class GenericFormat {
  private static final int NOTHING = 1;
  private static final int CONTROLLER = 16;
  private static final int GET_FAMILY = 3;
  private static final int NEW_FAMILY = 1;
  private static final int CONTROLLER_VERSION = 1;
  private static final int FAMILY_ID = 1;
  private static final int FAMILY_NAME = 2;

  /** Where the header has them. */
  private static final int FLAGS = 6;

  /** Command, version and two bytes that mean nothing. */
  private static final int HEADER = NetlinkFormat.HEADER + 4;

  private GenericFormat() {}

  /** Asks for the number of a family; {@link #family} reads the answer. */
  public static byte[] findFamily(String name, int sequence) {
    NetlinkRequest request =
        begin(CONTROLLER, GET_FAMILY, CONTROLLER_VERSION, NetlinkRequest.ACKNOWLEDGE, sequence);
    request.text(FAMILY_NAME, name);
    return request.bytes();
  }

  /** The number of a family; empty if the message is about something else. */
  public static OptionalInt family(NetlinkMessage.Generic message) {
    if (message.type() != CONTROLLER || message.command() != NEW_FAMILY) {
      return OptionalInt.empty();
    }
    return Attributes.of(message.attributes()).half(FAMILY_ID);
  }

  /**
   * The same request, but answered only if it is refused. {@link #nothing} after it tells that it
   * is done.
   */
  public static byte[] answeredIfRefused(byte[] request) {
    byte[] copy = request.clone();
    ByteBuffer header = NetlinkFormat.wrap(copy);
    header.putShort(FLAGS, (short) (header.getShort(FLAGS) & ~NetlinkRequest.ACKNOWLEDGE));
    return copy;
  }

  /**
   * Asks for nothing. The kernel works off in order what comes together, so the answer tells that
   * all is done which went before; netlink(7), {@code NLMSG_NOOP}.
   */
  public static byte[] nothing(int sequence) {
    return new NetlinkRequest(
            NOTHING, NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE, sequence)
        .bytes();
  }

  /** Begins a message of a family. */
  static NetlinkRequest begin(int family, int command, int version, int flags, int sequence) {
    return new NetlinkRequest(family, NetlinkRequest.REQUEST | flags, sequence)
        .octet(command)
        .octet(version)
        .half(0);
  }

  /** Reads what one receive call brought. Bytes that are no message are left out. */
  public static List<NetlinkMessage> decode(byte[] datagram) {
    return NetlinkFormat.decode(datagram, GenericFormat::report);
  }

  private static Optional<NetlinkMessage> report(ByteBuffer message) {
    if (message.capacity() < HEADER) {
      return Optional.empty();
    }
    byte[] attributes = new byte[message.capacity() - HEADER];
    message.get(HEADER, attributes);
    return Optional.of(
        new NetlinkMessage.Generic(
            message.getInt(8),
            message.getShort(4) & 0xFFFF,
            message.get(NetlinkFormat.HEADER) & 0xFF,
            Body.of(attributes)));
  }

  /** Attributes of a message, or those in another one, by their types. */
  record Attributes(Map<Integer, byte[]> values) {

    static Attributes of(Body body) {
      return of(body.bytes());
    }

    private static Attributes of(byte[] bytes) {
      return new Attributes(NetlinkFormat.attributes(NetlinkFormat.wrap(bytes), 0));
    }

    /** Its bytes; empty if there are others than so many. */
    private Optional<ByteBuffer> sized(int type, int length) {
      byte[] value = values.get(type);
      return value != null && value.length == length
          ? Optional.of(NetlinkFormat.wrap(value))
          : Optional.empty();
    }

    /** An attribute of attributes; empty if it is not there. */
    Optional<Attributes> nest(int type) {
      return Optional.ofNullable(values.get(type)).map(Attributes::of);
    }

    Optional<byte[]> bytes(int type) {
      return Optional.ofNullable(values.get(type));
    }

    OptionalInt octet(int type) {
      return sized(type, 1)
          .map(value -> OptionalInt.of(value.get(0) & 0xFF))
          .orElseGet(OptionalInt::empty);
    }

    OptionalInt half(int type) {
      return sized(type, 2)
          .map(value -> OptionalInt.of(value.getShort(0) & 0xFFFF))
          .orElseGet(OptionalInt::empty);
    }

    /** A number in network order. */
    OptionalInt bigHalf(int type) {
      return sized(type, 2)
          .map(value -> OptionalInt.of(value.order(ByteOrder.BIG_ENDIAN).getShort(0) & 0xFFFF))
          .orElseGet(OptionalInt::empty);
    }

    /** A number without sign. */
    Optional<Long> word(int type) {
      return sized(type, 4).map(value -> value.getInt(0) & 0xFFFF_FFFFL);
    }

    Optional<String> text(int type) {
      return bytes(type).map(NetlinkFormat::string);
    }
  }
}
