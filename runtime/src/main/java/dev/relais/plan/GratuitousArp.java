package dev.relais.plan;

import java.time.Duration;

/**
 * How addresses are announced to the neighbours: gratuitous ARP, or unsolicited neighbour
 * advertisements for IPv6.
 *
 * @param repeat announcements of an address at once; at least 1
 * @param delay after becoming MASTER until the announcements are repeated; 0 for never
 * @param lowerPriorityRepeat announcements of an address when a lower-priority master was heard
 * @param lowerPriorityDelay after which those are repeated; 0 for never
 * @param refresh interval of further announcements while MASTER; 0 for none
 * @param refreshRepeat announcements of an address in each of those; at least 1
 * @param elsewhere for switches, on interfaces from which it does not send: interval of one more
 *     announcement over each of them while MASTER; 0 for none: {@code garp_extra_if}
 * @param elsewhereOnHost whether over those of the host too, not only over its own
 */
public record GratuitousArp(
    int repeat,
    Duration delay,
    int lowerPriorityRepeat,
    Duration lowerPriorityDelay,
    Duration refresh,
    int refreshRepeat,
    Duration elsewhere,
    boolean elsewhereOnHost) {

  /** What keepalived does unless told otherwise: five at once, five more after five seconds. */
  public static final GratuitousArp DEFAULT =
      new GratuitousArp(
          5,
          Duration.ofSeconds(5),
          5,
          Duration.ofSeconds(5),
          Duration.ZERO,
          1,
          Duration.ZERO,
          false);

  public GratuitousArp {
    Plan.require(repeat >= 1 && refreshRepeat >= 1, "an announcement is sent at least once");
    Plan.require(lowerPriorityRepeat >= 0, "a number of announcements is not negative");
  }
}
