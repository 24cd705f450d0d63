package dev.relais.model;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.RealServer;
import dev.relais.ast.SorryServer;
import dev.relais.ast.Tunnel;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VirtualServerGroup;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A virtual service of IPVS.
 *
 * @param source the block
 * @param head what it serves
 * @param group that the head names, if there is one
 * @param family of the addresses: the head's, or that of its first real server
 * @param scheduler {@code lb_algo}; wlc where there is none
 * @param forwarding {@code lb_kind}; NAT where there is none
 * @param protocol TCP, UDP or SCTP, UDP where there is none; empty for marks
 * @param persistence how long a client stays with its server; empty if it does not
 * @param delayLoop between two checks of a server
 * @param quorum sum of weights from which on the service is up; not above the sum of all
 * @param hysteresis below the quorum
 * @param sorryServer where clients go without a quorum
 * @param servers that keepalived would run, in order
 */
public record VirtualService(
    VirtualServer source,
    Located<VirtualServer.Head> head,
    Optional<VirtualServerGroup> group,
    Optional<AddressFamily> family,
    Located<String> scheduler,
    Located<VirtualServer.Forwarding> forwarding,
    Optional<String> protocol,
    Optional<Duration> persistence,
    Duration delayLoop,
    long quorum,
    long hysteresis,
    Optional<SorryServer> sorryServer,
    List<Backend> servers) {

  /** A client stays for six minutes where nothing else is said. */
  public static final Duration STANDARD_PERSISTENCE = Duration.ofMinutes(6);

  public VirtualService {
    servers = List.copyOf(servers);
  }

  /**
   * A real server.
   *
   * @param source the block
   * @param address of the server
   * @param forwarding its own, or that of the service
   * @param tunnel what packets are wrapped up in, if they are
   * @param writtenPort as written
   * @param port that packets go to: only NAT translates it
   * @param weight its own, or that of the service, or 1
   * @param inhibit whether it stays in the table with weight 0 while it is down
   * @param checks in order
   */
  public record Backend(
      RealServer source,
      Located<IpAddress> address,
      Located<VirtualServer.Forwarding> forwarding,
      Optional<Tunnel> tunnel,
      Optional<Located<Integer>> writtenPort,
      int port,
      int weight,
      boolean inhibit,
      List<Check> checks) {

    public Backend {
      checks = List.copyOf(checks);
    }
  }

  /**
   * A check of a real server, with what its server and its service say of checks.
   *
   * @param source the block
   * @param delayLoop between two runs
   * @param warmup the longest delay before the first run
   * @param retries that may fail before the server is down
   * @param delayBeforeRetry between two of them
   * @param timeout of a connection, or of a program
   * @param alpha whether the server is down until the check was good
   */
  public record Check(
      HealthCheck source,
      Duration delayLoop,
      Duration warmup,
      long retries,
      Duration delayBeforeRetry,
      Duration timeout,
      boolean alpha) {}

  /** Address and port, if it serves an address. */
  public Optional<VirtualServer.Head.Endpoint> endpoint() {
    return head.value() instanceof VirtualServer.Head.Endpoint endpoint
        ? Optional.of(endpoint)
        : Optional.empty();
  }

  /** Whether there is something to serve: an address, a mark, or a group that has some. */
  public boolean isDefined() {
    return !(head.value() instanceof VirtualServer.Head.Group)
        || group.filter(known -> !known.entries().isEmpty()).isPresent();
  }

  /** Whether keepalived runs it. */
  public boolean runs() {
    return isDefined() && !servers.isEmpty();
  }

  /** Whether it serves packets with marks, and nothing else. */
  public boolean isOfMarks() {
    return head.value() instanceof VirtualServer.Head.Fwmark
        || group
            .filter(known -> !known.entries().isEmpty())
            .filter(known ->
                known.entries().stream().allMatch(VirtualServerGroup.Mark.class::isInstance))
            .isPresent();
  }
}
