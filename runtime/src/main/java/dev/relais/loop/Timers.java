package dev.relais.loop;

import dev.relais.engine.TimerId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Timers by their deadlines. */
final class Timers {
  private static final int FEW = 64;

  private record Entry(Duration deadline, long order, TimerId timer) {}

  private final Map<TimerId, Entry> running = new HashMap<>();

  /** Entries whose timer was stopped or started again stay until they come to the top. */
  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparing(Entry::deadline).thenComparingLong(Entry::order));

  private long order;

  /** A timer that is due, and when it was. */
  record Due(TimerId timer, Duration deadline) {}

  void start(TimerId timer, Duration deadline) {
    Entry entry = new Entry(deadline, order++, timer);
    running.put(timer, entry);
    // A timer that is started again and again must not fill the memory before it runs out once.
    if (queue.size() > 2 * running.size() + FEW) {
      queue.removeIf(old -> !old.equals(running.get(old.timer())));
    }
    queue.add(entry);
  }

  /** Entries in memory, of timers that run and of others. */
  int size() {
    return queue.size();
  }

  void stop(TimerId timer) {
    running.remove(timer);
  }

  /** The earliest deadline; empty if no timer runs. */
  Optional<Duration> next() {
    while (!queue.isEmpty() && !queue.peek().equals(running.get(queue.peek().timer()))) {
      queue.remove();
    }
    return Optional.ofNullable(queue.peek()).map(Entry::deadline);
  }

  /** Takes out the earliest timer if it is due. */
  Optional<Due> takeDue(Duration now) {
    Optional<Duration> next = next();
    if (next.isEmpty() || next.get().compareTo(now) > 0) {
      return Optional.empty();
    }
    Entry entry = queue.remove();
    running.remove(entry.timer());
    return Optional.of(new Due(entry.timer(), entry.deadline()));
  }
}
