package dev.relais.port;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The clocks of this host; clock_gettime(2). */
public interface Clock {
  /** The time since some moment before the start of the process, which only runs forward. */
  Duration now();

  /** The time of day, which may be set at any time. */
  Instant timeOfDay();

  /** In which people here read it. */
  ZoneId zone();
}
