package dev.relais.plan;

/**
 * What belongs to the host as a whole.
 *
 * @param permanent what is there from start to stop, whoever is MASTER: {@code static_ipaddress},
 *     {@code static_routes}, {@code static_rules}
 * @param firewall where packets are dropped
 * @param silentAboutLocalGroups whether the kernel reports to nobody which groups of 224.0.0.0/24
 *     this host is in: {@code disable_local_igmp}
 */
public record HostResources(
    Resources permanent, Firewall firewall, boolean silentAboutLocalGroups) {

  /** Nothing of its own. */
  public static final HostResources NONE =
      new HostResources(Resources.NONE, Firewall.DEFAULT, false);
}
