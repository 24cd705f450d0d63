package dev.relais.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A row of bytes that nobody changes. */
public final class Bytes {
  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** These bytes; a later change of the array does not count. */
  public static Bytes of(byte[] bytes) {
    return new Bytes(bytes.clone());
  }

  /** These bytes, of an array that the caller gives away. */
  static Bytes owning(byte[] bytes) {
    return new Bytes(bytes);
  }

  /** How many there are. */
  public int length() {
    return bytes.length;
  }

  /** One of them, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xFF;
  }

  /** A copy. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** The bytes themselves, to be read. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
