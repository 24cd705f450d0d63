package dev.relais.bfd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.relais.testdata.Seeds;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5880, sections 4.1 and 6.8.6. */
class ControlPacketTest {
  private static final String UP = "20c0051811223344aabbccdd0000c3500000c35000000000";

  private static ControlPacket.Received decode(String hex) {
    return ControlPacket.decode(HexFormat.of().parseHex(hex));
  }

  @Test
  void isLaidOutAsTheSectionSays() {
    ControlPacket packet =
        new ControlPacket(
            Diagnostic.NONE,
            SessionState.UP,
            false,
            false,
            false,
            5,
            0x11223344,
            0xAABBCCDD,
            50_000,
            50_000);
    assertEquals(UP, HexFormat.of().formatHex(packet.encode()));
    assertEquals(new ControlPacket.Valid(packet), decode(UP));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 40c0051811223344aabbccdd0000c3500000c35000000000, 'its version is 2, not 1'",
    "1, 20c00518112233, 'it has 7 bytes, fewer than 24'",
    "2, 20c0051711223344aabbccdd0000c3500000c35000000000, its length is 23 of 24 bytes",
    "3, 20c0051911223344aabbccdd0000c3500000c35000000000, its length is 25 of 24 bytes",
    "4, 20c0001811223344aabbccdd0000c3500000c35000000000, its multiplier is 0",
    "5, 20c1051811223344aabbccdd0000c3500000c35000000000, it is for several points",
    "6, 20c0051800000000aabbccdd0000c3500000c35000000000, its discriminator is 0",
    "7, 20c0051811223344000000000000c3500000c35000000000, it knows no discriminator and is not down",
    "8, 2080051811223344000000000000c3500000c35000000000, it knows no discriminator and is not down",
    "9, 20c4051811223344aabbccdd0000c3500000c35000000000, 'it is authenticated, and nobody asked for that'",
    "10, 20f0051811223344aabbccdd0000c3500000c35000000000, it is a poll and an answer at once",
  })
  void discardsWhatTheSectionDiscards(int number, String hex, String reason) {
    assertEquals(new ControlPacket.Invalid(reason), decode(hex), "case " + number);
  }

  @Test
  void oneThatIsDownNeedNotKnowTheOther() {
    assertInstanceOf(
        ControlPacket.Valid.class, decode("2040051811223344000000000000c3500000c35000000000"));
    assertInstanceOf(
        ControlPacket.Valid.class, decode("2000051811223344000000000000c3500000c35000000000"));
  }

  /**
   * Whatever bytes arrive: a packet that is read says the same when it is written, as far as we do.
   */
  @Test
  void readsWhatItWritesAndSurvivesTheRest() {
    Seeds.forEach(
        2000,
        (_, random) -> {
          byte[] bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
          if (bytes.length > 3 && random.nextInt(4) > 0) {
            bytes[0] = (byte) (0x20 | (bytes[0] & 0x07));
            bytes[1] &= (byte) 0xE2;
            bytes[3] = ControlPacket.LENGTH;
          }
          if (ControlPacket.decode(bytes) instanceof ControlPacket.Valid(ControlPacket packet)) {
            byte[] written = packet.encode();
            assertEquals(new ControlPacket.Valid(packet), ControlPacket.decode(written));
            assertEquals(
                HexFormat.of().formatHex(Arrays.copyOfRange(bytes, 4, 20)),
                HexFormat.of().formatHex(Arrays.copyOfRange(written, 4, 20)));
          }
        });
  }
}
