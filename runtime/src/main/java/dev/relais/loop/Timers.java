package dev.relais.loop;

import dev.relais.engine.TimerId;
import dev.relais.vrrp.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Timers by their deadlines. Looks at real servers may come a little early, so that those that come
 * close together come at once: waking for each of a thousand in a second costs more than they do.
 */
final class Timers {
  /** How early a look may come, together with one that is due. */
  static final Duration EARLY = Duration.ofMillis(10);

  private final Map<TimerId, Entry> running = new HashMap<>();
  private final Entries exact = new Entries();
  private final Entries looks = new Entries();
  private long order;

  /** A timer that is due, and when it was, or will be. */
  record Due(TimerId timer, Duration deadline) {}

  private record Entry(Duration deadline, long order, TimerId timer) {}

  /** Entries whose timer was stopped or started again stay until they come to the top. */
  private final class Entries {
    private static final int FEW = 64;

    private final PriorityQueue<Entry> queue =
        new PriorityQueue<>(Comparator.comparing(Entry::deadline).thenComparingLong(Entry::order));

    private boolean isRunning(Entry entry) {
      return entry.equals(running.get(entry.timer()));
    }

    void add(Entry entry) {
      // A timer that is started again and again must not fill the memory before it runs out once.
      if (queue.size() > 2 * running.size() + FEW) {
        queue.removeIf(old -> !isRunning(old));
      }
      queue.add(entry);
    }

    @Nullable Entry first() {
      Entry first = queue.peek();
      while (first != null && !isRunning(first)) {
        queue.remove();
        first = queue.peek();
      }
      return first;
    }

    boolean isDue(Duration now) {
      Entry first = first();
      return first != null && first.deadline().compareTo(now) <= 0;
    }

    Due take() {
      Entry entry = queue.remove();
      running.remove(entry.timer());
      return new Due(entry.timer(), entry.deadline());
    }
  }

  void start(TimerId timer, Duration deadline) {
    exact.add(started(timer, deadline));
  }

  /** Starts one that may come early, together with another. */
  void startLook(TimerId.LookDue timer, Duration deadline) {
    looks.add(started(timer, deadline));
  }

  private Entry started(TimerId timer, Duration deadline) {
    Entry entry = new Entry(deadline, order++, timer);
    running.put(timer, entry);
    return entry;
  }

  /** Entries in memory, of timers that run and of others. */
  int size() {
    return exact.queue.size() + looks.queue.size();
  }

  void stop(TimerId timer) {
    running.remove(timer);
  }

  /** The earliest deadline; empty if no timer runs. */
  Optional<Duration> next() {
    Entry first = exact.first();
    Entry look = looks.first();
    if (first == null || (look != null && look.deadline().compareTo(first.deadline()) < 0)) {
      first = look;
    }
    return Optional.ofNullable(first).map(Entry::deadline);
  }

  /** Whether the first that runs out then says that a master is silent. */
  boolean isTakeover(Duration deadline) {
    Entry first = exact.first();
    return first != null
        && first.deadline().equals(deadline)
        && first.timer() instanceof TimerId.OfRouter(String _, Timer timer)
        && timer == Timer.MASTER_DOWN;
  }

  /** Takes out the earliest timer if it is due; those that may come early come after all others. */
  Optional<Due> takeDue(Duration now) {
    return exact.isDue(now) ? Optional.of(exact.take()) : Optional.empty();
  }

  /** Takes out all looks that are due; and if there is one, those that would be due soon. */
  List<Due> takeLooks(Duration now) {
    if (!looks.isDue(now)) {
      return List.of();
    }
    List<Due> due = new ArrayList<>();
    Duration soon = now.plus(EARLY);
    while (looks.isDue(soon)) {
      due.add(looks.take());
    }
    return due;
  }
}
