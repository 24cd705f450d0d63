package dev.relais.plan;

import java.time.Duration;

/**
 * A program that the daemon waits for, though not for ever.
 *
 * @param program what is run
 * @param timeout after which it is ended; above 0
 */
public record TimedProgram(Program program, Duration timeout) {

  public TimedProgram {
    Plan.require(timeout.isPositive(), "a program has no timeout above 0");
  }
}
