package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.plan.Mail;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Pipe;
import java.util.List;
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
   * How a program is run that is told about something.
   *
   * @throws HostException if it must not be run
   */
  Command command(Program program, ProcessSettings settings) throws HostException;

  /**
   * How mails are sent: a program that exits with 0 if all were.
   *
   * @throws HostException if they cannot be
   */
  Command mail(List<MailMessage> messages, Mail mail, ProcessSettings settings)
      throws HostException;

  /** Why mails could not be sent, as far as the program said so. */
  Optional<String> mailTranscript();

  /**
   * Makes a named pipe.
   *
   * @throws HostException if it cannot be made
   */
  Pipe pipe(NotifyPipe configured) throws HostException;

  /** Writes into the log that a virtual router is in another state, and why. */
  void logTransition(Action.LogTransition transition);

  /** These settings hold from now on. */
  void change(ProcessSettings settings);

  /** There is another phase in the life of the daemon. */
  void enter(Phase phase);

  /** What a daemon is about. */
  enum Phase {
    /** It makes another plan. */
    RELOADING,
    /** It runs again, by another plan or by the one from before. */
    RUNNING,
    /** It stops. */
    STOPPING
  }

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
   * Begins to read the plan that was made: the loop goes on meanwhile, and {@link
   * dev.relais.port.Input.PlanRead} comes in then.
   *
   * @param number of the reading
   * @throws HostException if it cannot begin
   */
  void beginReading(long number) throws HostException;

  /**
   * The plan of the last reading. Users, programs and keys that it names are known when {@link
   * #change} says that it is run.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Plan newPlan() throws PlanException;

  /** Writes how everything is doing. */
  void writeData(Engine engine, Journal journal);

  /** Writes what was counted. */
  void writeStatistics(Engine engine);
}
