package dev.relais.ipvs;

import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A virtual service in the table.
 *
 * @param service by which the table knows it
 * @param scheduler how a destination is chosen
 * @param persistence how long a client stays with its destination; empty if it does not
 * @param destinations by their keys, in the order in which they are added
 */
public record ServiceEntry(
    VirtualService service,
    Scheduler scheduler,
    Optional<Persistence> persistence,
    Map<Destination.Key, Destination> destinations) {

  public ServiceEntry {
    destinations = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
  }

  /** With its destinations in order. */
  public static ServiceEntry of(
      VirtualService service,
      Scheduler scheduler,
      Optional<Persistence> persistence,
      Collection<Destination> destinations) {
    Map<Destination.Key, Destination> byKey = new LinkedHashMap<>();
    destinations.forEach(destination -> byKey.put(destination.key(), destination));
    return new ServiceEntry(service, scheduler, persistence, byKey);
  }
}
