package dev.relais.health;

/**
 * Where a check stands.
 *
 * @param phase what it does
 * @param verdict what its results have shown
 * @param failures bad results in a row that were not counted yet, 0 to the retries of the check
 * @param page with which page of {@link dev.relais.plan.Probe.Http} the next look begins: the one
 *     that failed last
 * @param weighting what the last good result made of the weight
 */
public record CheckState(
    Phase phase, Verdict verdict, long failures, int page, Weighting weighting) {

  /** Before anything happened. */
  public static final CheckState INITIAL =
      new CheckState(Phase.IDLE, Verdict.UNKNOWN, 0, 0, Weighting.CONFIGURED);

  /** What a check does. */
  public enum Phase {
    /** Nothing: it has not begun, or has ended, or what it checks is suspended. */
    IDLE,
    /** It waits for its next look. */
    WAITING,
    /** It looks. */
    LOOKING
  }

  /**
   * Whether the server counts as good.
   *
   * @param assumed what counts as long as nothing is known
   */
  public boolean isGood(boolean assumed) {
    return switch (verdict) {
      case UNKNOWN -> assumed;
      case GOOD -> true;
      case BAD -> false;
    };
  }

  CheckState in(Phase next) {
    return new CheckState(next, verdict, failures, page, weighting);
  }
}
