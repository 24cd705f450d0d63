package dev.relais.wire;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a message said behind its header. To remove what it reports, the kernel is given the same
 * again: whatever is in it, it fits.
 */
public final class Body {
  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy. */
  static Body of(byte[] bytes) {
    return new Body(bytes.clone());
  }

  /** A copy. */
  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Body body && Arrays.equals(bytes, body.bytes);
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
