package dev.relais.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.testdata.Seeds;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @ParameterizedTest
  @CsvSource({
    // RFC 1071, section 3: 0001 f203 f4f5 f6f7 add up to ddf2.
    "0001f203f4f5f6f7, 220d",
    // The IP header of an echo request; its checksum field is zero.
    "4500003c1c4640004006000 0ac100a63ac100a0c, b1e6",
    "'', ffff",
    "ffff, 0",
    "01, feff",
    "0102, fefd",
    "010203, fbfd",
  })
  void ofBytes(String hex, String checksum) {
    byte[] bytes = bytes(hex.replace(" ", ""));
    assertEquals(Integer.parseInt(checksum, 16), Checksum.of(Checksum.sum(bytes, 0, bytes.length)));
  }

  /** RFC 1071, section 2: the sum does not depend on how the words are grouped. */
  @Test
  void sumsOfPartsCanBeAdded() {
    Seeds.forEach(
        500,
        (_, random) -> {
          byte[] bytes = new byte[2 * random.nextInt(1, 600)];
          random.nextBytes(bytes);
          int middle = 2 * random.nextInt(bytes.length / 2);
          int whole = Checksum.of(Checksum.sum(bytes, 0, bytes.length));
          int parts = Checksum.sum(bytes, 0, middle) + Checksum.sum(bytes, middle, bytes.length);
          assertEquals(whole, Checksum.of(parts));
          assertEquals(0, Checksum.of(parts + whole), "with its checksum the sum is all ones");
        });
  }
}
