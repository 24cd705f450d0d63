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
  /** A compilation or a reading that takes longer is given up. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Programs programs;
  private final Household household;
  private Optional<Step> step = Optional.empty();
  private boolean again;
  private long readings;

  /** Nothing is asked for yet. */
  Reloading(Programs programs, Household household) {
    this.programs = programs;
    this.household = household;
  }

  /** What is waited for. */
  private sealed interface Step {
    /** When it is given up. */
    Duration deadline();
  }

  private record Compiling(long program, Duration deadline) implements Step {}

  private record Reading(long number, Duration deadline) implements Step {}

  /** When it has to be looked at. */
  Optional<Duration> deadline() {
    return step.map(Step::deadline);
  }

  /**
   * Begins, unless it has begun.
   *
   * @throws PlanException if that is not possible
   */
  void begin(Duration now) throws PlanException {
    if (step.isPresent()) {
      again = true;
      return;
    }
    household.log(Level.INFO, "Reloading");
    household.enter(Household.Phase.RELOADING);
    try {
      Optional<Command> compilation = household.compilation();
      if (compilation.isEmpty()) {
        beginReading(now);
      } else {
        long program = programs.start(compilation.get());
        step = Optional.of(new Compiling(program, now.plus(LONGEST)));
      }
    } catch (HostException e) {
      throw new PlanException(e.getMessage());
    }
  }

  private void beginReading(Duration now) throws HostException {
    readings++;
    household.beginReading(readings);
    step = Optional.of(new Reading(readings, now.plus(LONGEST)));
  }

  /** Whether a program that has ended is the one that compiles. */
  boolean isOf(Input.ProgramEnded ended) {
    return step.orElse(null) instanceof Compiling(long program, var _) && program == ended.id();
  }

  /**
   * Goes on after the compilation.
   *
   * @throws PlanException if there is no plan
   */
  void compiled(Duration now, Input.ProgramEnded ended) throws PlanException {
    step = Optional.empty();
    if (again) {
      beginAgain(now);
    } else if (ended.status() == 0) {
      household.logTranscript(Level.WARNING);
      try {
        beginReading(now);
      } catch (HostException e) {
        throw new PlanException(e.getMessage());
      }
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
   * Takes a plan that was read; empty if it was given up, or one more is asked for.
   *
   * @throws PlanException if it cannot be read, or cannot run
   */
  Optional<Plan> take(Duration now, Input.PlanRead read) throws PlanException {
    if (!(step.orElse(null) instanceof Reading(long number, var _)) || number != read.number()) {
      return Optional.empty();
    }
    step = Optional.empty();
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

  /** Whether it takes too long. */
  boolean isLate(Duration now) {
    return deadline().filter(deadline -> deadline.compareTo(now) <= 0).isPresent();
  }

  /**
   * Gives up what is waited for.
   *
   * @return why there is no plan
   */
  String giveUp() {
    String what = step.orElse(null) instanceof Reading ? "reading the plan" : "compiling";
    end();
    return "%s takes longer than %d s".formatted(what, LONGEST.toSeconds());
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

  /** Nobody wants the plan any more. */
  void end() {
    if (step.orElse(null) instanceof Compiling(long program, var _)) {
      programs.end(program);
    }
    step = Optional.empty();
  }
}
