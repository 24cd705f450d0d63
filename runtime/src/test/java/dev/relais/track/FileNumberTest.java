package dev.relais.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As keepalived 2.2.7 was seen to read files. */
class FileNumberTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          "5\n", 5
          "-200\n", -200
          "+7", 7
          " 3 \n", 3
          "12abc", 12
          "abc", 0
          "", 0
          "-", 0
          "0x10", 16
          "-0x10", -16
          "010", 8
          "0", 0
          "08", 0
          "2147483647", 2147483647
          "-2147483648", -2147483648
          """)
  void readsTheNumberAtTheBeginning(String text, long number) {
    assertEquals(Optional.of(number), FileNumber.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"99999999999", "2147483648", "-2147483649", "0xFFFFFFFFFFFFFFFFFFFF"})
  void leavesOutWhatIsTooLarge(String text) {
    assertEquals(Optional.empty(), FileNumber.parse(text));
  }
}
