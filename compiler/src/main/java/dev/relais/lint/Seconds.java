package dev.relais.lint;

import dev.relais.schema.Decimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** How durations are written in messages. */
public final class Seconds {
  private Seconds() {}

  /** Seconds to the millisecond, without zeros at the end: {@code 1}, {@code 0.05}. */
  public static String of(Duration duration) {
    return Decimal.ofSeconds(duration.truncatedTo(ChronoUnit.MILLIS)).toString();
  }
}
