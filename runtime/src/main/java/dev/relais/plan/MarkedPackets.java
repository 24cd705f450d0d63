package dev.relais.plan;

/**
 * Packets to a port of some addresses, which a table of nftables gives the mark of their virtual
 * server.
 *
 * @param protocol of the packets
 * @param first of the addresses
 * @param last of the addresses, of the same family and not below the first
 * @param port 0 to 65535; 0 for all
 */
public record MarkedPackets(
    VirtualService.Protocol protocol, IpAddress first, IpAddress last, int port) {
  public MarkedPackets {
    Plan.require(
        first.family() == last.family() && first.compareTo(last) <= 0,
        "a range of addresses does not go from " + first + " to " + last);
    Plan.require(port >= 0 && port <= 65_535, "the port of a virtual service is 0 to 65535");
  }

  /** Of the packets. */
  public AddressFamily family() {
    return first.family();
  }

  /** Whether an address is one of them. */
  public boolean includes(IpAddress address) {
    return address.family() == family()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  @Override
  public String toString() {
    String addresses = first.equals(last) ? first.toString() : first + "-" + last;
    return family() == AddressFamily.INET
        ? "%s %s:%d".formatted(protocol, addresses, port)
        : "%s [%s]:%d".formatted(protocol, addresses, port);
  }
}
