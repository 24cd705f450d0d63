package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.engine.RealServerRun.Assumption;
import dev.relais.host.Links;
import dev.relais.ipvs.PacketMarks;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.ipvs.Table;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.RealServer;
import dev.relais.plan.SorryServer;
import dev.relais.plan.Tracked;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import dev.relais.track.Reading;
import dev.relais.vrrp.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Balances load: from the verdicts of health checks to the table of virtual services, and to what
 * the world is told. The table is read at the start and at each reload; a service or a real server
 * that shall be there, and is, stays there all the while.
 */
final class Balancer {
  private final Links links;
  private final Outbox outbox;
  private final Function<String, State> routers;
  private final HealthRuns health;
  private final ServiceTable table;
  private final TableRepair repair;
  private final SlowStarts slowStarts;
  private final Map<Identity, VirtualServerRun> servers = new LinkedHashMap<>();
  private LoadBalancing plan = LoadBalancing.NONE;

  /** What holds as soon as the table has been read. */
  private Optional<LoadBalancing> next = Optional.empty();

  private boolean flushes;

  /**
   * Verdicts that come in together and count together, and why; empty while each counts at once.
   */
  private Optional<Map<HealthRun, String>> collected = Optional.empty();

  /** Which virtual server it is, over reloads: those of a mark have one name in both families. */
  private record Identity(String name, AddressFamily family) {
    static Identity of(VirtualServer server) {
      return new Identity(server.name(), server.services().getFirst().family());
    }
  }

  /**
   * Before anything is balanced.
   *
   * @param readings what is known of files and sessions
   * @param routers in which state a virtual router is
   */
  Balancer(
      Links links,
      Outbox outbox,
      BiFunction<Tracked.Kind, String, Reading> readings,
      Function<String, State> routers) {
    this.links = links;
    this.outbox = outbox;
    this.routers = routers;
    this.health = new HealthRuns(outbox, readings, this::checkChanged);
    this.table = new ServiceTable(outbox);
    this.repair = new TableRepair(outbox);
    this.slowStarts = new SlowStarts(outbox, server -> server.entries().forEach(table::put));
  }

  // ---------------------------------------------------------------- from start to stop

  void begin(LoadBalancing balancing) {
    if (!balancing.isEmpty()) {
      health.begin();
      flushes = balancing.flushesAtStart();
      next = Optional.of(balancing);
      outbox.act(new Action.ObserveTable());
    }
  }

  /** What is the same goes on as it is; the table is read anew, in case it is another. */
  void reload(LoadBalancing balancing) {
    if (!table.isThere()) {
      begin(balancing);
    } else if (!plan.isEmpty() || !balancing.isEmpty()) {
      next = Optional.of(balancing);
      outbox.act(new Action.ObserveTable());
    }
  }

  /** Leaves nothing behind. */
  void stop() {
    next = Optional.empty();
    if (!table.isThere()) {
      return;
    }
    health.stop();
    repair.end();
    for (VirtualServerRun server : servers.values()) {
      server.realServers.values().forEach(slowStarts::end);
      server
          .realServers
          .values()
          .forEach(real ->
              outbox.log(
                  Level.INFO,
                  "Shutting down service %s from VS %s"
                      .formatted(real.name(), server.server.name())));
      if (server.server.tellsTheEnd()) {
        sayGoodbye(server, "Shutting down");
      }
    }
    table.leave(plan.atStop());
    servers.clear();
    plan = LoadBalancing.NONE;
  }

  void handle(Event.OfBalancing event) {
    switch (event) {
      case Event.TableObserved(Table observed) -> observed(observed);
      case Event.TableUnavailable(String reason) -> unavailable(reason);
      case Event.TableRefused(var operation, String reason, boolean done) -> {
        if (table.isThere()) {
          table.refused(operation, reason, done);
          if (!done) {
            repair.await();
          }
        }
      }
      case Event.Probed(long id, var result) -> health.probed(id, result);
      case Event.ProgramEnded(long id, int status, String words) ->
          health.programEnded(id, status, words);
      case Event.WeightOrdered(var selection, var weight) -> setWeight(selection, weight);
    }
  }

  private void observed(Table observed) {
    if (next.isPresent()) {
      table.forgetTroubles();
      repair.end();
      table.observe(observed);
      change(next.get());
      next = Optional.empty();
    } else if (repair.isReading()) {
      repair(observed);
    }
  }

