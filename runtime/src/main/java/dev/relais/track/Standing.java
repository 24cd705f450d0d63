package dev.relais.track;

import dev.relais.plan.Tracked;
import dev.relais.plan.VirtualRouter;
import java.util.Optional;
import java.util.function.Function;

/**
 * What that which it tracks makes of a virtual router. The arithmetic is keepalived 2.2.7's, as
 * observed.
 *
 * @param priority with all weights, 1 to 254; 255 stays 255
 * @param failing why the router cannot serve: {@code script chk fails}; empty if it can
 * @param waiting whether a result is missing that has to come first
 */
public record Standing(int priority, Optional<String> failing, boolean waiting) {
  private static final int OWNER = 255;
  private static final int LOWEST = 1;
  private static final int HIGHEST = 254;

  /** A file that takes more than this from the priority stops the router. */
  private static final int MOST = 253;

  /**
   * Adds up.
   *
   * @param router the virtual router
   * @param readings what is known of each that it tracks
   */
  public static Standing of(VirtualRouter router, Function<Tracked, Reading> readings) {
    int sum = router.protocol().priority();
    boolean waiting = false;
    Optional<String> failing = Optional.empty();
    for (Tracked tracked : router.trackers().all()) {
      Reading reading = readings.apply(tracked);
      waiting |= reading instanceof Reading.Unknown && isAwaited(tracked);
      if (failing.isEmpty() && stops(tracked, reading)) {
        failing = Optional.of(complaint(tracked, reading));
      }
      sum += contribution(tracked, reading);
    }
    int priority = router.protocol().priority() == OWNER ? OWNER : Math.clamp(sum, LOWEST, HIGHEST);
    return new Standing(priority, failing, waiting);
  }

  /** Files and processes are looked at in no time, so that the first priority is the right one. */
  private static boolean isAwaited(Tracked tracked) {
    return switch (tracked.kind()) {
      case FILE, PROCESS -> true;
      case INTERFACE, SCRIPT, BFD, ADDRESS -> tracked.weight() == 0;
    };
  }

  /** Whether the router must not serve. */
  private static boolean stops(Tracked tracked, Reading reading) {
    return switch (reading) {
      case Reading.Unknown _ -> false;
      case Reading.Verdict(boolean good) -> tracked.weight() == 0 && good == tracked.reverse();
      case Reading.Value(long value) ->
          tracked.weight() == 0
              ? (value == 0) == tracked.reverse()
              : product(tracked, value) < -MOST;
    };
  }

  private static int contribution(Tracked tracked, Reading reading) {
    return switch (reading) {
      case Reading.Unknown _ -> 0;
      case Reading.Verdict(boolean good) -> {
        int added = good == tracked.weight() > 0 ? tracked.weight() : 0;
        yield tracked.reverse() ? -added : added;
      }
      case Reading.Value(long value) ->
          (int) Math.clamp(product(tracked, value), (long) -MOST, (long) MOST);
    };
  }

  private static long product(Tracked tracked, long value) {
    long within = Math.clamp(value, (long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE);
    return within * tracked.weight() * (tracked.reverse() ? -1 : 1);
  }

  private static String complaint(Tracked tracked, Reading reading) {
    String name = tracked.name();
    if (reading instanceof Reading.Value(long value)) {
      return "file %s says %d".formatted(name, value);
    }
    boolean reverse = tracked.reverse();
    return switch (tracked.kind()) {
      case INTERFACE -> "interface %s is %s".formatted(name, reverse ? "up" : "down");
      case SCRIPT -> "script %s %s".formatted(name, reverse ? "succeeds" : "fails");
      case PROCESS -> "process %s %s its quorum".formatted(name, reverse ? "has" : "has not");
      case FILE -> "file %s says 0".formatted(name);
      case BFD -> "BFD session %s is %s".formatted(name, reverse ? "up" : "down");
      case ADDRESS -> "address %s is %s this host".formatted(name, reverse ? "on" : "not on");
    };
  }
}
