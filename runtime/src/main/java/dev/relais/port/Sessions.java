package dev.relais.port;

import dev.relais.plan.BfdSession;
import java.util.Optional;

/** Sockets for bidirectional forwarding detection; packets come in through {@link Inputs}. */
public interface Sessions {
  /**
   * Sends and receives for a session from now on.
   *
   * @return a random number for it
   * @throws HostException if the system refuses
   */
  long open(BfdSession session) throws HostException;

  /** Neither sends nor receives for it any longer. */
  void close(String session);

  /**
   * Sends a packet.
   *
   * @return why it could not be sent; empty if it was
   */
  Optional<String> send(String session, byte[] packet);
}
