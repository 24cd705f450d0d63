package dev.relais.port;

import java.time.Duration;

/** A clock that only runs forward; CLOCK_MONOTONIC of clock_gettime(2). */
public interface Clock {
  /** The time since some moment before the start of the process. */
  Duration now();
}
