package dev.relais.cli;

import dev.relais.report.FittedText;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a command talks to, so that it can be tested without a process of its own.
 *
 * @param in standard input
 * @param out standard output; what cannot be written is noticed when the command is done
 * @param err standard error
 * @param environment the environment variables
 * @param columns of the terminal that standard output is; 0 if it is none
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    int columns) {
  private static final int NARROWEST = 40;

  /** What is still easy to read on a wide terminal. */
  private static final int WIDEST = 100;

  /** What fits anywhere. */
  private static final int COMMON = 80;

  /** Whether standard output is a terminal. */
  boolean isTerminal() {
    return columns > 0;
  }

  /** How wide prose is printed. */
  int width() {
    return isTerminal() ? Math.clamp(columns, NARROWEST, WIDEST) : COMMON;
  }

  /** How wide the text of findings is: in a file or a pipe, what is said stays on its line. */
  int findingsWidth() {
    return isTerminal() ? width() : FittedText.NONE;
  }

  /** Says what keeps a command from doing its work. */
  void complain(String message) {
    String shown = message.lines().map(FittedText::printable).collect(Collectors.joining("\n"));
    err.println("relais: " + shown);
  }
}
