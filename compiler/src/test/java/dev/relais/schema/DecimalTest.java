package dev.relais.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecimalTest {
  private static final List<String> NUMBERS =
      List.of(
          "-2147483648",
          "-1",
          "0",
          "0.0",
          "0.000001",
          "0.04",
          "0.05",
          "0.5",
          "0.50",
          "0.9",
          "1",
          "1.0",
          "1.05",
          "9.9",
          "10",
          "10.000",
          "255",
          "255.0000000001",
          "4294967295");

  @Test
  void isOrderedAsNumbersAre() {
    for (String left : NUMBERS) {
      for (String right : NUMBERS) {
        assertEquals(
            new BigDecimal(left).compareTo(new BigDecimal(right)),
            Integer.signum(Decimal.parse(left).compareTo(Decimal.parse(right))),
            left + " " + right);
      }
    }
  }

  @Test
  void isPrintedAsItWasWritten() {
    for (String number : NUMBERS) {
      assertEquals(number, Decimal.parse(number).toString());
    }
    assertEquals("0.5", Decimal.parse(".5").toString());
    assertEquals("5.0", Decimal.parse("5.").toString());
    assertEquals("5", Decimal.parse("+5").toString());
  }

  @Test
  void isWholeWithNothingButZerosBehindThePoint() {
    assertEquals(true, Decimal.parse("3.000").isWhole());
    assertEquals(true, Decimal.of(3).isWhole());
    assertEquals(false, Decimal.parse("3.001").isWhole());
  }

  @Test
  void countsSeconds() {
    assertEquals(Duration.ofMillis(50), Decimal.parse("0.05").seconds());
    assertEquals(Duration.ofSeconds(-7), Decimal.of(-7).seconds());
    assertEquals(Duration.ofNanos(1_123_456_789), Decimal.parse("1.1234567899").seconds());
    assertEquals("0.05", Decimal.ofSeconds(Duration.ofMillis(50)).toString());
    assertEquals("1.000001", Decimal.ofSeconds(Duration.ofNanos(1_000_001_000)).toString());
    assertEquals("100", Decimal.ofSeconds(Duration.ofSeconds(100)).toString());
  }

  @Test
  void isNothingButDigits() {
    for (String text : List.of("", "x", "1.x", "1.-5", "1e3", ".", "-.5", "-0.5", "+0.5")) {
      assertThrows(NumberFormatException.class, () -> Decimal.parse(text), text);
    }
  }
}
