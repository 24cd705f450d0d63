package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.ipvs.Destination;
import dev.relais.ipvs.PacketMarks;
import dev.relais.ipvs.Reconciliation;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.LoadBalancing.AtStop;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.VirtualService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's table of virtual services as it is known: what was observed, and what was done
 * since. Only what differs is done.
 */
final class ServiceTable {
  /** More lines about the same reason would not help anybody. */
  private static final int MOST_LINES = 5;

  private final Outbox outbox;
  private final Map<VirtualService, ServiceEntry> known = new LinkedHashMap<>();
  private final Map<Table.SyncRole, ConnectionSync> syncing = new HashMap<>();
  private Timeouts timeouts = Timeouts.KERNEL;
  private Timeouts configured = Timeouts.KERNEL;

  /** Of connections, before anybody changed them. */
  private Timeouts found = Timeouts.KERNEL;

  /** Services that this daemon has added, or taken over. */
  private final Set<VirtualService> own = new HashSet<>();

  private final PacketMarking marking = new PacketMarking();

  private boolean observed;

  /** Why operations were refused, by what they do. */
  private final Map<String, String> said = new HashMap<>();

  private final Map<String, Integer> lines = new HashMap<>();

  ServiceTable(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Whether it can be changed. */
  boolean isThere() {
    return observed;
  }

  void observe(Table table) {
    if (!observed) {
      found = table.timeouts();
    }
    observed = true;
    known.clear();
    known.putAll(table.services());
    timeouts = table.timeouts();
    syncing.clear();
    syncing.putAll(table.syncing());
    marking.observe(table.firewallTables());
  }

  /** What is refused from now on is news. */
  void forgetTroubles() {
    said.clear();
    lines.clear();
  }

  @Nullable ServiceEntry entry(VirtualService service) {
    return known.get(service);
  }

  /**
   * Makes it be this.
   *
   * @param marks of packets
   * @param everything whether what others have added goes, too
   * @return whether something had to be done
   */
  boolean become(
      Map<VirtualService, ServiceEntry> desired,
      Timeouts wanted,
      Map<Table.SyncRole, ConnectionSync> roles,
      Optional<PacketMarks> marks,
      boolean everything) {
    own.addAll(desired.keySet());
    Reconciliation reconciliation =
        everything ? Reconciliation.ofEverything() : Reconciliation.of(own);
    configured =
        new Timeouts(
            wanted.tcp().or(found::tcp),
            wanted.tcpFin().or(found::tcpFin),
            wanted.udp().or(found::udp));
    List<TableOperation> operations =
        reconciliation.operations(
            new Table(known, timeouts, syncing),
            new Table(desired, configured, roles),
            marking.become(marks));
    act(operations);
    timeouts = configured;
    if (everything) {
      known.clear();
    } else {
      known.keySet().removeAll(own);
    }
    known.putAll(desired);
    own.retainAll(desired.keySet());
    syncing.clear();
    syncing.putAll(roles);
    return !operations.isEmpty();
  }

  /** Changes one service, and leaves all others as they are. */
  void put(ServiceEntry desired) {
    ServiceEntry before = known.get(desired.service());
    if (!desired.equals(before)) {
      act(
          Reconciliation.of(Set.of())
              .operations(
                  alone(before == null ? Map.of() : Map.of(before.service(), before)),
                  alone(Map.of(desired.service(), desired))));
      known.put(desired.service(), desired);
    }
  }

  private static Table alone(Map<VirtualService, ServiceEntry> entries) {
    return new Table(entries, Timeouts.KERNEL, Map.of());
  }

  /** Speaks or listens in these roles, and in no others. */
  void sync(Map<Table.SyncRole, ConnectionSync> roles) {
    if (!roles.equals(syncing)) {
      act(
          Reconciliation.of(Set.of())
              .operations(
                  new Table(Map.of(), Timeouts.KERNEL, syncing),
                  new Table(Map.of(), Timeouts.KERNEL, roles)));
      syncing.clear();
      syncing.putAll(roles);
    }
  }

  /** The end. */
  void leave(AtStop how) {
    sync(Map.of());
    act(marking.become(Optional.empty()));
    if (how == AtStop.FLUSH) {
      act(List.of(new TableOperation.Flush()));
    } else {
      for (ServiceEntry entry : known.values()) {
        if (own.contains(entry.service())) {
          remove(entry, how);
        }
      }
    }
    known.clear();
    own.clear();
    observed = false;
  }

  private void remove(ServiceEntry entry, AtStop how) {
    if (how == AtStop.REMOVE_OWN) {
      for (Destination.Key key : entry.destinations().keySet()) {
        outbox.act(
            new Action.ChangeTable(new TableOperation.RemoveDestination(entry.service(), key)));
      }
    }
    outbox.act(new Action.ChangeTable(new TableOperation.RemoveService(entry.service())));
  }

  private void act(List<TableOperation> operations) {
    operations.forEach(operation -> outbox.act(new Action.ChangeTable(operation)));
  }

  // ---------------------------------------------------------------- refusals

  /** What was refused is not there, unless it is done: the next change tries it again. */
  void refused(TableOperation operation, String reason, boolean done) {
    if (operation instanceof TableOperation.OfDestination about
        && !known.containsKey(about.service())) {
      // Its service was refused before, and that is said.
      return;
    }
    if (!done) {
      forget(operation);
    }
    if (!reason.equals(said.put(operation.toString(), reason))) {
      say(operation, reason);
    }
  }

  private void forget(TableOperation operation) {
    switch (operation) {
      case TableOperation.AddService(ServiceEntry entry) -> known.remove(entry.service());
      case TableOperation.AddDestination(VirtualService service, Destination destination) ->
          known.computeIfPresent(service, (_, entry) -> without(entry, destination.key()));
      case TableOperation.StartSync(var _, Table.SyncRole role) -> syncing.remove(role);
      case TableOperation.OfMarks marks -> marking.refused(marks);
      case TableOperation.EditService _,
          TableOperation.RemoveService _,
          TableOperation.EditDestination _,
          TableOperation.RemoveDestination _,
          TableOperation.Flush _,
          TableOperation.SetTimeouts _,
          TableOperation.StopSync _ -> {
        // What is there instead is seen when the table is read again.
      }
    }
  }

  private void say(TableOperation operation, String reason) {
    int line = lines.merge(reason, 1, Integer::sum);
    if (line <= MOST_LINES) {
      outbox.log(Level.ERROR, "cannot %s: %s".formatted(operation, reason));
    } else if (line == MOST_LINES + 1) {
      outbox.log(Level.ERROR, "more changes were refused for the same reason: " + reason);
    }
  }

  private static ServiceEntry without(ServiceEntry entry, Destination.Key key) {
    Map<Destination.Key, Destination> rest = new LinkedHashMap<>(entry.destinations());
    rest.remove(key);
    return new ServiceEntry(entry.service(), entry.scheduler(), entry.persistence(), rest);
  }
}
