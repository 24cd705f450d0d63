package dev.relais.cli;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Tells on a terminal how far a long run has come: a line that is written over, from the first
 * second on, and removed at the end.
 */
final class Progress {
  private static final long FIRST = Duration.ofSeconds(1).toNanos();
  private static final long EACH = Duration.ofMillis(100).toNanos();
  private static final String REMOVE = "\r\u001B[K";

  private final PrintStream terminal;
  private final boolean shows;
  private final long start = System.nanoTime();
  private long next = start + FIRST;
  private boolean written;

  /**
   * Progress.
   *
   * @param shows whether somebody looks: a terminal, and no {@code --quiet}
   */
  Progress(PrintStream terminal, boolean shows) {
    this.terminal = terminal;
    this.shows = shows;
  }

  /** Progress of a run: the launcher says whether standard error is a terminal. */
  static Progress of(Console console) {
    return new Progress(console.err(), Boolean.getBoolean("relais.progress"));
  }

  /** Some of all are done. */
  void done(String what, int number, int all) {
    if (shows && System.nanoTime() >= next) {
      next = System.nanoTime() + EACH;
      terminal.print(REMOVE + "%s %s of %s".formatted(what, number, all));
      terminal.flush();
      written = true;
    }
  }

  /** Something that cannot be counted has begun. */
  void begins(String what) {
    if (shows && System.nanoTime() >= next) {
      terminal.print(REMOVE + what);
      terminal.flush();
      written = true;
    }
  }

  /** The line is removed: there is something else to say. */
  void ends() {
    if (written) {
      terminal.print(REMOVE);
      terminal.flush();
      written = false;
    }
  }
}
