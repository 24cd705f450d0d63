package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.ProbeResult;
import dev.relais.ipvs.Destination;
import dev.relais.ipvs.PacketMarks;
import dev.relais.ipvs.ServiceEntry;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.ConnectionSync;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.Plan;
import dev.relais.plan.Probe;
import dev.relais.plan.VirtualService;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An engine that balances, with a clock, a kernel's table and real servers of its own. The table
 * takes what a kernel takes, and watches that nothing is missing for a moment that is there before
 * and after.
 */
final class Director {
  private final Engine engine;
  private final Map<TimerId, Duration> timers = new LinkedHashMap<>();
  private final Map<Long, Action> looks = new LinkedHashMap<>();
  private final Deque<Event> consequences = new ArrayDeque<>();
  private final Map<String, Integer> answers = new HashMap<>();
  private Duration now = Duration.ZERO;

  /** What the world was told, and the log. */
  final List<String> lines = new ArrayList<>();

  final List<String> log = new ArrayList<>();
  final List<Notice.OfBalancing> notices = new ArrayList<>();

  /** Everything that was done. */
  final List<Action> actions = new ArrayList<>();

  final Map<VirtualService, ServiceEntry> kernel = new LinkedHashMap<>();
  final Map<Table.SyncRole, ConnectionSync> syncing = new TreeMap<>();

  /** The tables of nftables, by their names. */
  final Map<String, PacketMarks> marks = new TreeMap<>();

  /** Is done after each event. */
  Runnable look = () -> {};

  /** Why the kernel refuses changes, for now; none if it does not. */
  Optional<String> refuses = Optional.empty();

  /** The same for changes of marks. */
  Optional<String> refusesMarks = Optional.empty();

  /** Whether the kernel has such a table. */
  Optional<String> missing = Optional.empty();

  Director(Plan plan) {
    engine = new Engine(plan);
  }

  /** One whose machine has this table already. */
  Director(Plan plan, Map<VirtualService, ServiceEntry> left) {
    this(plan);
    kernel.putAll(left);
  }

  Director begin() {
    return tell(new Event.Begin(Replay.host()));
  }

  Director stop() {
    return tell(new Event.Stop());
  }

  Director reload(Plan plan) {
    return tell(new Event.Reload(plan));
  }

  Engine engine() {
    return engine;
  }

  /** From now on a real server, or a program, answers so: 0 is good. */
  Director answers(String who, int status) {
    answers.put(who, status);
    return this;
  }

  Director up(int last) {
    return answers("[10.7.0.%d]:80".formatted(last), 0);
  }

  Director down(int last) {
    return answers("[10.7.0.%d]:80".formatted(last), 1);
  }

  Director tell(Event event) {
    consequences.addLast(event);
    while (!consequences.isEmpty()) {
      Map<VirtualService, ServiceEntry> before = new LinkedHashMap<>(kernel);
      List<TableOperation> operations = new ArrayList<>();
      List<Action> done = engine.handle(now, consequences.removeFirst());
      actions.addAll(done);
      done.forEach(action -> perform(action, operations));
      apply(before, operations);
      look.run();
    }
    return this;
  }

  /** Lets time pass; looks are answered at once. */
  Director pass(double seconds) {
    Duration end = now.plusNanos(Math.round(seconds * 1e9));
    Optional<Map.Entry<TimerId, Duration>> due = due(end);
    while (due.isPresent()) {
      now = due.get().getValue();
      timers.remove(due.get().getKey());
      tell(new Event.Expired(due.get().getKey()));
      answer();
      due = due(end);
    }
    now = end;
    return this;
  }

  /** The timers that run, in the order of their deadlines. */
  Optional<Map.Entry<TimerId, Duration>> due(Duration end) {
    return timers.entrySet().stream()
        .filter(entry -> entry.getValue().compareTo(end) <= 0)
        .min(Comparator.comparing(Map.Entry::getValue));
  }

  Set<TimerId> timers() {
    return timers.keySet();
  }

  Set<Long> looks() {
    return looks.keySet();
  }

  Duration now() {
    return now;
  }

  void answer() {
    for (long look : List.copyOf(looks.keySet())) {
      answer(look);
    }
  }

  void answer(long look) {
    Event result =
        switch (asked(look)) {
          case Action.Probe(long id, Probe.Tcp tcp, int _) ->
              new Event.Probed(
                  id,
                  answers.getOrDefault(tcp.target().toString(), 0) == 0
                      ? ProbeResult.good("connected")
                      : ProbeResult.bad("connection refused"));
          case Action.RunProgram(long id, var program) -> {
            int status = answers.getOrDefault(program.command().getFirst(), 0);
            yield new Event.ProgramEnded(id, status, "exited with status " + status);
          }
          default -> throw new AssertionError("not a look of these tests: " + asked(look));
        };
    looks.remove(look);
    tell(result);
  }

  private Action asked(long look) {
    return Optional.ofNullable(looks.get(look))
        .orElseThrow(() -> new AssertionError("nobody looks: " + look));
  }

