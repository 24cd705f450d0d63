package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * {@code real_server ADDRESS [PORT]}.
 *
 * @param span keyword and address
 * @param address of the server
 * @param port of the server; absent for the port of the service
 * @param weight {@code weight}
 * @param forwarding {@code lvs_method}
 * @param tunnel what {@code lvs_method TUN} says behind the word
 * @param checks in the order of the file
 * @param settings all of it, as written
 */
public record RealServer(
    SourceSpan span,
    Located<IpAddress> address,
    Optional<Located<Integer>> port,
    Optional<Located<Integer>> weight,
    Optional<Located<VirtualServer.Forwarding>> forwarding,
    Optional<Tunnel> tunnel,
    List<HealthCheck> checks,
    Settings settings) {

  public RealServer {
    checks = List.copyOf(checks);
  }
}