  private void unavailable(String reason) {
    if (next.isPresent() || !repair.isReading()) {
      outbox.log(Level.ERROR, "the table of virtual services cannot be read: " + reason);
    }
    if (table.isThere() && next.isPresent()) {
      change(next.get());
    } else if (repair.isReading()) {
      repair.awaitLonger();
    }
    next = Optional.empty();
  }

  /** Others may have changed the table meanwhile, too. */
  private void repair(Table observed) {
    table.observe(observed);
    if (become(false)) {
      repair.awaitLonger();
    } else {
      table.forgetTroubles();
      repair.end();
      outbox.log(Level.NOTICE, "the table of virtual services is as it shall be again");
    }
  }

  void expired(TimerId.OfBalancing timer) {
    switch (timer) {
      case TimerId.LookDue(long check) -> health.lookDue(check);
      case TimerId.ProgramDue(long check) -> health.lookDue(check);
      case TimerId.ProgramTimeout(long check) -> health.programTimedOut(check);
      case TimerId.WeightStep(long number) -> slowStarts.stepDue(number);
      case TimerId.TableRepair _ -> repair.due(table.isThere() && next.isEmpty());
    }
  }

  /** A file or a session has changed. */
  void trackedChanged(Tracked.Kind kind, String name) {
    Map<HealthRun, String> together = new LinkedHashMap<>();
    collected = Optional.of(together);
    health.trackedChanged(kind, name);
    collected = Optional.empty();
    count(together);
  }

  /** A virtual router is in another state: one director speaks, the others listen. */
  void routerChanged(String router) {
    if (table.isThere() && plan.sync().filter(sync -> sync.router().equals(router)).isPresent()) {
      table.sync(roles());
    }
  }

  private Map<Table.SyncRole, ConnectionSync> roles() {
    return plan.sync()
        .map(sync ->
            Map.of(
                routers.apply(sync.router()) == State.MASTER
                    ? Table.SyncRole.MASTER
                    : Table.SyncRole.BACKUP,
                sync))
        .orElse(Map.of());
  }

  // ---------------------------------------------------------------- another plan

  private void change(LoadBalancing planned) {
    Map<Identity, VirtualServerRun> before = new LinkedHashMap<>(servers);
    LoadBalancing other = KeptMarks.over(plan, planned);
    plan = other;
    sayGoodbyeToThoseWhoGo(before);
    health.have(checks(other));
    servers.clear();
    slowStarts.reload(() -> {
      for (VirtualServer server : other.servers()) {
        Identity identity = Identity.of(server);
        servers.put(identity, join(server, before.get(identity)));
      }
    });
    collected = Optional.of(new LinkedHashMap<>());
    health.readAll();
    collected = Optional.empty();
    for (VirtualServerRun server : servers.values()) {
      enter(server, before.get(Identity.of(server.server)));
    }
    become(flushes);
    flushes = false;
    suspend();
  }

  private boolean become(boolean everything) {
    return table.become(desired(), plan.timeouts(), roles(), PacketMarks.of(plan), everything);
  }

  private Map<VirtualService, ServiceEntry> desired() {
    Map<VirtualService, ServiceEntry> desired = new LinkedHashMap<>();
    for (VirtualServerRun server : servers.values()) {
      server.entries().forEach(entry -> desired.put(entry.service(), entry));
    }
    return desired;
  }

  private static List<HealthCheck> checks(LoadBalancing balancing) {
    return balancing.servers().stream()
        .flatMap(server -> server.realServers().stream())
        .flatMap(real -> real.checks().stream())
        .toList();
  }

  private VirtualServerRun join(VirtualServer server, @Nullable VirtualServerRun before) {
    VirtualServerRun run = new VirtualServerRun(server);
    run.quorum = before == null ? isServing(server) : before.quorum;
    run.suspended = before != null && before.suspended;
    for (RealServer real : server.realServers()) {
      RealServerRun old = before == null ? null : before.realServers.get(real.name());
      List<HealthRun> checks = real.checks().stream().distinct().map(health::run).toList();
      RealServerRun joined = new RealServerRun(run, real, checks, assumption(server, real, old));
      if (old != null) {
        joined.up = old.up;
        joined.weight = old.weight;
        joined.decided = old.decided;
        joined.byHand = old.byHand;
        slowStarts.goOn(joined, old);
      }
      checks.forEach(check -> check.users.add(joined));
      run.realServers.put(real.name(), joined);
    }
    return run;
  }

