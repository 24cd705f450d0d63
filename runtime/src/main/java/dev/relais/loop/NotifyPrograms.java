package dev.relais.loop;

import dev.relais.engine.Action.Level;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.port.HostException;
import dev.relais.port.Programs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Programs that are told about states. Those of one instance or group are started in the order of
 * what happened, each when the one before it has ended. One that takes its time holds up the next
 * for {@link #PATIENCE} only, and none where {@link #MOST_WAITING} are waiting already; none is
 * left out.
 */
final class NotifyPrograms {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  static final int MOST_WAITING = 16;

  /** The programs of one instance or group; those that wait are in the order of their starts. */
  private static final class Queue {
    private final Deque<Program> waiting = new ArrayDeque<>();
    private Optional<Long> latest = Optional.empty();
    private Duration patience = Duration.ZERO;
  }

  private record Running(String subject, String program) {}

  private final Programs programs;
  private final Household household;
  private final Map<String, Queue> queues = new LinkedHashMap<>();
  private final Map<Long, Running> running = new HashMap<>();

  NotifyPrograms(Programs programs, Household household) {
    this.programs = programs;
    this.household = household;
  }

  /** Starts programs, now or later. */
  void add(Duration now, String subject, List<Program> more, ProcessSettings settings) {
    if (more.isEmpty()) {
      return;
    }
    Queue queue = queues.computeIfAbsent(subject, _ -> new Queue());
    queue.waiting.addAll(more);
    advance(now, subject, queue, settings);
  }

  /** A program ended; whether it was one of these. */
  boolean ended(Duration now, long id, int status, String words, ProcessSettings settings) {
    Running ended = running.remove(id);
    if (ended == null) {
      return false;
    }
    if (status != 0) {
      household.log(Level.WARNING, "(%s) %s %s".formatted(ended.subject(), ended.program(), words));
    }
    Queue queue = queues.get(ended.subject());
    if (queue != null && queue.latest.filter(latest -> latest == id).isPresent()) {
      queue.latest = Optional.empty();
      advance(now, ended.subject(), queue, settings);
    }
    return true;
  }

  /** When one of them has been waited for long enough. */
  Optional<Duration> deadline() {
    return queues.values().stream()
        .filter(queue -> !queue.waiting.isEmpty())
        .map(queue -> queue.patience)
        .min(Comparator.naturalOrder());
  }

  /** Starts what has waited for long enough. */
  void due(Duration now, ProcessSettings settings) {
    for (Map.Entry<String, Queue> entry : List.copyOf(queues.entrySet())) {
      Queue queue = entry.getValue();
      if (!queue.waiting.isEmpty() && queue.patience.compareTo(now) <= 0) {
        household.log(
            Level.WARNING,
            "(%s) %s takes longer than %d s; the next program is started beside it"
                .formatted(entry.getKey(), name(queue), PATIENCE.toSeconds()));
        queue.latest = Optional.empty();
        advance(now, entry.getKey(), queue, settings);
      }
    }
  }

  /** Starts all that waits, at once. */
  void hurry(ProcessSettings settings) {
    for (Map.Entry<String, Queue> entry : queues.entrySet()) {
      Queue queue = entry.getValue();
      while (!queue.waiting.isEmpty()) {
        start(entry.getKey(), queue, settings);
      }
    }
  }

  /** Whether one of them runs. */
  boolean isBusy() {
    return !running.isEmpty();
  }

  /** Asks all that run to end. */
  void terminate() {
    running.forEach((id, still) -> {
      household.log(
          Level.WARNING,
          "(%s) %s still runs and is asked to end".formatted(still.subject(), still.program()));
      programs.terminate(id);
    });
  }

  private String name(Queue queue) {
    return queue.latest.map(running::get).map(Running::program).orElse("a program");
  }

  private void advance(Duration now, String subject, Queue queue, ProcessSettings settings) {
    boolean full = queue.waiting.size() > MOST_WAITING;
    while (!queue.waiting.isEmpty() && (queue.latest.isEmpty() || full)) {
      start(subject, queue, settings);
      queue.patience = now.plus(PATIENCE);
      full = queue.waiting.size() > MOST_WAITING;
    }
    if (queue.waiting.isEmpty() && queue.latest.isEmpty()) {
      queues.remove(subject);
    }
  }

  private void start(String subject, Queue queue, ProcessSettings settings) {
    Program program = queue.waiting.removeFirst();
    try {
      long id = programs.start(household.command(program, settings));
      running.put(id, new Running(subject, program.command().getFirst()));
      queue.latest = Optional.of(id);
    } catch (HostException e) {
      household.log(Level.ERROR, "(%s) %s".formatted(subject, e.getMessage()));
    }
  }
}
