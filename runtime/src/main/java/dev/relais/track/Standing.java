package dev.relais.track;

import dev.relais.plan.TrackedScript;
import dev.relais.plan.VirtualRouter;
import java.util.Map;
import java.util.Optional;

/**
 * What its scripts make of a virtual router.
 *
 * @param priority with all weights, 1 to 254; 255 stays 255
 * @param failing the script without a weight that fails; empty if none does
 * @param waiting whether a script without a weight has not had a result yet
 */
public record Standing(int priority, Optional<String> failing, boolean waiting) {
  private static final int OWNER = 255;
  private static final int LOWEST = 1;
  private static final int HIGHEST = 254;

  /**
   * Adds up.
   *
   * @param router the virtual router
   * @param scripts the health of each script that it tracks, by name
   */
  public static Standing of(VirtualRouter router, Map<String, ScriptHealth> scripts) {
    int sum = router.protocol().priority();
    boolean waiting = false;
    Optional<String> failing = Optional.empty();
    for (TrackedScript tracked : router.trackers().scripts()) {
      ScriptHealth health = scripts.get(tracked.name());
      if (health == null) {
        continue;
      }
      boolean good = health.good() != tracked.reverse();
      if (tracked.weight() == 0) {
        waiting |= !health.settled();
        if (health.settled() && !good && failing.isEmpty()) {
          failing = Optional.of(tracked.name());
        }
      } else if (health.settled() && good == tracked.weight() > 0) {
        sum += tracked.weight();
      }
    }
    int priority =
        router.protocol().priority() == OWNER ? OWNER : Math.max(LOWEST, Math.min(HIGHEST, sum));
    return new Standing(priority, failing, waiting);
  }
}
