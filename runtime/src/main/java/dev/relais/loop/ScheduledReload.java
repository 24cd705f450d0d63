package dev.relais.loop;

import dev.relais.engine.Action.Level;
import dev.relais.plan.FileCheck;
import dev.relais.plan.ReloadSchedule;
import dev.relais.port.Clock;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.WatchedFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits for the moment that a file names; {@code reload_time_file} in keepalived.conf(5). */
final class ScheduledReload {
  /** A tracked file cannot have this name: it has no slash. */
  private static final String NAME = "/reload_time_file";

  private final WatchedFiles files;
  private final Clock clock;
  private final Household household;
  private Optional<ReloadSchedule> schedule = Optional.empty();
  private Optional<Instant> due = Optional.empty();

  ScheduledReload(WatchedFiles files, Clock clock, Household household) {
    this.files = files;
    this.clock = clock;
    this.household = household;
  }

  /** From now on by this schedule. A folder that was not there before may be there now. */
  void follow(Optional<ReloadSchedule> other) {
    schedule.ifPresent(_ -> files.ignore(NAME));
    schedule = other;
    if (schedule.isEmpty()) {
      cancel();
      return;
    }
    String path = schedule.get().path();
    try {
      read(files.watch(new FileCheck(NAME, path, Optional.empty()), false));
    } catch (HostException e) {
      cancel();
      household.log(
          Level.WARNING,
          "nothing in %s schedules a reload until the next one: %s"
              .formatted(path, e.getMessage()));
    }
  }

  /** Whether an input is about the file. */
  static boolean concerns(Input.OfCheck input) {
    return input instanceof Input.FileChanged(String file, var _) && file.equals(NAME);
  }

  /** The file has changed. */
  void changed(Input.OfCheck input) {
    if (input instanceof Input.FileChanged(var _, Optional<String> text)) {
      read(text);
    }
  }

  private void read(Optional<String> text) {
    // One that is empty is mostly about to be written.
    Optional<String> line = text.flatMap(whole -> whole.lines().findFirst());
    if (line.isEmpty()) {
      cancel();
      return;
    }
    Optional<ReloadTime> time = line.flatMap(ReloadTime::parse);
    if (time.isEmpty()) {
      household.log(
          Level.WARNING,
          "Invalid reload time '%s' specified - ignoring; write HH:MM:SS or YYYY-MM-DD HH:MM:SS"
              .formatted(line.get()));
      cancel();
      return;
    }
    Optional<Instant> next = time.get().after(clock.timeOfDay(), clock.zone());
    if (next.isEmpty()) {
      household.log(Level.INFO, "Reload date/time is in the past - ignoring");
      cancel();
    } else if (!next.equals(due)) {
      due = next;
      household.log(Level.INFO, "Scheduling reload for " + words(next.get()));
    }
  }

  private void cancel() {
    due.ifPresent(
        moment -> household.log(Level.INFO, "Cancelling reload scheduled for " + words(moment)));
    due = Optional.empty();
  }

  private String words(Instant moment) {
    return ReloadTime.words(moment, clock.zone());
  }

  /** When to look whether the moment has come; the time of day may have been set until then. */
  Optional<Duration> deadline() {
    return due.map(moment -> clock.now().plus(Duration.between(clock.timeOfDay(), moment)));
  }

  /** Whether the moment has come; it comes once. The file is deleted unless it shall stay. */
  boolean comes() {
    if (due.isEmpty() || clock.timeOfDay().isBefore(due.get())) {
      return false;
    }
    due = Optional.empty();
    if (schedule.filter(ReloadSchedule::repeats).isEmpty()) {
      files
          .delete(NAME)
          .ifPresent(reason ->
              household.log(
                  Level.WARNING,
                  "%s cannot be deleted (%s); delete it, or it schedules another reload"
                      .formatted(schedule.map(ReloadSchedule::path).orElse(""), reason)));
    }
    return true;
  }
}
