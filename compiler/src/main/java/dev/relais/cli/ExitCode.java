package dev.relais.cli;

/** What the exit status of {@code relais} means. */
final class ExitCode {
  /** Clean, or done. */
  static final int OK = 0;

  /** Findings at or above the threshold, or a check that failed. */
  static final int FINDINGS = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** Something cannot be read or written. */
  static final int INPUT_OUTPUT = 3;

  /** A mistake of Relais itself. */
  static final int INTERNAL = 70;

  /**
   * The reader of the output has gone, as in {@code relais rules | head -1}: what a shell says of a
   * program that SIGPIPE ended.
   */
  static final int NO_READER = 141;

  private ExitCode() {}
}
