package dev.relais.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Services with the same real servers; {@code virtual_server} in keepalived.conf(5).
 *
 * @param name as keepalived writes it into its log and its pipes: {@code [192.0.2.1]:tcp:80},
 *     {@code FWM 5}, or {@code [web]:0} for a group, with the number of virtual servers before it
 *     that have the same group
 * @param services one, or those of a group; at least one. They have one family, unless all real
 *     servers are reached through tunnels
 * @param marked packets that the daemon has marked for it, whose mark its services are then; empty
 *     if others mark them, or nobody does
 * @param scheduler how the kernel chooses a real server
 * @param persistence how long a client stays with its real server; empty if it does not
 * @param realServers in order, each address and port once
 * @param sorryServer where clients go without a quorum; empty for nowhere
 * @param quorum sum of weights from which on it is up; at least 0
 * @param hysteresis by which the sum may fall below the quorum, or has to rise above it
 * @param quorumUp told when it is up
 * @param quorumDown told when it is not
 * @param tellsTheEnd whether real servers and the quorum are told to be down at the end: {@code
 *     omega}
 * @param suspended the address without which nothing is checked; empty if checks do not depend on
 *     it: {@code ha_suspend}
 * @param mail whether mails tell about its quorum: {@code smtp_alert}
 */
public record VirtualServer(
    String name,
    List<VirtualService> services,
    List<MarkedPackets> marked,
    Scheduler scheduler,
    Optional<Persistence> persistence,
    List<RealServer> realServers,
    Optional<SorryServer> sorryServer,
    long quorum,
    long hysteresis,
    Optional<Program> quorumUp,
    Optional<Program> quorumDown,
    boolean tellsTheEnd,
    Optional<IpAddress> suspended,
    boolean mail) {

  public VirtualServer {
    services = List.copyOf(services);
    marked = List.copyOf(marked);
    realServers = List.copyOf(realServers);
    Plan.require(!services.isEmpty(), "virtual server `" + name + "` has no service");
    Plan.require(quorum >= 0 && hysteresis >= 0, "the quorum of `" + name + "` is not below 0");
    Set<VirtualService> served = new HashSet<>();
    for (VirtualService service : services) {
      Plan.require(
          served.add(service), "virtual server `%s` has %s twice".formatted(name, service));
    }
    Plan.require(
        marked.isEmpty() || (marks(services).size() == 1 && !marks(services).contains(0L)),
        "packets for virtual server `" + name + "` need one mark");
    Set<String> known = new HashSet<>();
    for (RealServer server : realServers) {
      Plan.require(
          known.add(server.name()),
          "virtual server `%s` has real server %s twice".formatted(name, server.name()));
    }
  }

  /** With 0 for none. */
  private static Set<Long> marks(List<VirtualService> services) {
    Set<Long> marks = new HashSet<>();
    services.forEach(
        service -> marks.add(service instanceof VirtualService.Mark of ? of.mark() : 0L));
    return marks;
  }

  /** The mark that its packets get; empty if the daemon marks none for it. */
  public Optional<Long> mark() {
    return marked.isEmpty() ? Optional.empty() : marks(services).stream().findFirst();
  }

  /** The same with another mark for its packets, 1 to 4294967295. */
  public VirtualServer withMark(long mark) {
    return new VirtualServer(
        name,
        services.stream()
            .map(service -> (VirtualService) new VirtualService.Mark(service.family(), mark))
            .toList(),
        marked,
        scheduler,
        persistence,
        realServers,
        sorryServer,
        quorum,
        hysteresis,
        quorumUp,
        quorumDown,
        tellsTheEnd,
        suspended,
        mail);
  }

  /**
   * A real server as keepalived writes it into its log and its pipes: {@code [192.0.2.1]:tcp:80},
   * and {@code none} for the protocol of marked packets.
   */
  public String nameOf(RealServer server) {
    return nameOf(server.address(), server.port());
  }

  /** Its sorry server, written the same way. */
  public String nameOf(SorryServer server) {
    return nameOf(server.address(), server.port());
  }

  private String nameOf(IpAddress address, int port) {
    String protocol =
        Stream.concat(
                marked.stream().map(MarkedPackets::protocol),
                services.stream()
                    .filter(VirtualService.Endpoint.class::isInstance)
                    .map(VirtualService.Endpoint.class::cast)
                    .map(VirtualService.Endpoint::protocol))
            .findFirst()
            .map(one -> one.name().toLowerCase(Locale.ROOT))
            .orElse("none");
    return "[%s]:%s:%d".formatted(address, protocol, port);
  }

  /** Of its services; the first one speaks for all. */
  public AddressFamily family() {
    return services.getFirst().family();
  }
}
