package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.Clock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** CLOCK_MONOTONIC, and CLOCK_REALTIME for the time of day; clock_gettime(2). */
public final class MonotonicClock implements Clock {
  static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_REALTIME = 0;

  private final MemorySegment time = Arena.global().allocate(Layouts.TIMESPEC);

  @Override
  public Duration now() {
    Libc.clockTime(CLOCK_MONOTONIC, time);
    return Duration.ofSeconds(time.get(JAVA_LONG, 0), time.get(JAVA_LONG, 8));
  }

  @Override
  public Instant timeOfDay() {
    Libc.clockTime(CLOCK_REALTIME, time);
    return Instant.ofEpochSecond(time.get(JAVA_LONG, 0), time.get(JAVA_LONG, 8));
  }

  @Override
  public ZoneId zone() {
    return ZoneId.systemDefault();
  }
}
