package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.engine.Action.Level;
import dev.relais.engine.Engine;
import dev.relais.engine.Event;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.track.ScriptResult;
import dev.relais.wire.Advertisement;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one thread of the daemon: waits, tells the engine what came in, and does what the engine
 * says. What came in over sockets goes before timers that are due: after a pause, a master that was
 * heard in time is not taken for dead.
 */
public final class Loop {
  /** A timer that is later than this counts from now on: a pause is not made up for. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Ports ports;
  private final Household household;
  private final Engine engine;
  private final Timers timers = new Timers();
  private final Journal journal = new Journal();
  private final Deque<Event> consequences = new ArrayDeque<>();
  private final Map<Long, String> scripts = new HashMap<>();
  private final Map<String, Long> runs = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();
  private Optional<Long> compiling = Optional.empty();
  private boolean compileAgain;
  private boolean stopping;

  /** For a plan, on a host. */
  public Loop(Plan plan, Ports ports, Household household) {
    this.ports = ports;
    this.household = household;
    this.engine = new Engine(plan);
  }

  /**
   * Runs until it is asked to stop; then nothing that it added is left.
   *
   * @throws HostException if the system refuses what nothing can be done without
   */
  public void run() throws HostException {
    tell(ports.clock().now(), new Event.Begin(ports.network().inventory()));
    household.log(Level.INFO, "Startup complete");
    try {
      while (!stopping) {
        turn();
      }
    } finally {
      tell(ports.clock().now(), new Event.Stop());
    }
  }

  private void turn() throws HostException {
    List<Input> inputs = ports.inputs().await(timers.next());
    Duration now = ports.clock().now();
    for (Input input : inputs) {
      take(now, input);
    }
    Optional<Timers.Due> due = timers.takeDue(now);
    while (due.isPresent()) {
      Duration deadline = due.get().deadline();
      boolean late = now.minus(deadline).compareTo(PAUSE) > 0;
      tell(late ? now : deadline, new Event.Expired(due.get().timer()));
      due = timers.takeDue(now);
    }
  }

  private void take(Duration now, Input input) throws HostException {
    switch (input) {
      case Input.Packet(String interfaceName, VrrpPacket packet) ->
          tell(now, new Event.Received(interfaceName, packet));
      case Input.Changes(List<NetlinkMessage> messages) ->
          messages.forEach(message -> tell(now, new Event.Reported(message)));
      case Input.ChangesLost _ -> tell(now, new Event.Recounted(ports.network().inventory()));
      case Input.ProgramEnded ended -> ended(now, ended);
      case Input.Asked(Input.Request request) -> {
        switch (request) {
          case STOP -> {
            household.log(Level.INFO, "Stopping");
            stopping = true;
          }
          case RELOAD -> reload(now);
          case WRITE_DATA -> household.writeData(engine, journal);
          case WRITE_STATISTICS -> household.writeStatistics(engine);
        }
      }
    }
  }

  /** An event, and what it brings about. */
  private void tell(Duration at, Event event) {
    consequences.addLast(event);
    while (!consequences.isEmpty()) {
      Event next = consequences.removeFirst();
      journal.add(at, next);
      engine.handle(at, next).forEach(this::perform);
    }
  }

  // ---------------------------------------------------------------- actions

  private void perform(Action action) {
    switch (action) {
      case Action.Listen(String interfaceName, int index) -> listen(interfaceName, index);
      case Action.Ignore(String interfaceName) -> ports.network().ignore(interfaceName);
      case Action.Advertise(String interfaceName, IpAddress source, Advertisement what) ->
          report(
              "advertise on " + interfaceName,
              ports.network().advertise(interfaceName, VrrpFormat.encode(what, source)));
      case Action.Announce(int index, var announcement) ->
          report(
              "announce " + announcement.address(),
              ports.network().announce(index, announcement.encode()));
      case Action.Perform(var operation) ->
          ports
              .network()
              .perform(operation)
              .ifPresent(reason -> consequences.addLast(new Event.Refused(operation, reason)));
      case Action.StartTimer(var timer, Duration deadline) -> timers.start(timer, deadline);
      case Action.StopTimer(var timer) -> timers.stop(timer);
      case Action.RunScript(ScriptCheck check) -> run(check);
      case Action.EndScript(String script) -> end(script);
      case Action.Log(Level level, String text) -> household.log(level, text);
    }
  }

  private void listen(String interfaceName, int index) {
    try {
      ports.network().listen(interfaceName, index);
    } catch (HostException e) {
      household.log(Level.ERROR, e.getMessage());
    }
  }

  /** Says once that something fails, not with every advertisement. */
  private void report(String what, Optional<String> failure) {
    if (failure.isEmpty()) {
      troubles.remove(what);
    } else if (!failure.get().equals(troubles.put(what, failure.get()))) {
      household.log(Level.WARNING, "cannot %s: %s".formatted(what, failure.get()));
    }
  }

  private void run(ScriptCheck check) {
    try {
      long id = ports.programs().start(check.command(), check.user(), check.group(), false);
      scripts.put(id, check.name());
      runs.put(check.name(), id);
    } catch (HostException e) {
      consequences.addLast(
          new Event.ScriptEnded(check.name(), new ScriptResult(false, e.getMessage())));
    }
  }

  private void end(String script) {
    Long id = runs.remove(script);
    if (id != null) {
      scripts.remove(id);
      ports.programs().end(id);
    }
  }

  private void ended(Duration now, Input.ProgramEnded ended) {
    String script = scripts.remove(ended.id());
    if (script != null) {
      runs.remove(script);
      tell(
          now, new Event.ScriptEnded(script, new ScriptResult(ended.status() == 0, ended.words())));
    } else if (compiling.isPresent() && compiling.get() == ended.id()) {
      compiling = Optional.empty();
      if (compileAgain) {
        compileAgain = false;
        reload(now);
      } else if (ended.status() == 0) {
        change(now);
      } else {
        household.log(
            Level.ERROR,
            "Reload refused: the compiler %s; the running plan stays".formatted(ended.words()));
      }
    }
  }

  // ---------------------------------------------------------------- reload

  private void reload(Duration now) {
    if (compiling.isPresent()) {
      compileAgain = true;
      return;
    }
    household.log(Level.INFO, "Reloading");
    if (household.compiler().isEmpty()) {
      change(now);
      return;
    }
    try {
      compiling =
          Optional.of(
              ports
                  .programs()
                  .start(household.compiler(), Optional.empty(), Optional.empty(), true));
    } catch (HostException e) {
      household.log(
          Level.ERROR, "Reload refused: %s; the running plan stays".formatted(e.getMessage()));
    }
  }

  private void change(Duration now) {
    try {
      tell(now, new Event.Reload(household.newPlan()));
      household.log(Level.INFO, "Reload finished");
    } catch (PlanException e) {
      household.log(
          Level.ERROR, "Reload refused: %s; the running plan stays".formatted(e.getMessage()));
    }
  }
}
