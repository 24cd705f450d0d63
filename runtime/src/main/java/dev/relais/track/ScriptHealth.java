package dev.relais.track;

import dev.relais.plan.ScriptCheck;

/**
 * What the runs of a script add up to. The first result counts at once; after it, a change takes
 * {@code rise} good or {@code fall} bad results in a row.
 *
 * @param known whether it has ever run to its end
 * @param good whether it counts as good
 * @param against results in a row that speak against that
 */
public record ScriptHealth(boolean known, boolean good, int against) {

  /** Before its first result. */
  public static ScriptHealth initial(ScriptCheck check) {
    return new ScriptHealth(false, !check.startsFailed(), 0);
  }

  /** Whether it says anything: after its first result, or when it starts as failed. */
  public boolean settled() {
    return known || !good;
  }

  /** With one more result. */
  public ScriptHealth after(ScriptCheck check, ScriptResult result) {
    if (!known) {
      return new ScriptHealth(true, result.good(), 0);
    }
    if (result.good() == good) {
      return new ScriptHealth(true, good, 0);
    }
    int needed = result.good() ? check.rise() : check.fall();
    return against + 1 >= needed
        ? new ScriptHealth(true, result.good(), 0)
        : new ScriptHealth(true, good, against + 1);
  }
}
