package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message to the kernel while it is written: a header, a fixed part, attributes; netlink(7). */
final class NetlinkRequest {
  static final int REQUEST = 0x1;
  static final int ACKNOWLEDGE = 0x4;
  static final int DUMP = 0x300;
  static final int EXCLUSIVE = 0x200;
  static final int CREATE = 0x400;
  static final int APPEND = 0x800;

  private static final int LARGEST = 16 * 1024;
  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int NESTED = 0x8000;

  private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST).order(ByteOrder.nativeOrder());

  NetlinkRequest(int type, int flags, int sequence) {
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
  }

  static int number(AddressFamily family) {
    return family == AddressFamily.INET ? INET : INET6;
  }

  NetlinkRequest octet(int value) {
    buffer.put((byte) value);
    return this;
  }

  NetlinkRequest half(int value) {
    buffer.putShort((short) value);
    return this;
  }

  NetlinkRequest word(int value) {
    buffer.putInt(value);
    return this;
  }

  NetlinkRequest raw(byte[] bytes) {
    buffer.put(bytes);
    align();
    return this;
  }

  void attribute(int type, byte[] value) {
    buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    align();
  }

  void attribute(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
  }

  /** A number in network order. */
  void bigAttribute(int type, int value) {
    attribute(type, ByteBuffer.allocate(4).putInt(value).array());
  }

  /** A number in network order. */
  void bigAttribute(int type, long value) {
    attribute(type, ByteBuffer.allocate(8).putLong(value).array());
  }

  void octetAttribute(int type, int value) {
    attribute(type, new byte[] {(byte) value});
  }

  void halfAttribute(int type, int value) {
    attribute(
        type,
        ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort((short) value).array());
  }

  /** A number in network order. */
  void bigHalfAttribute(int type, int value) {
    attribute(type, ByteBuffer.allocate(2).putShort((short) value).array());
  }

  void text(int type, String text) {
    attribute(type, (text + '\0').getBytes(StandardCharsets.UTF_8));
  }

  /** An attribute of attributes, without the flag that newer interfaces want. */
  void nest(int type, Runnable content) {
    int start = buffer.position();
    buffer.putShort((short) 0).putShort((short) type);
    content.run();
    buffer.putShort(start, (short) (buffer.position() - start));
  }

  /** An attribute of attributes. */
  void flaggedNest(int type, Runnable content) {
    nest(type | NESTED, content);
  }

  /** Something that begins with its own length in 16 bits. */
  void measured(Runnable content) {
    int start = buffer.position();
    content.run();
    buffer.putShort(start, (short) (buffer.position() - start));
  }

  private void align() {
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
  }

  byte[] bytes() {
    buffer.putInt(0, buffer.position());
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }
}
