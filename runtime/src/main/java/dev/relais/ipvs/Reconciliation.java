package dev.relais.ipvs;

import dev.relais.plan.ConnectionSync;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.Persistence;
import dev.relais.plan.VirtualService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How to get from the table that is there to the one that shall be, without a moment in which
 * something is missing that is in both: what is new comes before what goes, and what stays is
 * changed in its place. A service that has a destination with a weight before and after has one all
 * the while.
 */
public final class Reconciliation {
  private final Predicate<VirtualService> removable;

  private Reconciliation(Predicate<VirtualService> removable) {
    this.removable = removable;
  }

  /**
   * One that leaves alone what others have added.
   *
   * @param own services that go if they are not desired
   */
  public static Reconciliation of(Set<VirtualService> own) {
    return new Reconciliation(Set.copyOf(own)::contains);
  }

  /** One after which nothing is there but what is desired, as after emptying and filling it. */
  public static Reconciliation ofEverything() {
    return new Reconciliation(_ -> true);
  }

  /**
   * What has to be done, in this order; nothing if all is as it shall be.
   *
   * @param observed what is there; of who listens and who speaks, the router does not count
   * @param desired what shall be; times and settings that it leaves empty may be any
   */
  public List<TableOperation> operations(Table observed, Table desired) {
    return operations(observed, desired, List.of());
  }

  /**
   * What has to be done, in this order.
   *
   * @param observed what is there, as above
   * @param desired what shall be, as above
   * @param between when all that is new is there, and before something goes
   */
  public List<TableOperation> operations(
      Table observed, Table desired, List<TableOperation> between) {
    List<TableOperation> operations = new ArrayList<>();
    // A sync daemon and a real server of another family exclude each other in the kernel: one goes
    // before the other comes, whichever way round.
    for (Table.SyncRole role : Table.SyncRole.values()) {
      if (observed.syncing().containsKey(role) && !desired.syncing().containsKey(role)) {
        operations.add(new TableOperation.StopSync(role));
      }
    }
    if (!isSatisfied(desired.timeouts(), observed.timeouts())) {
      operations.add(new TableOperation.SetTimeouts(desired.timeouts()));
    }
    for (ServiceEntry entry : desired.services().values()) {
      complete(observed.services().get(entry.service()), entry, operations);
    }
    operations.addAll(between);
    for (ServiceEntry entry : observed.services().values()) {
      clear(entry, desired.services().get(entry.service()), operations);
    }
    for (Table.SyncRole role : Table.SyncRole.values()) {
      ConnectionSync sync = desired.syncing().get(role);
      if (sync != null) {
        start(observed.syncing().get(role), sync, role, operations);
      }
    }
    return operations;
  }

  /** What is new, and what is another than before. */
  private static void complete(
      @Nullable ServiceEntry observed, ServiceEntry desired, List<TableOperation> operations) {
    VirtualService service = desired.service();
    if (observed == null) {
      operations.add(new TableOperation.AddService(desired));
    } else if (!isSame(observed, desired)) {
      operations.add(new TableOperation.EditService(desired));
    }
    List<TableOperation> raised = new ArrayList<>();
    List<TableOperation> changed = new ArrayList<>();
    for (Destination destination : desired.destinations().values()) {
      Destination before = observed == null ? null : observed.destinations().get(destination.key());
      if (before == null) {
        operations.add(new TableOperation.AddDestination(service, destination));
      } else if (!before.equals(destination)) {
        (destination.weight() > before.weight() ? raised : changed)
            .add(new TableOperation.EditDestination(service, destination));
      }
    }
    // One that takes over has to be able to before the other one loses its weight.
    operations.addAll(raised);
    operations.addAll(changed);
  }

  /** What is no longer wanted. */
  private void clear(
      ServiceEntry observed, @Nullable ServiceEntry desired, List<TableOperation> operations) {
    VirtualService service = observed.service();
    if (desired != null) {
      for (Destination.Key key : observed.destinations().keySet()) {
        if (!desired.destinations().containsKey(key)) {
          operations.add(new TableOperation.RemoveDestination(service, key));
        }
      }
    } else if (removable.test(service)) {
      operations.add(new TableOperation.RemoveService(service));
    }
  }

  private static void start(
      @Nullable ConnectionSync observed,
      ConnectionSync desired,
      Table.SyncRole role,
      List<TableOperation> operations) {
    if (observed != null && isSatisfied(desired, observed)) {
      return;
    }
    if (observed != null) {
      operations.add(new TableOperation.StopSync(role));
    }
    operations.add(new TableOperation.StartSync(desired, role));
  }

  // ---------------------------------------------------------------- what counts as the same

  private static boolean isSame(ServiceEntry one, ServiceEntry other) {
    return one.scheduler().equals(other.scheduler())
        && one.persistence()
            .map(Reconciliation::toTheSecond)
            .equals(other.persistence().map(Reconciliation::toTheSecond));
  }

  private static Persistence toTheSecond(Persistence persistence) {
    return new Persistence(
        Duration.ofSeconds(persistence.timeout().toSeconds()),
        persistence.prefixLength(),
        persistence.engine());
  }

  private static boolean isSatisfied(Timeouts desired, Timeouts observed) {
    return isSatisfied(desired.tcp(), observed.tcp())
        && isSatisfied(desired.tcpFin(), observed.tcpFin())
        && isSatisfied(desired.udp(), observed.udp());
  }

  private static boolean isSatisfied(Optional<Duration> desired, Optional<Duration> observed) {
    return desired.isEmpty()
        || observed.filter(time -> time.toSeconds() == desired.get().toSeconds()).isPresent();
  }

  private static boolean isSatisfied(ConnectionSync desired, ConnectionSync observed) {
    return desired.interfaceName().equals(observed.interfaceName())
        && desired.id() == observed.id()
        && isAny(desired.maximumLength(), observed.maximumLength())
        && isAny(desired.port(), observed.port())
        && isAny(desired.timeToLive(), observed.timeToLive())
        && isAny(desired.group(), observed.group());
  }

  private static <T> boolean isAny(Optional<T> desired, Optional<T> observed) {
    return desired.isEmpty() || desired.equals(observed);
  }
}
