package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("keepalived.conf(5): what a reload_time_file says")
class ReloadTimeTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  /** At noon in UTC, one o'clock in Paris. */
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "12:00:01Z, 2026-11-30T12:00:01Z",
    "12:00:00Z, 2026-12-01T12:00:00Z",
    "11:59:59Z, 2026-12-01T11:59:59Z",
    "13:00:01, 2026-11-30T12:00:01Z",
    "12:59:59, 2026-12-01T11:59:59Z",
    "00:30:00, 2026-11-30T23:30:00Z",
    "2026-12-31 04:30:00Z, 2026-12-31T04:30:00Z",
    "26-12-31 04:30:00Z, 2026-12-31T04:30:00Z",
    "2026-07-01 04:30:00, ",
    "2027-07-01 04:30:00, 2027-07-01T02:30:00Z",
    "2026-11-30 12:00:00Z, ",
    "2026-11-30 12:00:01Z, 2026-11-30T12:00:01Z",
  })
  void isTheNextSuchMoment(String text, String expected) {
    assertEquals(
        Optional.ofNullable(expected).map(Instant::parse),
        ReloadTime.parse(text).orElseThrow().after(NOW, PARIS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "12:00",
        "24:00:00",
        "12:60:00",
        " 12:00:00",
        "12:00:00 ",
        "12:00:00z",
        "2026-02-30 12:00:00",
        "2026-13-01 12:00:00",
        "126-12-01 12:00:00",
        "2026-12-01  12:00:00",
        "2026-12-01",
      })
  void hasPreciseForms(String text) {
    assertEquals(Optional.empty(), ReloadTime.parse(text));
  }
}
