package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import java.util.List;

/** What the loop leaves to the process that it runs in. */
public interface Household {
  /** Writes a line into the log. */
  void log(Action.Level level, String text);

  /**
   * The command that makes a new plan at a reload: it exits with 0 if there is one. Empty if the
   * plan is there without it.
   */
  List<String> compiler();

  /**
   * Reads the plan, after the compiler has made it.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Plan newPlan() throws PlanException;

  /** Writes how everything is doing. */
  void writeData(Engine engine, Journal journal);

  /** Writes what was counted. */
  void writeStatistics(Engine engine);
}
