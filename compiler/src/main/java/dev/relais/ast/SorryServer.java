package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * {@code sorry_server ADDRESS [PORT]}, and what is said of it behind that line.
 *
 * @param span keyword and address
 * @param address of the server
 * @param port of the server; absent for the port of the service
 * @param forwarding {@code sorry_server_lvs_method}
 * @param tunnel what {@code sorry_server_lvs_method TUN} says behind the word
 * @param inhibit {@code sorry_server_inhibit}
 */
public record SorryServer(
    SourceSpan span,
    Located<IpAddress> address,
    Optional<Located<Integer>> port,
    Optional<Located<VirtualServer.Forwarding>> forwarding,
    Optional<Tunnel> tunnel,
    boolean inhibit) {}
