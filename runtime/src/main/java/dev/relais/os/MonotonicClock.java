package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.relais.port.Clock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** CLOCK_MONOTONIC; clock_gettime(2). */
public final class MonotonicClock implements Clock {
  static final int CLOCK_MONOTONIC = 1;

  private final MemorySegment time = Arena.global().allocate(Layouts.TIMESPEC);

  @Override
  public Duration now() {
    Libc.clockTime(CLOCK_MONOTONIC, time);
    return Duration.ofSeconds(time.get(JAVA_LONG, 0), time.get(JAVA_LONG, 8));
  }
}
