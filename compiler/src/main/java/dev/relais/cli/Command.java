package dev.relais.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command of {@code relais}. Its specification is code: annotations would cost start-up time. */
interface Command {

  /** What it does, in the list of commands. */
  String summary();

  /** Name, options and parameters; its description and footer are paragraphs, line by line. */
  CommandSpec specification();

  /**
   * Does the work.
   *
   * @return the exit status
   * @throws UsageException if the arguments do not go together
   * @throws UnreadableException if something cannot be read or written that everything depends on
   * @throws IOException if the output cannot be written
   */
  int run(ParseResult arguments, Console console)
      throws UsageException, UnreadableException, IOException;
}
