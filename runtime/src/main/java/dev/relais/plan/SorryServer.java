package dev.relais.plan;

/**
 * Where clients go while there are too few real servers; {@code sorry_server} in
 * keepalived.conf(5).
 *
 * @param address of the server
 * @param port that it is known by, 0 to 65535
 * @param tablePort into which masquerading translates, as for {@link RealServer}
 * @param forwarding how packets reach it
 * @param inhibits whether it stays in the table with weight 0 while it is not needed: {@code
 *     sorry_server_inhibit}
 */
public record SorryServer(
    IpAddress address, int port, int tablePort, Forwarding forwarding, boolean inhibits) {
  public SorryServer {
    Plan.require(port >= 0 && port <= 65_535, "the port of a sorry server is 0 to 65535");
    Plan.require(tablePort >= 0 && tablePort <= 65_535, "a port in the table is 0 to 65535");
  }

  /** The port that stands in the kernel's table. */
  public int portIn(VirtualService service) {
    return forwarding instanceof Forwarding.Masquerading ? tablePort : service.servicePort();
  }
}
