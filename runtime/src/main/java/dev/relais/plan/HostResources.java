package dev.relais.plan;

/**
 * What belongs to the host as a whole.
 *
 * @param permanent what is there from start to stop, whoever is MASTER: {@code static_ipaddress},
 *     {@code static_routes}, {@code static_rules}
 * @param firewall where packets are dropped
 */
public record HostResources(Resources permanent, Firewall firewall) {

  /** Nothing of its own. */
  public static final HostResources NONE = new HostResources(Resources.NONE, Firewall.DEFAULT);
}
