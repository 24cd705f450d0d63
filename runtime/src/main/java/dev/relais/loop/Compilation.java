package dev.relais.loop;

import java.nio.file.Path;
import java.util.List;

/**
 * How a configuration becomes a plan.
 *
 * @param command that does it; it exits with 0 if there is a plan
 * @param transcript a file that takes what the command says
 */
public record Compilation(List<String> command, Path transcript) {
  public Compilation {
    command = List.copyOf(command);
  }
}
