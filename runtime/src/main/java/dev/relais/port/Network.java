package dev.relais.port;

import dev.relais.host.Operation;
import dev.relais.wire.NetlinkMessage;
import java.util.List;
import java.util.Optional;

/** The network of this host. */
public interface Network {
  /**
   * Receives VRRP on an interface from now on, and can send it there.
   *
   * @throws HostException if the system refuses
   */
  void listen(String interfaceName, int index) throws HostException;

  /** Neither receives nor sends there any longer. */
  void ignore(String interfaceName);

  /**
   * Sends a packet.
   *
   * @param packet from its IP header on
   * @return why it could not be sent; empty if it was
   */
  Optional<String> advertise(String interfaceName, byte[] packet);

  /**
   * Sends an Ethernet frame.
   *
   * @return why it could not be sent; empty if it was
   */
  Optional<String> announce(int index, byte[] frame);

  /**
   * Changes addresses or routes. What is already as it shall be is done.
   *
   * @return why it could not be done; empty if it was
   */
  Optional<String> perform(Operation operation);

  /**
   * All interfaces and addresses, and all routes of IPv4, as they are now.
   *
   * @throws HostException if the system does not say
   */
  List<NetlinkMessage> inventory() throws HostException;
}
