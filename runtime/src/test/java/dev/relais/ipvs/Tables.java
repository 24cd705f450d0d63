package dev.relais.ipvs;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.Forwarding;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Tables to try things on, and a kernel that does what it is told as the real one does. */
final class Tables {
  static final VirtualService WEB = service("192.0.2.10", 80);
  static final VirtualService MAIL = service("192.0.2.10", 25);
  static final VirtualService MARKED = new VirtualService.Mark(AddressFamily.INET, 5);
  static final ConnectionSync SYNC = sync("eth0", 7);

  private Tables() {}

  static VirtualService service(String address, int port) {
    return new VirtualService.Endpoint(VirtualService.Protocol.TCP, IpAddress.of(address), port);
  }

  static ConnectionSync sync(String interfaceName, int id) {
    return new ConnectionSync(
        interfaceName,
        "",
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Destination destination(String address, int weight) {
    return new Destination(key(address), new Forwarding.Gatewaying(), weight, 0, 0);
  }

  static Destination.Key key(String address) {
    return new Destination.Key(IpAddress.of(address), 80);
  }

  static ServiceEntry entry(VirtualService service, String scheduler, Destination... destinations) {
    return ServiceEntry.of(
        service, Scheduler.plain(scheduler), Optional.empty(), List.of(destinations));
  }

  static Table table(ServiceEntry... entries) {
    Map<VirtualService, ServiceEntry> services = new LinkedHashMap<>();
    for (ServiceEntry entry : entries) {
      services.put(entry.service(), entry);
    }
    return new Table(services, Timeouts.KERNEL, Map.of());
  }

  /** What the kernel makes of a change. It refuses what does not fit, with its words. */
  static Table changed(Table table, TableOperation operation) {
    Map<VirtualService, ServiceEntry> services = new LinkedHashMap<>(table.services());
    Map<Table.SyncRole, ConnectionSync> syncing = new EnumMap<>(Table.SyncRole.class);
    syncing.putAll(table.syncing());
    Timeouts timeouts = table.timeouts();
    switch (operation) {
      case TableOperation.AddService(ServiceEntry entry) -> {
        require(!services.containsKey(entry.service()), operation, "File exists");
        services.put(entry.service(), with(entry, Map.of()));
      }
      case TableOperation.EditService(ServiceEntry entry) ->
          services.put(
              entry.service(),
              with(entry, present(services, entry.service(), operation).destinations()));
      case TableOperation.RemoveService(VirtualService service) -> {
        present(services, service, operation);
        services.remove(service);
      }
      case TableOperation.AddDestination(VirtualService service, Destination destination) -> {
        Map<Destination.Key, Destination> all = destinations(services, service, operation);
        require(!all.containsKey(destination.key()), operation, "File exists");
        require(syncing.isEmpty() || !isMixed(service, destination), operation, "Invalid argument");
        all.put(destination.key(), destination);
        services.put(service, with(present(services, service, operation), all));
      }
      case TableOperation.EditDestination(VirtualService service, Destination destination) -> {
        Map<Destination.Key, Destination> all = destinations(services, service, operation);
        require(all.containsKey(destination.key()), operation, "No such file or directory");
        all.put(destination.key(), destination);
        services.put(service, with(present(services, service, operation), all));
      }
      case TableOperation.RemoveDestination(VirtualService service, Destination.Key key) -> {
        Map<Destination.Key, Destination> all = destinations(services, service, operation);
        require(all.remove(key) != null, operation, "No such file or directory");
        services.put(service, with(present(services, service, operation), all));
      }
      case TableOperation.Flush() -> services.clear();
      case TableOperation.SetTimeouts(Timeouts set) ->
          timeouts =
              new Timeouts(
                  set.tcp().or(table.timeouts()::tcp),
                  set.tcpFin().or(table.timeouts()::tcpFin),
                  set.udp().or(table.timeouts()::udp));
      case TableOperation.StartSync(ConnectionSync sync, Table.SyncRole role) -> {
        require(!syncing.containsKey(role), operation, "File exists");
        boolean mixed =
            services.values().stream()
                .anyMatch(entry ->
                    entry.destinations().values().stream()
                        .anyMatch(destination -> isMixed(entry.service(), destination)));
        require(!mixed, operation, "Invalid argument");
        syncing.put(role, sync);
      }
      case TableOperation.StopSync(Table.SyncRole role) ->
          require(syncing.remove(role) != null, operation, "No such process");
      case TableOperation.OfMarks _ -> {
        // nftables has tables of its own.
      }
    }
    return new Table(services, timeouts, syncing);
  }

  private static void require(boolean fits, TableOperation operation, String words) {
    if (!fits) {
      throw refused(operation, words);
    }
  }

  private static AssertionError refused(TableOperation operation, String words) {
    return new AssertionError(operation + ": " + words);
  }

  private static ServiceEntry present(
      Map<VirtualService, ServiceEntry> services,
      VirtualService service,
      TableOperation operation) {
    ServiceEntry entry = services.get(service);
    if (entry == null) {
      throw refused(operation, "No such process");
    }
    return entry;
  }

  private static Map<Destination.Key, Destination> destinations(
      Map<VirtualService, ServiceEntry> services,
      VirtualService service,
      TableOperation operation) {
    return new LinkedHashMap<>(present(services, service, operation).destinations());
  }

  private static ServiceEntry with(
      ServiceEntry entry, Map<Destination.Key, Destination> destinations) {
    return new ServiceEntry(entry.service(), entry.scheduler(), entry.persistence(), destinations);
  }

  static boolean isMixed(VirtualService service, Destination destination) {
    return destination.key().address().family() != service.family();
  }

  // ---------------------------------------------------------------- at random

  /** A small one: two of them have much in common. */
  static Table random(Random random) {
    Map<VirtualService, ServiceEntry> services = new LinkedHashMap<>();
    Map<Table.SyncRole, ConnectionSync> syncing = new EnumMap<>(Table.SyncRole.class);
    for (Table.SyncRole role : Table.SyncRole.values()) {
      if (random.nextInt(4) == 0) {
        syncing.put(role, sync("eth" + random.nextInt(2), random.nextInt(2)));
      }
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      ServiceEntry entry = randomEntry(random, syncing.isEmpty());
      services.put(entry.service(), entry);
    }
    Timeouts timeouts = new Timeouts(randomTime(random), randomTime(random), randomTime(random));
    return new Table(services, timeouts, syncing);
  }

  private static Optional<Duration> randomTime(Random random) {
    return Optional.of(Duration.ofSeconds(60 + random.nextInt(3)));
  }

  private static ServiceEntry randomEntry(Random random, boolean mixes) {
    VirtualService service =
        switch (random.nextInt(3)) {
          case 0 -> new VirtualService.Mark(AddressFamily.INET, 1 + random.nextInt(2));
          case 1 -> service("2001:db8::" + (1 + random.nextInt(2)), random.nextInt(2));
          default -> service("192.0.2." + (1 + random.nextInt(3)), random.nextInt(2));
        };
    Map<Destination.Key, Destination> destinations = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      boolean four = (service.family() == AddressFamily.INET) != (mixes && random.nextInt(4) == 0);
      Destination.Key key =
          new Destination.Key(
              IpAddress.of((four ? "198.51.100." : "2001:db8:1::") + (1 + random.nextInt(4))),
              80 + random.nextInt(2));
      Forwarding forwarding =
          four != (service.family() == AddressFamily.INET) || random.nextInt(3) == 0
              ? Forwarding.Tunneling.PLAIN
              : random.nextBoolean() ? new Forwarding.Gatewaying() : new Forwarding.Masquerading();
      destinations.put(
          key,
          new Destination(
              key, forwarding, random.nextInt(3), 10L * random.nextInt(2), random.nextInt(2)));
    }
    return new ServiceEntry(
        service,
        Scheduler.plain(random.nextBoolean() ? "rr" : "wlc"),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new Persistence(Duration.ofSeconds(50 + random.nextInt(2)), 24, Optional.empty())),
        destinations);
  }
}
