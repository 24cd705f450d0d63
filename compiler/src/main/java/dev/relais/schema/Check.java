package dev.relais.schema;

/**
 * A check that keepalived makes of a configuration.
 *
 * @param id of ours, never used again for another one
 * @param context the block or line that it looks at
 * @param condition what it finds, in words
 * @param outcome what follows for its configuration test
 * @param effect what the daemon does with the text, in a word
 */
public record Check(String id, String context, String condition, Outcome outcome, String effect) {

  /** What follows from a check for {@code keepalived -t}. */
  public enum Outcome {
    /** The test fails, and the daemon would run. */
    ERROR,
    /** The test fails, and the daemon or one of its processes would not run. */
    FATAL,
    /** It is in the log, and the test passes. */
    LOGGED;

    /** Whether {@code keepalived -t} exits with something else than 0. */
    public boolean failsTest() {
      return this != LOGGED;
    }
  }
}
