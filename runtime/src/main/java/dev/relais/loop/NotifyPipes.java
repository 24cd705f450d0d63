package dev.relais.loop;

import dev.relais.engine.Action.Level;
import dev.relais.engine.Notice;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.port.HostException;
import dev.relais.port.Pipe;
import dev.relais.port.Programs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pipes that are told about states, and the programs that read them. A pipe that nobody reads
 * fills up; what has no room waits here, up to {@link #MOST_WAITING} lines. Then the oldest are
 * left out, which the log says once: who reads later has the latest states, in order.
 */
final class NotifyPipes {
  static final int MOST_WAITING = 4096;
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  /** A pipe that is there. */
  private static final class OpenPipe {
    private final NotifyPipe configured;
    private final Pipe pipe;
    private final Deque<String> waiting = new ArrayDeque<>();
    private Optional<Long> reader = Optional.empty();
    private boolean overflowed;

    private OpenPipe(NotifyPipe configured, Pipe pipe) {
      this.configured = configured;
      this.pipe = pipe;
    }
  }

  private final Programs programs;
  private final Household household;
  private final Map<String, OpenPipe> pipes = new LinkedHashMap<>();
  private Optional<Duration> tryAgain = Optional.empty();

  NotifyPipes(Programs programs, Household household) {
    this.programs = programs;
    this.household = household;
  }

  /** Has these pipes from now on. One that stays the same keeps its reader. */
  void change(ProcessSettings settings) {
    for (OpenPipe open : List.copyOf(pipes.values())) {
      if (!settings.pipes().contains(open.configured)) {
        pipes.remove(open.configured.path());
        open.pipe.close();
        open.reader.ifPresent(programs::terminate);
      }
    }
    for (NotifyPipe wanted : settings.pipes()) {
      if (!pipes.containsKey(wanted.path())) {
        open(wanted);
      }
    }
    pipes.values().stream()
        .filter(open -> open.reader.isEmpty())
        .forEach(open -> read(open, settings));
  }

  private void open(NotifyPipe wanted) {
    try {
      pipes.put(wanted.path(), new OpenPipe(wanted, household.pipe(wanted)));
    } catch (HostException e) {
      household.log(Level.ERROR, e.getMessage());
    }
  }

  private void read(OpenPipe open, ProcessSettings settings) {
    if (open.configured.reader().isEmpty()) {
      return;
    }
    Program reader = open.configured.reader().get();
    List<String> command = new ArrayList<>(reader.command());
    command.add(open.configured.path());
    try {
      open.reader =
          Optional.of(
              programs.start(
                  household.command(
                      new Program(command, reader.user(), reader.group()), settings)));
    } catch (HostException e) {
      household.log(
          Level.ERROR, "nobody reads %s: %s".formatted(open.configured.path(), e.getMessage()));
    }
  }

  /** A program ended; whether it was a reader. */
  boolean ended(long id, String words) {
    for (OpenPipe open : pipes.values()) {
      if (open.reader.filter(reader -> reader == id).isPresent()) {
        open.reader = Optional.empty();
        household.log(
            Level.WARNING,
            "the program that reads %s %s; a reload starts it again"
                .formatted(open.configured.path(), words));
        return true;
      }
    }
    return false;
  }

  /** Writes a line into each pipe that is told of it, now or later. */
  void write(Duration now, Notice notice) {
    String line = notice.line();
    for (OpenPipe open : pipes.values()) {
      if (!isTold(open.configured, notice)) {
        continue;
      }
      open.waiting.addLast(line);
      drain(open);
      if (open.waiting.size() > MOST_WAITING) {
        open.waiting.removeFirst();
        if (!open.overflowed) {
          open.overflowed = true;
          household.log(
              Level.WARNING,
              "nobody reads %s: it is full, and of %d lines that wait the oldest are left out"
                  .formatted(open.configured.path(), MOST_WAITING));
        }
      }
    }
    plan(now);
  }

  /** When it is time to try again; empty if nothing waits. */
  Optional<Duration> deadline() {
    return tryAgain;
  }

  /** Writes what waits, as far as there is room. */
  void due(Duration now) {
    if (tryAgain.filter(at -> at.compareTo(now) <= 0).isPresent()) {
      pipes.values().forEach(this::drain);
      plan(now);
    }
  }

  private static boolean isTold(NotifyPipe pipe, Notice notice) {
    return switch (notice) {
      case Notice.OfRouter _ -> pipe.tellsOfVirtualRouters();
      case Notice.OfBalancing _ -> pipe.tellsOfVirtualServers();
    };
  }

  private void plan(Duration now) {
    boolean waits = pipes.values().stream().anyMatch(open -> !open.waiting.isEmpty());
    tryAgain = waits ? Optional.of(now.plus(TRY_AGAIN)) : Optional.empty();
  }

  private void drain(OpenPipe open) {
    while (!open.waiting.isEmpty() && open.pipe.write(open.waiting.getFirst())) {
      open.waiting.removeFirst();
    }
    if (open.waiting.isEmpty()) {
      open.overflowed = false;
    }
  }

  /** Takes the pipes away; readers come to the end of what was written. */
  void close() {
    pipes
        .values()
        .forEach(open -> {
          drain(open);
          open.pipe.close();
        });
  }

  /** Whether a reader runs. */
  boolean isBusy() {
    return pipes.values().stream().anyMatch(open -> open.reader.isPresent());
  }

  /** Asks all readers to end. */
  void terminate() {
    pipes.values().forEach(open -> open.reader.ifPresent(programs::terminate));
  }
}
