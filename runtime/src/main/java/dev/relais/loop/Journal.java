package dev.relais.loop;

import dev.relais.engine.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest events. An engine that is given the same events at the same times does the same again,
 * which makes what happened in a failover something to look at.
 */
public final class Journal {
  private static final int LARGEST = 256;

  private final Deque<Entry> entries = new ArrayDeque<>(LARGEST);
  private long dropped;

  /**
   * An event and when the engine was told about it.
   *
   * @param at on the clock of the loop
   * @param timeOfDay which time of day it was
   */
  public record Entry(Duration at, Instant timeOfDay, Event event) {}

  void add(Duration at, Instant timeOfDay, Event event) {
    if (entries.size() == LARGEST) {
      entries.removeFirst();
      dropped++;
    }
    entries.addLast(new Entry(at, timeOfDay, event));
  }

  /** The events, the oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** How many events are no longer there. */
  public long dropped() {
    return dropped;
  }
}
