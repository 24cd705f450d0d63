package dev.relais.port;

import dev.relais.host.Operation;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkMessage;
import java.util.List;
import java.util.Optional;

/** The network of this host. */
public interface Network {
  /**
   * Receives VRRP on a channel from now on, and can send it there.
   *
   * @throws HostException if the system refuses
   */
  void listen(Listening listening) throws HostException;

  /** Neither receives nor sends there any longer. */
  void ignore(Channel channel);

  /**
   * Sends a packet.
   *
   * @param packet from its IP header on
   * @return why it could not be sent; empty if it was
   */
  Optional<String> advertise(Channel channel, Bytes packet);

  /**
   * Sends an Ethernet frame.
   *
   * @return why it could not be sent; empty if it was
   */
  Optional<String> announce(int index, byte[] frame);

  /**
   * Changes the host, in this order. What is already as it shall be is done.
   *
   * @return what could not be done, and why; empty if all was done
   */
  List<Refusal> perform(List<Operation> operations);

  /**
   * An operation that could not be done.
   *
   * @param reason for people
   */
  record Refusal(Operation operation, String reason) {}

  /**
   * All interfaces and addresses, and the routes and rules of keepalived's protocol, as they are
   * now.
   *
   * @throws HostException if the system does not say
   */
  List<NetlinkMessage> inventory() throws HostException;
}
