package dev.relais.engine;

import java.time.Duration;
import java.util.Collection;

/**
 * Gives what comes in periods places in them, where all would come at the same moment ever after:
 * the last would wait for all others each time, and what holds up one would hold up all.
 */
final class Places {
  /**
   * Virtual routers of one place: waking for each would take more of the processor than sending.
   */
  private static final int TOGETHER = 4;

  /** Much longer than it takes to send the advertisements of one place. */
  private static final Duration LONGEST_STEP = Duration.ofMillis(4);

  private Places() {}

  /**
   * How far a place is from the first.
   *
   * @param place from 0
   * @param places that there are; all of them are in the first half of the period
   * @param longestStep at most this from one to the next
   */
  static Duration offset(int place, int places, Duration period, Duration longestStep) {
    Duration share = period.dividedBy(2L * places);
    return (share.compareTo(longestStep) < 0 ? share : longestStep).multipliedBy(place);
  }

  /**
   * To virtual routers, which all become MASTER when a host fails, and all have another priority
   * when a script does: after an advertisement that no timer has brought, the next one comes a
   * little earlier, and all others keep the period. No backup minds one that is early: it counts
   * from the last that it heard.
   */
  static void assign(Collection<RouterRun> runs) {
    int places = Math.ceilDiv(runs.size(), TOGETHER);
    int before = 0;
    for (RouterRun run : runs) {
      Duration interval = run.router.protocol().advertisementInterval();
      run.ahead = offset(before++ / TOGETHER, places, interval, LONGEST_STEP);
    }
  }
}