  /**
   * Who serves goes on to serve until a check says otherwise: who was up before a reload, and who
   * stands in the table because an earlier life of the daemon ended without a word.
   */
  private Assumption assumption(
      VirtualServer server, RealServer real, @Nullable RealServerRun before) {
    if (before != null) {
      return before.up ? Assumption.UP : Assumption.DOWN;
    }
    return isServing(server, real) ? Assumption.UP : Assumption.BY_CHECK;
  }

  private boolean isServing(VirtualServer server) {
    return server.realServers().stream().anyMatch(real -> isServing(server, real));
  }

  private boolean isServing(VirtualServer server, RealServer real) {
    return server.services().stream()
        .anyMatch(service ->
            VirtualServerRun.isServing(table.entry(service), RealServerRun.key(service, real)));
  }

  /** One that stays is told only what has changed; of a new one, whether it has its quorum. */
  private void enter(VirtualServerRun server, @Nullable VirtualServerRun before) {
    for (RealServerRun real : server.realServers.values()) {
      boolean stays = before != null && before.realServers.containsKey(real.server.name());
      if (stays) {
        judge(real, "its configuration is another one");
      } else {
        real.up = real.isGood();
        real.weight = real.effectiveWeight();
        real.decided |= real.up && real.isKnown();
        if (real.up && plan.tellsFirstStates()) {
          real.decided = true;
          tell(real, true, "it serves until a check says otherwise");
        }
      }
    }
    if (before != null) {
      settle(server);
    } else {
      server.quorum = server.deservesQuorum();
      tellQuorum(server, server.quorum ? "Gained quorum " : "Starting with quorum down ");
      if (server.isSorry()) {
        tellSorry(server);
      }
    }
  }

  private void sayGoodbyeToThoseWhoGo(Map<Identity, VirtualServerRun> before) {
    Map<Identity, VirtualServer> wanted = new HashMap<>();
    plan.servers().forEach(server -> wanted.put(Identity.of(server), server));
    for (VirtualServerRun old : before.values()) {
      VirtualServer stays = wanted.get(Identity.of(old.server));
      if (stays == null) {
        outbox.log(Level.NOTICE, "Removing VS " + old.server.name());
        if (old.server.tellsTheEnd()) {
          sayGoodbye(old, "Removing");
        }
        continue;
      }
      Set<String> names = new HashSet<>();
      stays.realServers().forEach(real -> names.add(real.name()));
      for (RealServerRun real : old.realServers.values()) {
        if (!names.contains(real.server.name())) {
          goodbye(real);
        }
      }
    }
  }

  private void goodbye(RealServerRun real) {
    outbox.log(
        Level.NOTICE,
        "Removing service %s from VS %s".formatted(real.name(), real.owner.server.name()));
    if (real.up) {
      tell(real, false, "Removing");
    }
  }

  private void sayGoodbye(VirtualServerRun server, String reason) {
    for (RealServerRun real : server.realServers.values()) {
      if (real.up) {
        tell(real, false, reason);
      }
    }
    if (server.quorum) {
      outbox.act(new Action.Notify(new Notice.OfVirtualServer(server.server, false, reason)));
    }
  }

  // ---------------------------------------------------------------- verdicts

  private void checkChanged(HealthRun check, String reason) {
    collected.ifPresentOrElse(
        together -> together.put(check, reason), () -> count(Map.of(check, reason)));
  }

  private void count(Map<HealthRun, String> changes) {
    Set<VirtualServerRun> concerned = new LinkedHashSet<>();
    changes.forEach((check, reason) -> {
      for (RealServerRun real : check.users) {
        judge(real, reason);
        concerned.add(real.owner);
      }
    });
    concerned.forEach(this::settleAndPut);
  }

  private void setWeight(ServerSelection selection, OptionalInt weight) {
    for (VirtualServerRun server : servers.values()) {
      List<RealServerRun> meant =
          server.realServers.values().stream()
              .filter(real -> selection.includes(server.server, real.server))
              .toList();
      for (RealServerRun real : meant) {
        boolean drained = real.isDrained();
        real.byHand = weight;
        outbox.log(
            Level.NOTICE,
            weight.isPresent()
                ? "Weight of service %s of VS %s is %d by hand"
                    .formatted(real.name(), server.server.name(), weight.getAsInt())
                : "Weight of service %s of VS %s is that of the configuration again"
                    .formatted(real.name(), server.server.name()));
        judge(real, "its weight was set by hand");
        if (drained && weight.isEmpty()) {
          slowStarts.begin(real);
        }
      }
      if (!meant.isEmpty()) {
        settleAndPut(server);
      }
    }
  }

