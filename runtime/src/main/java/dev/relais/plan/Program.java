package dev.relais.plan;

import java.util.List;
import java.util.Optional;

/**
 * A program that the daemon starts when something happens.
 *
 * @param command program and arguments, at least the program; no shell is involved
 * @param user the user that runs it; empty for the daemon's own
 * @param group the group that runs it; empty for the user's own
 */
public record Program(List<String> command, Optional<String> user, Optional<String> group) {

  public Program {
    command = List.copyOf(command);
    Plan.require(!command.isEmpty(), "a program has no command");
  }
}
