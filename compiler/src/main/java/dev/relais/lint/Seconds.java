package dev.relais.lint;

import dev.relais.schema.Decimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Durations, and how they are written in messages. */
public final class Seconds {
  private Seconds() {}

  /** Seconds to the millisecond, without zeros at the end: {@code 1}, {@code 0.05}. */
  public static String of(Duration duration) {
    return Decimal.ofSeconds(duration.truncatedTo(ChronoUnit.MILLIS)).toString();
  }

  /** As {@link Duration#multipliedBy}, which counts in {@link java.math.BigDecimal}. */
  public static Duration times(Duration duration, int factor) {
    return Duration.ofSeconds(
        Math.multiplyExact(duration.getSeconds(), (long) factor),
        (long) duration.getNano() * factor);
  }
}
