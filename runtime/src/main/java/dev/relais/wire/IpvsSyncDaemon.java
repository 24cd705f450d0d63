package dev.relais.wire;

import dev.relais.plan.IpAddress;
import java.util.Optional;

/**
 * What tells connections to another director, or hears of them, as the kernel says it.
 *
 * @param state what it does
 * @param interfaceName over which
 * @param id 0 to 4294967295; of use are those up to 255
 * @param maximumLength of a message, in bytes, 1 to 65535; empty for that of the kernel
 * @param port 1 to 65535; empty for that of the kernel
 * @param timeToLive 1 to 255; empty for that of the kernel
 * @param group to which it speaks; empty for that of the kernel
 */
public record IpvsSyncDaemon(
    State state,
    String interfaceName,
    long id,
    Optional<Integer> maximumLength,
    Optional<Integer> port,
    Optional<Integer> timeToLive,
    Optional<IpAddress> group) {

  /** What it does. */
  public enum State {
    /** It tells connections. */
    MASTER(1),
    /** It hears of them. */
    BACKUP(2);

    private final int number;

    State(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
