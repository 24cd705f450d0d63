package dev.relais.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a virtual router holds on the host while it is MASTER.
 *
 * @param addresses listed in advertisements, in that order
 * @param excludedAddresses not listed; of either family
 * @param routes added in that order
 */
public record Resources(
    List<VirtualAddress> addresses,
    List<VirtualAddress> excludedAddresses,
    List<VirtualRoute> routes) {

  /** Nothing. */
  public static final Resources NONE = new Resources(List.of(), List.of(), List.of());

  public Resources {
    addresses = List.copyOf(addresses);
    excludedAddresses = List.copyOf(excludedAddresses);
    routes = List.copyOf(routes);
  }

  /** All addresses, those that are listed first. */
  public Stream<VirtualAddress> allAddresses() {
    return Stream.concat(addresses.stream(), excludedAddresses.stream());
  }
}
