package dev.relais.lint.rules.host;

import dev.relais.fleet.Host;
import dev.relais.plan.IpAddress;
import java.util.Set;
import java.util.stream.Collectors;

/** The addresses that the inventory gives a host. */
final class Addresses {
  private Addresses() {}

  static Set<IpAddress> of(Host host) {
    return host.facts().stream()
        .flatMap(facts -> facts.interfaces().stream())
        .flatMap(entry -> entry.address().stream())
        .map(address -> address.value().address())
        .collect(Collectors.toSet());
  }
}
