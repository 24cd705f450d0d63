package dev.relais.engine;

import java.time.Duration;
import java.util.Collection;

/**
 * Gives virtual routers places in the period of advertisements. Those that become MASTER at the
 * same moment, as all do when a host fails, would send at the same moment ever after: of 255 the
 * last would wait for the others each time, and what holds up one would hold up all. So the second
 * advertisement of each comes a little earlier, by its place; all others keep the period. No backup
 * minds one that is early: it counts from the last that it heard.
 */
final class Places {
  /** Share a place: waking for each would take more of the processor than sending. */
  private static final int TOGETHER = 4;

  /** Much longer than it takes to send those of one place. */
  private static final Duration LONGEST_STEP = Duration.ofMillis(4);

  private Places() {}

  /** No advertisement comes earlier than by half its interval. */
  static void assign(Collection<RouterRun> runs) {
    int places = Math.ceilDiv(runs.size(), TOGETHER);
    int before = 0;
    for (RouterRun run : runs) {
      Duration share = run.router.protocol().advertisementInterval().dividedBy(2L * places);
      Duration step = share.compareTo(LONGEST_STEP) < 0 ? share : LONGEST_STEP;
      run.ahead = step.multipliedBy(before++ / TOGETHER);
    }
  }
}
