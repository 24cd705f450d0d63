package dev.relais.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command talks to, so that it can be tested without a process of its own.
 *
 * @param in standard input
 * @param out standard output; what cannot be written is noticed when the command is done
 * @param err standard error
 * @param environment the environment variables
 * @param terminal whether standard output is a terminal
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean terminal) {

  /** Says what keeps a command from doing its work. */
  void complain(String message) {
    err.println("relais: " + message);
  }
}
