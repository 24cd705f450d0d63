package dev.relais.engine;

import dev.relais.plan.ScriptCheck;
import dev.relais.track.ScriptHealth;

/** A script that is run again and again. */
final class ScriptRun {
  final ScriptCheck check;
  ScriptHealth health;
  boolean running;

  ScriptRun(ScriptCheck check) {
    this.check = check;
    this.health = ScriptHealth.initial(check);
  }
}