  private void perform(Action action, List<TableOperation> operations) {
    switch (action) {
      case Action.StartTimer(TimerId timer, Duration deadline) -> {
        timers.remove(timer);
        timers.put(timer, deadline);
      }
      case Action.StopTimer(TimerId timer) -> timers.remove(timer);
      case Action.Log(var _, String text) -> log.add(text);
      case Action.Notify(Notice notice) -> {
        lines.add(notice.line());
        if (notice instanceof Notice.OfBalancing balancing) {
          notices.add(balancing);
        }
      }
      case Action.ObserveTable _ ->
          consequences.addLast(
              missing
                  .map(reason -> (Event) new Event.TableUnavailable(reason))
                  .orElseGet(() ->
                      new Event.TableObserved(
                          new Table(
                              kernel, LoadBalancing.Timeouts.KERNEL, syncing, marks.keySet()))));
      case Action.ChangeTable(TableOperation operation) -> operations.add(operation);
      case Action.Probe probe -> looks.put(probe.id(), probe);
      case Action.RunProgram run -> looks.put(run.id(), run);
      case Action.EndProbe(long id) -> assertTrue(looks.remove(id) != null, "ends what runs");
      case Action.EndProgram(long id) -> assertTrue(looks.remove(id) != null, "ends what runs");
      default -> {
        // Routers have tests of their own.
      }
    }
  }

  // ---------------------------------------------------------------- the table

  private void apply(Map<VirtualService, ServiceEntry> before, List<TableOperation> operations) {
    Set<String> removed = new HashSet<>();
    Map<VirtualService, Boolean> alwaysServing = new HashMap<>();
    for (TableOperation operation : operations) {
      if (refuses.isPresent()) {
        consequences.addLast(new Event.TableRefused(operation, refuses.get(), false));
        continue;
      }
      if (operation instanceof TableOperation.OfMarks && refusesMarks.isPresent()) {
        consequences.addLast(new Event.TableRefused(operation, refusesMarks.get(), false));
        continue;
      }
      apply(operation);
      if (operation instanceof TableOperation.RemoveDestination(var service, var key)) {
        removed.add(service + " " + key);
      }
      for (VirtualService service : before.keySet()) {
        alwaysServing.merge(service, serves(kernel, service), Boolean::logicalAnd);
      }
    }
    kernel.forEach((service, entry) ->
        entry
            .destinations()
            .keySet()
            .forEach(key ->
                assertFalse(removed.contains(service + " " + key), "removes what stays: " + key)));
    for (VirtualService service : kernel.keySet()) {
      if (serves(before, service) && serves(kernel, service)) {
        assertTrue(alwaysServing.getOrDefault(service, true), () -> "a gap of " + service);
      }
    }
  }

  private static boolean serves(Map<VirtualService, ServiceEntry> table, VirtualService service) {
    ServiceEntry entry = table.get(service);
    return entry != null
        && entry.destinations().values().stream().anyMatch(one -> one.weight() > 0);
  }

  private void apply(TableOperation operation) {
    switch (operation) {
      case TableOperation.AddService(ServiceEntry entry) ->
          assertEquals(
              null,
              kernel.put(
                  entry.service(),
                  new ServiceEntry(
                      entry.service(), entry.scheduler(), entry.persistence(), Map.of())),
              "added twice");
      case TableOperation.EditService(ServiceEntry entry) ->
          kernel.compute(
              entry.service(),
              (_, old) ->
                  new ServiceEntry(
                      entry.service(),
                      entry.scheduler(),
                      entry.persistence(),
                      there(old).destinations()));
      case TableOperation.RemoveService(VirtualService service) ->
          assertTrue(kernel.remove(service) != null, "removed twice");
      case TableOperation.AddDestination(VirtualService service, Destination destination) ->
          assertEquals(null, put(service, destination.key(), destination), "added twice");
      case TableOperation.EditDestination(VirtualService service, Destination destination) ->
          assertTrue(put(service, destination.key(), destination) != null, "not there");
      case TableOperation.RemoveDestination(VirtualService service, Destination.Key key) ->
          assertTrue(put(service, key, null) != null, "not there");
      case TableOperation.Flush _ -> kernel.clear();
      case TableOperation.SetTimeouts _ -> {}
      case TableOperation.InstallMarks(PacketMarks installed) ->
          marks.put(installed.table().table(), installed);
      case TableOperation.ChangeMarks(PacketMarks old, PacketMarks changed) ->
          assertEquals(old, marks.put(changed.table().table(), changed), "of another table");
      case TableOperation.RemoveMarks(String name) ->
          assertTrue(marks.remove(name) != null, "removed twice");
      case TableOperation.StartSync(ConnectionSync sync, Table.SyncRole role) ->
          assertEquals(null, syncing.put(role, sync), "started twice");
      case TableOperation.StopSync(Table.SyncRole role) ->
          assertTrue(syncing.remove(role) != null, "stopped twice");
    }
  }

  private static ServiceEntry there(@Nullable ServiceEntry entry) {
    if (entry == null) {
      throw new AssertionError("there is no such service");
    }
    return entry;
  }

  private @Nullable Destination put(
      VirtualService service, Destination.Key key, @Nullable Destination destination) {
    ServiceEntry entry = there(kernel.get(service));
    Map<Destination.Key, Destination> changed = new LinkedHashMap<>(entry.destinations());
    Destination before = destination == null ? changed.remove(key) : changed.put(key, destination);
    kernel.put(service, new ServiceEntry(service, entry.scheduler(), entry.persistence(), changed));
    return before;
  }

  /** The destinations of a service and their weights: {@code 11=1 12=2}. */
  String weights(Loads.Server server) {
    ServiceEntry entry = kernel.get(server.service());
    if (entry == null) {
      return "none";
    }
    Map<String, Integer> weights = new TreeMap<>();
    entry
        .destinations()
        .values()
        .forEach(destination ->
            weights.put(
                destination.key().address().toString().replace("10.7.0.", ""),
                destination.weight()));
    return String.join(
        " ", weights.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList());
  }

  /** What was told since it was asked last. */
  List<String> told() {
    List<String> told = lines.stream().filter(line -> !line.startsWith("INSTANCE")).toList();
    lines.clear();
    return told;
  }
}
