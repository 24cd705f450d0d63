package dev.relais.model;

import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.source.Located;

/**
 * A check as one instance tracks it.
 *
 * @param source the line in {@code track_script}
 * @param script the check
 * @param weight what it does to the priority here: the line's own, or the script's
 */
public record Tracking(TrackLine source, Script script, Located<Weight> weight) {

  /** The same with the weight 0: FAULT while the check is bad. */
  public Tracking withoutWeight() {
    return new Tracking(source, script, weight.map(_ -> Weight.FAULT));
  }
}
