package dev.relais.track;

import dev.relais.plan.ScriptCheck;

/**
 * What the runs of a script add up to. The first result counts at once; after it, a change takes
 * {@code rise} good or {@code fall} bad results in a row.
 *
 * @param known whether it has ever run to its end
 * @param good whether it counts as good
 * @param against results in a row that speak against that
 * @param provisional whether the next result counts at once
 */
public record ScriptHealth(boolean known, boolean good, int against, boolean provisional) {

  /** Before its first result. */
  public static ScriptHealth initial(ScriptCheck check) {
    return new ScriptHealth(false, !check.startsFailed(), 0, true);
  }

  /** After the check was changed: what was known counts until there is a result of the new one. */
  public ScriptHealth underAnotherCheck() {
    return new ScriptHealth(known, good, 0, true);
  }

  /** Whether it says anything: after its first result, or when it starts as failed. */
  public boolean settled() {
    return known || !good;
  }

  /** What it says. */
  public Reading reading() {
    return settled() ? new Reading.Verdict(good) : Reading.UNKNOWN;
  }

  /** With one more result. */
  public ScriptHealth after(ScriptCheck check, ScriptResult result) {
    if (provisional) {
      return new ScriptHealth(true, result.good(), 0, false);
    }
    if (result.good() == good) {
      return new ScriptHealth(true, good, 0, false);
    }
    int needed = result.good() ? check.rise() : check.fall();
    return against + 1 >= needed
        ? new ScriptHealth(true, result.good(), 0, false)
        : new ScriptHealth(true, good, against + 1, false);
  }
}
