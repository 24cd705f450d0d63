package dev.relais.plan;

import java.util.Optional;

/**
 * Tells connections to another director, so that they survive when it takes over; {@code
 * lvs_sync_daemon} in keepalived.conf(5), {@code --start-daemon} in ipvsadm(8).
 *
 * @param interfaceName over which it speaks
 * @param router the virtual router whose state decides who speaks and who listens
 * @param id 0 to 255; directors with another one do not listen
 * @param maximumLength of a message, in bytes, 1 to 65507; empty for that of the kernel
 * @param port to which it speaks, 1 to 65535; empty for 8848
 * @param timeToLive 1 to 255; empty for 1
 * @param group to which it speaks; empty for 224.0.0.81
 */
public record ConnectionSync(
    String interfaceName,
    String router,
    int id,
    Optional<Integer> maximumLength,
    Optional<Integer> port,
    Optional<Integer> timeToLive,
    Optional<IpAddress> group) {

  public ConnectionSync {
    Plan.require(id >= 0 && id <= 255, "the id of the sync daemon is 0 to 255");
    require(maximumLength, 65_507, "the length of its messages");
    require(port, 65_535, "the port of the sync daemon");
    require(timeToLive, 255, "the time to live of the sync daemon");
  }

  private static void require(Optional<Integer> number, int most, String what) {
    Plan.require(
        number.isEmpty() || (number.get() >= 1 && number.get() <= most), what + " is 1 to " + most);
  }
}
