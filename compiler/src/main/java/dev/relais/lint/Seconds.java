package dev.relais.lint;

import java.math.BigDecimal;
import java.time.Duration;

/** How durations are written in messages. */
public final class Seconds {
  private Seconds() {}

  /** Seconds to the millisecond, without zeros at the end: {@code 1}, {@code 0.05}. */
  public static String of(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
