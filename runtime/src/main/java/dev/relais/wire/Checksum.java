package dev.relais.wire;

/** The Internet checksum; RFC 1071. */
public final class Checksum {
  private Checksum() {}

  /**
   * Sum of 16-bit words, not yet complemented, so that sums of several parts can be added.
   *
   * @param bytes where the words are
   * @param from index of the first byte
   * @param to index after the last byte; an odd last byte is padded with zero
   */
  public static int sum(byte[] bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i += 2) {
      int low = i + 1 < to ? bytes[i + 1] & 0xFF : 0;
      sum += ((bytes[i] & 0xFF) << 8) | low;
    }
    return sum;
  }

  /** Folds a sum to 16 bits and complements it. 0 for a sum over bytes with a right checksum. */
  public static int of(int sum) {
    int folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return ~folded & 0xFFFF;
  }
}
