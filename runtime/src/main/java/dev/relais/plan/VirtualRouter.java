package dev.relais.plan;

import java.util.Optional;

/**
 * One VRRP instance: this host's part in a virtual router.
 *
 * @param name of the instance
 * @param interfaceName where it sends and listens
 * @param family of its advertised addresses
 * @param protocol what it says, hears and decides by
 * @param resources what it holds while MASTER
 * @param trackers what changes its priority or stops it
 * @param announcements of its addresses
 * @param notifications who is told about its states
 * @param receiveBuffer what it adds to the buffer of the socket that it hears by, 1 and more, in
 *     bytes; empty for nothing: {@code kernel_rx_buf_size}. A socket for which nobody asks has the
 *     kernel's
 */
public record VirtualRouter(
    String name,
    String interfaceName,
    AddressFamily family,
    Protocol protocol,
    Resources resources,
    Trackers trackers,
    GratuitousArp announcements,
    Notifications notifications,
    Optional<Integer> receiveBuffer) {

  public VirtualRouter {
    for (VirtualAddress address : resources.addresses()) {
      Plan.require(
          address.prefix().address().family() == family,
          "instance `" + name + "`: " + address.prefix() + " is of the other family");
    }
    Plan.require(
        family == AddressFamily.INET
            || protocol.authentication().stream().allMatch(Authentication::isForIpv6),
        "instance `" + name + "`: there is no such authentication over IPv6");
    Plan.require(
        protocol.transport().addresses().stream().allMatch(to -> to.family() == family)
            && protocol.sourceAddress().stream().allMatch(from -> from.family() == family),
        "instance `" + name + "` advertises to or from an address of the other family");
    Plan.require(
        receiveBuffer.stream().allMatch(bytes -> bytes > 0),
        "instance `" + name + "`: a receive buffer has at least a byte");
  }

  /** The same, authenticated in another way. */
  public VirtualRouter with(Authentication authentication) {
    return new VirtualRouter(
        name,
        interfaceName,
        family,
        protocol.with(authentication),
        resources,
        trackers,
        announcements,
        notifications,
        receiveBuffer);
  }

  /** The interface of the host that it runs on, below one of its own. */
  public String baseInterface() {
    return resources.base(interfaceName);
  }

  /** The interface of its own from which it sends; empty if it has none. */
  public Optional<VirtualInterface> sendingInterface() {
    return resources.interfaces().stream()
        .filter(own -> own.name().equals(interfaceName))
        .findFirst();
  }

  /** Whether packets to its addresses are dropped while it is MASTER; never for their owner. */
  public boolean blocksAddresses() {
    return !protocol.conduct().accept() && protocol.priority() != Protocol.OWNER;
  }
}
