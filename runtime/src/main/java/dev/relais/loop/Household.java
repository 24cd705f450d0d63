package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import java.util.Optional;

/** What the loop leaves to the process that it runs in. */
public interface Household {
  /** Writes a line into the log. */
  void log(Action.Level level, String text);

  /** The loop has begun: it listens. */
  void begun();

  /**
   * How a script is run.
   *
   * @param settings of the plan that it belongs to
   * @throws HostException if it must not be run
   */
  Command command(ScriptCheck script, ProcessSettings settings) throws HostException;

  /**
   * Prepares the making of a new plan, by a command that exits with 0 if there is one. Empty if the
   * plan is there without it.
   *
   * @throws HostException if it cannot be prepared
   */
  Optional<Command> compilation() throws HostException;

  /** Writes into the log what the last compilation said. */
  void logTranscript(Action.Level level);

  /**
   * Reads the plan, after it was made.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Plan newPlan() throws PlanException;

  /** Writes how everything is doing. */
  void writeData(Engine engine, Journal journal);

  /** Writes what was counted. */
  void writeStatistics(Engine engine);
}
