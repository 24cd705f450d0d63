package dev.relais.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the daemon does in the kernel's table of virtual services, IPVS; ipvsadm(8).
 *
 * @param servers the virtual servers; a service belongs to one of them only
 * @param marking the table of nftables in which packets are marked for virtual servers: {@code
 *     nftables_ipvs}; empty if none are
 * @param sync how connections are told to another director; empty if they are not
 * @param timeouts of connections without traffic
 * @param flushesAtStart whether the whole table is emptied before the first entry: {@code
 *     lvs_flush}
 * @param atStop what happens to the table at the end
 * @param tellsFirstStates whether the world is told of real servers that serve before a check has
 *     looked at them: {@code rs_init_notifies}
 * @param networkNamespace in which the table is: empty for that of the daemon, an empty name for
 *     the one in which it was started; {@code net_namespace_ipvs}. Checks stay where the daemon is.
 */
public record LoadBalancing(
    List<VirtualServer> servers,
    Optional<Firewall> marking,
    Optional<ConnectionSync> sync,
    Timeouts timeouts,
    boolean flushesAtStart,
    AtStop atStop,
    boolean tellsFirstStates,
    Optional<String> networkNamespace) {

  /** Nothing is balanced, and the table is left alone. */
  public static final LoadBalancing NONE =
      new LoadBalancing(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Timeouts.KERNEL,
          false,
          AtStop.REMOVE_OWN,
          false,
          Optional.empty());

  /** What happens to the table at the end. */
  public enum AtStop {
    /** Each real server and then its service goes. */
    REMOVE_OWN,
    /** Each service goes with all of its real servers at once: {@code lvs_flush_on_stop VS}. */
    REMOVE_SERVICES,
    /** Everything goes, whoever added it: {@code lvs_flush_on_stop}. */
    FLUSH
  }

  /**
   * How long a connection without traffic is remembered, to the second; empty for what the kernel
   * has. {@code lvs_timeouts} in keepalived.conf(5), {@code --set} in ipvsadm(8).
   *
   * @param tcp of open connections over TCP
   * @param tcpFin of those that are being closed
   * @param udp of packets of UDP
   */
  public record Timeouts(
      Optional<Duration> tcp, Optional<Duration> tcpFin, Optional<Duration> udp) {
    /** As the kernel has them. */
    public static final Timeouts KERNEL =
        new Timeouts(Optional.empty(), Optional.empty(), Optional.empty());
  }

  public LoadBalancing {
    servers = List.copyOf(servers);
    Plan.require(
        networkNamespace.stream().noneMatch(name -> name.contains("/")),
        "the name of a namespace has no slash");
    Map<Object, String> owners = new HashMap<>();
    for (VirtualServer server : servers) {
      Stream.concat(server.services().stream(), server.marked().stream())
          .forEach(served -> {
            String earlier = owners.putIfAbsent(served, server.name());
            Plan.require(
                earlier == null,
                "virtual servers `%s` and `%s` both have %s"
                    .formatted(earlier, server.name(), served));
          });
      Plan.require(
          server.marked().isEmpty() || marking.isPresent(),
          "packets for virtual server `%s` are marked in no table".formatted(server.name()));
    }
  }

  /** The same with other virtual servers. */
  public LoadBalancing withServers(List<VirtualServer> others) {
    return new LoadBalancing(
        others,
        marking,
        sync,
        timeouts,
        flushesAtStart,
        atStop,
        tellsFirstStates,
        networkNamespace);
  }

  /** Whether there is nothing to do in the table. */
  public boolean isEmpty() {
    return servers.isEmpty()
        && sync.isEmpty()
        && timeouts.equals(Timeouts.KERNEL)
        && !flushesAtStart
        && atStop == AtStop.REMOVE_OWN;
  }
}
