package dev.relais.report;

/**
 * How many findings are not shown, and why.
 *
 * @param suppressed by comments
 * @param baselined because the baseline knows them
 * @param gone how many entries of the baseline match nothing any more
 */
public record Silenced(int suppressed, int baselined, int gone) {
  /** None. */
  public static final Silenced NONE = new Silenced(0, 0, 0);
}
