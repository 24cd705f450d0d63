package dev.relais.engine;

import dev.relais.ipvs.Destination;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.plan.SorryServer;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual server while it is balanced. */
final class VirtualServerRun {
  /** As keepalived adds a sorry server. */
  private static final int SORRY_WEIGHT = 1;

  final VirtualServer server;

  /** By their names, in the order of the plan. */
  final Map<String, RealServerRun> realServers = new LinkedHashMap<>();

  /** Whether it has its quorum. */
  boolean quorum;

  /** Whether its address is elsewhere, so that nothing is checked for it. */
  boolean suspended;

  VirtualServerRun(VirtualServer server) {
    this.server = server;
  }

  /**
   * The sum of the weights of real servers that are up. Who starts slowly counts in full: the sorry
   * server does not help where somebody can serve.
   */
  long weight() {
    long sum = 0;
    for (RealServerRun real : realServers.values()) {
      if (real.up) {
        sum += real.weight;
      }
    }
    return sum;
  }

  /**
   * Whether it shall have its quorum: gained with as much as the hysteresis above it, lost with
   * less than the hysteresis below it.
   */
  boolean deservesQuorum() {
    return quorum
        ? weight() >= server.quorum() - server.hysteresis()
        : weight() >= server.quorum() + server.hysteresis();
  }

  /** How the quorum came out, in keepalived's words. */
  String comparison() {
    long hysteresis = server.hysteresis();
    return quorum
        ? "%d+%d=%d <= %d"
            .formatted(server.quorum(), hysteresis, server.quorum() + hysteresis, weight())
        : "%d-%d=%d > %d"
            .formatted(server.quorum(), hysteresis, server.quorum() - hysteresis, weight());
  }

  /** Whether the sorry server serves, and nobody else. */
  boolean isSorry() {
    return !quorum && server.sorryServer().isPresent();
  }

  /** What the table shall have. */
  List<ServiceEntry> entries() {
    return server.services().stream()
        .map(service ->
            ServiceEntry.of(
                service, server.scheduler(), server.persistence(), destinations(service)))
        .toList();
  }

  /**
   * Who stands in the table: real servers that are up with their weights; with 0 those that
   * inhibit, while they are down or the sorry server serves, and those that are being drained,
   * whose connections the kernel would drop otherwise; the sorry server.
   */
  private Collection<Destination> destinations(VirtualService service) {
    Map<Destination.Key, Destination> destinations = new LinkedHashMap<>();
    for (RealServerRun real : realServers.values()) {
      boolean serves = real.up && !isSorry();
      if (serves || real.server.inhibits() || real.isDrained()) {
        Destination destination = real.destination(service, serves ? real.weightForNow() : 0);
        destinations.merge(destination.key(), destination, VirtualServerRun::heavier);
      }
    }
    server
        .sorryServer()
        .filter(sorry -> isSorry() || sorry.inhibits())
        .map(sorry -> sorryDestination(service, sorry, isSorry() ? SORRY_WEIGHT : 0))
        .ifPresent(sorry -> destinations.merge(sorry.key(), sorry, VirtualServerRun::heavier));
    return destinations.values();
  }

  private static Destination sorryDestination(
      VirtualService service, SorryServer sorry, int weight) {
    return new Destination(
        new Destination.Key(sorry.address(), sorry.portIn(service)),
        sorry.forwarding(),
        weight,
        0,
        0);
  }

  /** Where two are the same for the table, one that serves goes before one that does not. */
  private static Destination heavier(Destination one, Destination other) {
    return other.weight() > one.weight() ? other : one;
  }

  /** Whether a table has a real server in service. */
  static boolean isServing(@Nullable ServiceEntry entry, Destination.Key key) {
    return Optional.ofNullable(entry)
        .map(found -> found.destinations().get(key))
        .filter(destination -> destination.weight() > 0)
        .isPresent();
  }
}