  private void settleAndPut(VirtualServerRun server) {
    settle(server);
    server.entries().forEach(table::put);
  }

  private void judge(RealServerRun real, String reason) {
    boolean up = real.isGood();
    boolean first = !real.decided && real.isKnown();
    int weight = real.effectiveWeight();
    if (weight != real.weight) {
      outbox.log(
          Level.INFO,
          "Changing weight from %d to %d for %sactive service %s of VS %s"
              .formatted(
                  real.weight, weight, up ? "" : "in", real.name(), real.owner.server.name()));
      real.weight = weight;
      real.advance(outbox.now());
    }
    if (up != real.up || first) {
      boolean isBack = up && real.decided;
      real.up = up;
      real.decided = true;
      String service = real.name();
      String server = real.owner.server.name();
      outbox.log(
          Level.NOTICE,
          real.server.inhibits()
              ? "%s service %s of VS %s".formatted(up ? "Enabling" : "Disabling", service, server)
              : up
                  ? "Adding service %s to VS %s".formatted(service, server)
                  : "Removing service %s from VS %s".formatted(service, server));
      tell(real, up, reason);
      if (isBack) {
        slowStarts.begin(real);
      } else {
        slowStarts.end(real);
      }
    }
  }

  private void tell(RealServerRun real, boolean up, String reason) {
    outbox.act(
        new Action.Notify(new Notice.OfRealServer(real.owner.server, real.server, up, reason)));
  }

  private void settle(VirtualServerRun server) {
    boolean quorum = server.deservesQuorum();
    if (quorum != server.quorum) {
      server.quorum = quorum;
      tellQuorum(server, quorum ? "Gained quorum " : "Lost quorum ");
      tellSorry(server);
    }
  }

  private void tellQuorum(VirtualServerRun server, String what) {
    String reason = what + server.comparison();
    outbox.log(
        server.quorum ? Level.NOTICE : Level.WARNING,
        "%s for VS %s".formatted(reason, server.server.name()));
    outbox.act(new Action.Notify(new Notice.OfVirtualServer(server.server, server.quorum, reason)));
  }

  private void tellSorry(VirtualServerRun server) {
    if (server.server.sorryServer().isEmpty()) {
      return;
    }
    SorryServer sorry = server.server.sorryServer().get();
    String name = server.server.name();
    if (server.isSorry()) {
      outbox.log(
          Level.NOTICE,
          "%s sorry server %s to VS %s"
              .formatted(
                  sorry.inhibits() ? "Enabling" : "Adding", server.server.nameOf(sorry), name));
      outbox.log(Level.NOTICE, "Removing alive servers from the pool for VS " + name);
    } else {
      outbox.log(
          Level.NOTICE,
          "%s sorry server %s from VS %s"
              .formatted(
                  sorry.inhibits() ? "Disabling" : "Removing", server.server.nameOf(sorry), name));
      outbox.log(Level.NOTICE, "Adding alive servers to the pool for VS " + name);
    }
  }

  // ---------------------------------------------------------------- ha_suspend

  /** Addresses have come or gone. */
  void addressesReported() {
    boolean concerned =
        servers.values().stream().anyMatch(run -> run.suspended != isElsewhere(run.server));
    if (concerned) {
      suspend();
    }
  }

  private void suspend() {
    Set<HealthRun> active = new HashSet<>();
    for (VirtualServerRun server : servers.values()) {
      boolean elsewhere = isElsewhere(server.server);
      if (elsewhere != server.suspended) {
        outbox.log(
            Level.INFO,
            "%s healthcheckers of VS %s"
                .formatted(elsewhere ? "Suspending" : "Activating", server.server.name()));
        server.suspended = elsewhere;
      }
      if (!elsewhere) {
        server.realServers.values().forEach(real -> active.addAll(real.checks));
      }
    }
    health.activate(active);
  }

  private boolean isElsewhere(VirtualServer server) {
    return server.suspended().filter(address -> !links.has(address)).isPresent();
  }

  // ---------------------------------------------------------------- what can be asked

  /** How all virtual servers are doing, in the order of the plan. */
  List<VirtualServerStatus> status() {
    return servers.values().stream().map(VirtualServerStatus::of).toList();
  }
}
