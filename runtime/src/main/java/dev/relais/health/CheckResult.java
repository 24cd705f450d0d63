package dev.relais.health;

import dev.relais.plan.Probe;

/**
 * What one look at a real server says, whatever looked.
 *
 * @param good whether the server can serve
 * @param page which page of {@link Probe.Http} decided, from 0; 0 for others
 * @param weighting what it makes of the weight; of no account if the result is bad
 * @param words why, for people
 */
public record CheckResult(boolean good, int page, Weighting weighting, String words) {
  /** Exit statuses from here on set the weight: {@code misc_dynamic} in keepalived.conf(5). */
  private static final int FIRST_WEIGHT = 2;

  /** As a look over the network has shown. */
  public static CheckResult of(ProbeResult result) {
    return new CheckResult(result.good(), result.page(), Weighting.CONFIGURED, result.words());
  }

  /** Good, and no more. */
  public static CheckResult good(String words) {
    return new CheckResult(true, 0, Weighting.CONFIGURED, words);
  }

  /** Bad, and no more. */
  public static CheckResult bad(String words) {
    return new CheckResult(false, 0, Weighting.CONFIGURED, words);
  }

  /**
   * A program has ended. 0 is good and 1 is bad; with {@code misc_dynamic} 2 to 255 are good and
   * set the weight to 2 less, else they are bad.
   *
   * @param status its exit status, or −1 if a signal ended it
   * @param words for people: {@code exited with status 1}
   */
  public static CheckResult ofProgram(Probe.Misc probe, int status, String words) {
    if (status == 0) {
      return good(words);
    }
    return probe.dynamic() && status >= FIRST_WEIGHT
        ? new CheckResult(true, 0, new Weighting.Exactly(status - FIRST_WEIGHT), words)
        : bad(words);
  }

  /**
   * A tracked file says a number. As observed of keepalived 2.2.7: with a weight the server stays
   * up, and the number times the weight is added to its own; without one, any number but 0 is bad.
   */
  public static CheckResult ofNumber(Probe.TrackedFile probe, long number) {
    String words = "%s says %d".formatted(probe.file(), number);
    if (probe.weight() == 0) {
      return number == 0 == !probe.reverse() ? good(words) : bad(words);
    }
    int factor = probe.reverse() ? -probe.weight() : probe.weight();
    return new CheckResult(true, 0, new Weighting.Changed(product(number, factor)), words);
  }

  /** Beyond the range of weights nothing counts. */
  private static long product(long number, int factor) {
    return Math.clamp(number, -Integer.MAX_VALUE, Integer.MAX_VALUE) * (long) factor;
  }

  /** A session of bidirectional forwarding detection is up, or is not. */
  public static CheckResult ofSession(boolean up) {
    return up ? good("the session is up") : bad("the session is down");
  }
}
