package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.plan.ScriptCheck;
import dev.relais.track.Reading;
import dev.relais.track.ScriptHealth;
import dev.relais.track.ScriptResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of a plan while they run: when each starts, how long it may run, what it says. They
 * begin together, as what they say is waited for; then they run one after the other.
 */
final class ScriptRuns {
  /** Programs that start at once take more than twice the processor time of those that do not. */
  private static final Duration LONGEST_STEP = Duration.ofMillis(5);

  private final Outbox outbox;
  private final Consumer<String> changed;
  private final Map<String, ScriptRun> scripts = new LinkedHashMap<>();
  private boolean begun;

  /**
   * Before anything runs.
   *
   * @param changed is told the name of a script whose health is another one
   */
  ScriptRuns(List<ScriptCheck> checks, Outbox outbox, Consumer<String> changed) {
    this.outbox = outbox;
    this.changed = changed;
    for (int place = 0; place < checks.size(); place++) {
      scripts.put(checks.get(place).name(), placed(checks, place));
    }
  }

  private static ScriptRun placed(List<ScriptCheck> checks, int place) {
    ScriptCheck check = checks.get(place);
    return new ScriptRun(
        check, Places.offset(place, checks.size(), check.interval(), LONGEST_STEP));
  }

  void begin() {
    begun = true;
    scripts.values().forEach(this::run);
  }

  /** Ends what runs. */
  void stop() {
    scripts.values().forEach(this::forget);
    begun = false;
  }

  Reading reading(String name) {
    ScriptRun run = scripts.get(name);
    return run == null ? Reading.UNKNOWN : run.health.reading();
  }

  /** In the order of the plan. */
  List<ScriptStatus> status() {
    return scripts.values().stream().map(run -> new ScriptStatus(run.check, run.health)).toList();
  }

  void startDue(String name) {
    ScriptRun run = scripts.get(name);
    if (run != null) {
      run(run);
    }
  }

  void timedOut(String name) {
    ScriptRun run = running(name);
    if (run != null) {
      run.running = false;
      outbox.act(new Action.EndScript(name));
      count(run, new ScriptResult(false, "timed out"));
    }
  }

  void ended(String name, ScriptResult result) {
    ScriptRun run = running(name);
    if (run != null) {
      run.running = false;
      outbox.stop(new TimerId.ScriptTimeout(name));
      count(run, result);
    }
  }

  private @Nullable ScriptRun running(String name) {
    ScriptRun run = scripts.get(name);
    return run != null && run.running ? run : null;
  }

  /** A check that is the same runs on; of one that was changed, what was known counts at first. */
  void reload(List<ScriptCheck> checks) {
    Map<String, ScriptRun> old = new HashMap<>(scripts);
    scripts.clear();
    for (int place = 0; place < checks.size(); place++) {
      ScriptCheck check = checks.get(place);
      ScriptRun before = old.get(check.name());
      if (before != null && before.check.equals(check)) {
        old.remove(check.name());
        scripts.put(check.name(), before);
        continue;
      }
      ScriptRun run = placed(checks, place);
      if (before != null) {
        // A weight must not come and go because the interval of its check is another one.
        run.health = before.health.underAnotherCheck();
      }
      scripts.put(check.name(), run);
    }
    old.values().forEach(this::forget);
  }

  /** After a reload: runs what is new. */
  void runNew() {
    scripts.values().stream()
        .filter(run -> !run.running && run.health.provisional())
        .forEach(this::run);
  }

  private void run(ScriptRun run) {
    if (!begun) {
      return;
    }
    ScriptCheck check = run.check;
    if (!run.running) {
      run.running = true;
      outbox.act(new Action.RunScript(check));
      // Before the next start: where both are due at once, a run that hangs is ended first.
      outbox.start(new TimerId.ScriptTimeout(check.name()), check.timeout());
    }
    outbox.start(new TimerId.ScriptStart(check.name()), check.interval().plus(run.delay));
    run.delay = Duration.ZERO;
  }

  private void count(ScriptRun run, ScriptResult result) {
    ScriptHealth before = run.health;
    run.health = before.after(run.check, result);
    if (run.health.good() != before.good() || !before.known()) {
      String name = run.check.name();
      if (run.health.good()) {
        outbox.log(Level.INFO, "VRRP_Script(%s) succeeded".formatted(name));
      } else {
        outbox.log(Level.WARNING, "VRRP_Script(%s) failed (%s)".formatted(name, result.words()));
      }
      changed.accept(name);
    }
  }

  private void forget(ScriptRun run) {
    String name = run.check.name();
    outbox.stop(new TimerId.ScriptStart(name));
    outbox.stop(new TimerId.ScriptTimeout(name));
    if (run.running) {
      run.running = false;
      outbox.act(new Action.EndScript(name));
    }
  }
}
