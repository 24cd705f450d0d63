package dev.relais.health;

import dev.relais.plan.Probe.Target;
import dev.relais.plan.Probe.Tls;
import java.util.Optional;

/**
 * A conversation, and with whom it is held.
 *
 * @param serverName what the server is told it is asked for, with {@link Transport#TLS}
 * @param tls how it is encrypted, with {@link Transport#TLS}
 */
public record Exchange(
    Target target,
    Transport transport,
    Optional<Tls> tls,
    Optional<String> serverName,
    Conversation conversation) {

  /** How bytes get there. */
  public enum Transport {
    /** A connection. */
    TCP,
    /** An encrypted connection. */
    TLS,
    /** Packets. */
    UDP,
    /** ICMP or ICMPv6, by the family of the target. */
    ICMP
  }

  static Exchange of(Target target, Transport transport, Conversation conversation) {
    return new Exchange(target, transport, Optional.empty(), Optional.empty(), conversation);
  }

  /** Whether bytes come cut anywhere, and not in packets. */
  public boolean isStream() {
    return transport == Transport.TCP || transport == Transport.TLS;
  }
}
