package dev.relais.vrrp;

import dev.relais.plan.AddressFamily;

/** Where virtual routers talk to others: an interface, and a family of addresses. */
public record Channel(String interfaceName, AddressFamily family) {
  @Override
  public String toString() {
    return interfaceName + (family == AddressFamily.INET ? "" : " (IPv6)");
  }
}
