package dev.relais.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a virtual router holds on the host while it is MASTER, or what the host has all the time.
 *
 * @param addresses listed in advertisements, in that order
 * @param excludedAddresses not listed; of either family
 * @param routes added in that order
 * @param rules added in that order
 * @param interfaces of its own, there whoever is MASTER
 * @param promoteSecondaries whether other addresses of a network stay when the first of them is
 *     removed: {@code promote_secondaries}
 */
public record Resources(
    List<VirtualAddress> addresses,
    List<VirtualAddress> excludedAddresses,
    List<VirtualRoute> routes,
    List<PolicyRule> rules,
    List<VirtualInterface> interfaces,
    boolean promoteSecondaries) {

  /** Nothing. */
  public static final Resources NONE = new Resources(List.of(), List.of(), List.of());

  public Resources {
    addresses = List.copyOf(addresses);
    excludedAddresses = List.copyOf(excludedAddresses);
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
    interfaces = List.copyOf(interfaces);
  }

  /** Addresses and routes only. */
  public Resources(
      List<VirtualAddress> addresses,
      List<VirtualAddress> excludedAddresses,
      List<VirtualRoute> routes) {
    this(addresses, excludedAddresses, routes, List.of(), List.of(), false);
  }

  /** All addresses, those that are listed first. */
  public Stream<VirtualAddress> allAddresses() {
    return Stream.concat(addresses.stream(), excludedAddresses.stream());
  }

  /** The interface of the host below one: itself, unless it is one of its own. */
  public String base(String interfaceName) {
    return interfaces.stream()
        .filter(own -> own.name().equals(interfaceName))
        .map(VirtualInterface::base)
        .findFirst()
        .orElse(interfaceName);
  }
}
