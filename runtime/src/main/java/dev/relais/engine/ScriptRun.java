package dev.relais.engine;

import dev.relais.plan.ScriptCheck;
import dev.relais.track.ScriptHealth;
import java.time.Duration;

/** A script that is run again and again. */
final class ScriptRun {
  final ScriptCheck check;
  ScriptHealth health;
  boolean running;

  /** Until it runs for the second time, beside its interval. */
  Duration delay;

  ScriptRun(ScriptCheck check, Duration delay) {
    this.check = check;
    this.delay = delay;
    this.health = ScriptHealth.initial(check);
  }
}
