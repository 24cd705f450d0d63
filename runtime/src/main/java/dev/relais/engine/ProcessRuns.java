package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.plan.Tracking;
import dev.relais.track.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The processes of a plan while they are counted: how many run, and whether that counts yet. */
final class ProcessRuns {
  private final Outbox outbox;
  private final Consumer<String> changed;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private Optional<ReceiveBuffer> events;

  private static final class Run {
    final ProcessCheck check;
    int count;
    boolean known;
    boolean good;
    boolean waiting;

    Run(ProcessCheck check) {
      this.check = check;
    }
  }

  /**
   * Before anything is counted.
   *
   * @param changed is told the name of a check that is good or bad now
   */
  ProcessRuns(Tracking tracking, Outbox outbox, Consumer<String> changed) {
    this.outbox = outbox;
    this.changed = changed;
    events = tracking.processEvents();
    tracking.processes().forEach(check -> runs.put(check.name(), new Run(check)));
  }

  void begin() {
    if (!runs.isEmpty()) {
      watch();
    }
  }

  void stop() {
    if (!runs.isEmpty()) {
      runs.values().forEach(this::settle);
      outbox.act(new Action.CountProcesses(List.of(), Optional.empty()));
    }
  }

  /** A check that is the same counts on. */
  void reload(Tracking tracking) {
    List<ProcessCheck> checks = tracking.processes();
    Map<String, Run> before = new HashMap<>(runs);
    List<ProcessCheck> old = runs.values().stream().map(run -> run.check).toList();
    if (old.equals(checks) && tracking.processEvents().equals(events)) {
      return;
    }
    events = tracking.processEvents();
    runs.clear();
    for (ProcessCheck check : checks) {
      Run same = before.get(check.name());
      if (same != null && same.check.equals(check)) {
        before.remove(check.name());
        runs.put(check.name(), same);
      } else {
        runs.put(check.name(), new Run(check));
      }
    }
    before.values().forEach(this::settle);
    watch();
  }

  private void watch() {
    outbox.act(
        new Action.CountProcesses(runs.values().stream().map(run -> run.check).toList(), events));
  }

  Reading reading(String name) {
    Run run = runs.get(name);
    return run == null || !run.known ? Reading.UNKNOWN : new Reading.Verdict(run.good);
  }

  void counted(String name, int count) {
    Run run = runs.get(name);
    if (run == null) {
      return;
    }
    boolean more = count > run.count;
    run.count = count;
    if (run.check.isGood(count) == run.good && run.known) {
      settle(run);
      return;
    }
    Duration delay = more ? run.check.forkDelay() : run.check.terminateDelay();
    if (!run.known || delay.isZero()) {
      settle(run);
      judge(run);
    } else if (!run.waiting) {
      run.waiting = true;
      outbox.start(new TimerId.ProcessChange(name), delay);
    }
  }

  void lasted(String name) {
    Run run = runs.get(name);
    if (run != null && run.waiting) {
      run.waiting = false;
      judge(run);
    }
  }

  private void judge(Run run) {
    boolean good = run.check.isGood(run.count);
    if (run.known && good == run.good) {
      return;
    }
    run.known = true;
    run.good = good;
    outbox.log(
        Level.INFO,
        "Quorum of process %s %s (%d running)"
            .formatted(run.check.name(), good ? "gained" : "lost", run.count));
    changed.accept(run.check.name());
  }

  private void settle(Run run) {
    if (run.waiting) {
      run.waiting = false;
      outbox.stop(new TimerId.ProcessChange(run.check.name()));
    }
  }

  /** In the order of the plan. */
  List<CheckStatus> status() {
    return runs.values().stream()
        .map(run ->
            (CheckStatus)
                new CheckStatus.OfProcess(run.check, run.count, reading(run.check.name())))
        .toList();
  }
}
