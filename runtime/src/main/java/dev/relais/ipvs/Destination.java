package dev.relais.ipvs;

import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;

/**
 * A real server in the table.
 *
 * @param key by which its service knows it
 * @param forwarding how packets reach it
 * @param weight 0 to 2147483647; 0 for no new connections
 * @param upperThreshold connections from which on it gets no more; 0 for no limit
 * @param lowerThreshold connections below which it gets some again; 0 for none
 */
public record Destination(
    Key key, Forwarding forwarding, int weight, long upperThreshold, long lowerThreshold) {

  /**
   * What a service tells its destinations apart by.
   *
   * @param port 0 to 65535; 0 for marked packets
   */
  public record Key(IpAddress address, int port) {
    @Override
    public String toString() {
      return "[%s]:%d".formatted(address, port);
    }
  }
}
