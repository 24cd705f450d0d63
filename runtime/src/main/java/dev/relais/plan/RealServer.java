package dev.relais.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server behind a service; {@code real_server} in keepalived.conf(5).
 *
 * @param address of the server
 * @param port that it is known by, 0 to 65535: as written, or that of the service
 * @param tablePort into which {@link Forwarding.Masquerading} translates the port of the service, 0
 *     to 65535; 0 for none. For other ways to forward {@link #portIn} says what stands in the table
 * @param forwarding how packets reach it
 * @param weight 0 to 2147483647
 * @param upperThreshold connections from which on it gets no more; 0 for no limit
 * @param lowerThreshold connections below which it gets some again; 0 for none
 * @param inhibits whether it stays in the table with weight 0 while it is down: {@code
 *     inhibit_on_failure}
 * @param slowStart how long it takes until a server that comes back has its whole weight, at least
 *     1 s; empty if it has it at once
 * @param up told when it is up: {@code notify_up}
 * @param down told when it is down: {@code notify_down}
 * @param mail whether mails tell about it: {@code smtp_alert}
 * @param checks all of which have to be good
 */
public record RealServer(
    IpAddress address,
    int port,
    int tablePort,
    Forwarding forwarding,
    int weight,
    long upperThreshold,
    long lowerThreshold,
    boolean inhibits,
    Optional<Duration> slowStart,
    Optional<Program> up,
    Optional<Program> down,
    boolean mail,
    List<HealthCheck> checks) {

  private static final Duration SHORTEST_SLOW_START = Duration.ofSeconds(1);

  public RealServer {
    checks = List.copyOf(checks);
    Plan.require(port >= 0 && port <= 65_535, "the port of a real server is 0 to 65535");
    Plan.require(tablePort >= 0 && tablePort <= 65_535, "a port in the table is 0 to 65535");
    Plan.require(weight >= 0, "a weight is not below 0");
    Plan.require(
        slowStart.filter(length -> length.compareTo(SHORTEST_SLOW_START) < 0).isEmpty(),
        "a slow start takes 1 s at least");
    Plan.require(
        lowerThreshold >= 0 && lowerThreshold <= upperThreshold,
        "the lower threshold of " + address + " is above the upper one");
  }

  /** The port that stands in the kernel's table: only masquerading translates that of a service. */
  public int portIn(VirtualService service) {
    return forwarding instanceof Forwarding.Masquerading ? tablePort : service.servicePort();
  }

  /** Among those of its service; see {@link VirtualServer#nameOf} for logs and pipes. */
  public String name() {
    return "[%s]:%d".formatted(address, port);
  }
}
