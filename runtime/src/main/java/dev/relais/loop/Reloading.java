package dev.relais.loop;

import dev.relais.engine.Action.Level;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Programs;
import java.time.Duration;
import java.util.Optional;

/**
 * How another plan comes while one runs: it is compiled by a program and read beside the loop. One
 * at a time; all who ask meanwhile get one more after it.
 */
final class Reloading {
  /** A compilation that takes longer is given up. */
  private static final Duration LONGEST_COMPILATION = Duration.ofMinutes(1);

  private final Programs programs;
  private final Household household;
  private Optional<Compiling> compiling = Optional.empty();
  private boolean reads;
  private boolean again;

  /** Nothing is asked for yet. */
  Reloading(Programs programs, Household household) {
    this.programs = programs;
    this.household = household;
  }

  /** A program that makes a new plan, and when it is given up. */
  private record Compiling(long id, Duration deadline) {}

  /** When it has to be looked at. */
  Optional<Duration> deadline() {
    return compiling.map(Compiling::deadline);
  }

  /**
   * Begins, unless it has begun.
   *
   * @throws PlanException if that is not possible
   */
  void begin(Duration now) throws PlanException {
    if (compiling.isPresent() || reads) {
      again = true;
      return;
    }
    household.log(Level.INFO, "Reloading");
    household.enter(Household.Phase.RELOADING);
    try {
      Optional<Command> compilation = household.compilation();
      if (compilation.isEmpty()) {
        read();
        return;
      }
      long id = programs.start(compilation.get());
      compiling = Optional.of(new Compiling(id, now.plus(LONGEST_COMPILATION)));
    } catch (HostException e) {
      throw new PlanException(e.getMessage());
    }
  }

  private void read() {
    reads = true;
    household.beginReading();
  }

  /** Whether a program that has ended was one of these. */
  boolean isOf(Input.ProgramEnded ended) {
    return compiling.filter(running -> running.id() == ended.id()).isPresent();
  }

  /**
   * Goes on after the compilation.
   *
   * @throws PlanException if there is no plan
   */
  void compiled(Duration now, Input.ProgramEnded ended) throws PlanException {
    compiling = Optional.empty();
    if (again) {
      beginAgain(now);
    } else if (ended.status() == 0) {
      household.logTranscript(Level.WARNING);
      read();
    } else {
      household.logTranscript(Level.ERROR);
      throw new PlanException(
          switch (ended.status()) {
            case 1 -> "the configuration has errors, listed above";
            case 3 -> "the configuration cannot be read, as said above";
            default -> "the compiler " + ended.words();
          });
    }
  }

  /**
   * Takes the plan that was read; empty if one more is asked for.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Optional<Plan> read(Duration now) throws PlanException {
    reads = false;
    if (again) {
      beginAgain(now);
      return Optional.empty();
    }
    return Optional.of(household.newPlan());
  }

  private void beginAgain(Duration now) throws PlanException {
    again = false;
    begin(now);
  }

  /** Whether a compilation takes too long. */
  boolean isLate(Duration now) {
    return deadline().filter(deadline -> deadline.compareTo(now) <= 0).isPresent();
  }

  /**
   * Gives up a compilation.
   *
   * @return why there is no plan
   */
  String giveUp() {
    end();
    return "compiling takes longer than %d s".formatted(LONGEST_COMPILATION.toSeconds());
  }

  /**
   * Begins again, if somebody has asked for it.
   *
   * @throws PlanException if that is not possible
   */
  void goOn(Duration now) throws PlanException {
    if (again) {
      beginAgain(now);
    }
  }

  /** The end: nobody wants the plan any more. */
  void end() {
    compiling.ifPresent(running -> programs.end(running.id()));
    compiling = Optional.empty();
  }
}
