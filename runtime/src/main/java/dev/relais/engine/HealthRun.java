package dev.relais.engine;

import dev.relais.health.CheckState;
import dev.relais.plan.HealthCheck;
import java.util.ArrayList;
import java.util.List;

/** A health check while it runs, for all real servers that have it. */
final class HealthRun {
  final HealthCheck check;

  /** In the names of its timers. */
  final long number;

  CheckState state = CheckState.INITIAL;

  /** Of the look that was begun; 0 for none. */
  long look;

  /** Who is judged by it. */
  final List<RealServerRun> users = new ArrayList<>(1);

  HealthRun(HealthCheck check, long number) {
    this.check = check;
    this.number = number;
  }
}
