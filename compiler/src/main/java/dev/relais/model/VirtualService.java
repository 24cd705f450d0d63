package dev.relais.model;

import dev.relais.ast.RealServer;
import dev.relais.ast.VirtualServer;
import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/**
 * A virtual service of IPVS.
 *
 * @param source the block
 * @param head what it serves
 * @param scheduler {@code lb_algo}; wlc where there is none
 * @param forwarding {@code lb_kind}; NAT where there is none
 * @param protocol TCP, UDP or SCTP; empty for marks
 * @param servers in order
 */
public record VirtualService(
    VirtualServer source,
    Located<VirtualServer.Head> head,
    Located<String> scheduler,
    Located<VirtualServer.Forwarding> forwarding,
    Optional<String> protocol,
    List<Backend> servers) {

  public VirtualService {
    servers = List.copyOf(servers);
  }

  /**
   * A real server.
   *
   * @param source the block
   * @param address of the server
   * @param forwarding its own, or that of the service
   * @param writtenPort as written
   * @param port that packets go to: only NAT translates it
   */
  public record Backend(
      RealServer source,
      Located<IpAddress> address,
      Located<VirtualServer.Forwarding> forwarding,
      Optional<Located<Integer>> writtenPort,
      int port) {}

  /** Address and port, if it serves an address. */
  public Optional<VirtualServer.Head.Endpoint> endpoint() {
    return head.value() instanceof VirtualServer.Head.Endpoint endpoint
        ? Optional.of(endpoint)
        : Optional.empty();
  }
}
