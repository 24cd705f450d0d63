package dev.relais.loop;

import dev.relais.control.Orders;
import dev.relais.engine.Action;
import dev.relais.engine.Action.Level;
import dev.relais.engine.Engine;
import dev.relais.engine.Event;
import dev.relais.engine.TimerId;
import dev.relais.host.Operation;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.wire.Bytes;
import dev.relais.wire.NetlinkMessage;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The thread of the daemon that decides: waits, tells the engine what came in, and does what the
 * engine says. What came in over sockets goes before timers that are due: after a pause, a master
 * that was heard in time is not taken for dead.
 */
public final class Loop {
  /** What is told later than this counts from now on: a pause is not made up for. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Enough to wake up late and to rehearse a takeover once. */
  private static final Duration BRACING = Duration.ofMillis(6);

  /** Looks that come sooner than after this come when they are due. */
  private static final Duration SHORTEST_LENIENT = Timers.EARLY.multipliedBy(10);

  /** After a takeover that did not come: a master that is late each time must not cost much. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Ports ports;
  private final Household household;
  private final Checking checking;
  private final Balancing balancing;
  private final Engine engine;
  private final Orders orders;
  private final Timers timers = new Timers();
  private final Notifier notifier;
  private final Journal journal = new Journal();
  private final Deque<Event> consequences = new ArrayDeque<>();
  private final Turn later = new Turn();
  private final Map<Long, String> scripts = new HashMap<>();
  private final Map<String, Long> runs = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();
  private ProcessSettings settings;

  /** Whether there is something to serve in the plan. */
  private boolean serves;

  private final ScheduledReload scheduled;
  private final Reloading reloading;
  private boolean stopping;

  /** When it may be awake before a takeover again. */
  private Duration restsUntil = Duration.ZERO;

  /** How long programs that are told of the end have for it: as long as keepalived gives them. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** For a plan, on a host. */
  public Loop(Plan plan, Ports ports, Household household) {
    this.ports = ports;
    this.household = household;
    this.checking = new Checking(ports.checks(), household);
    this.balancing = new Balancing(ports.balancing(), ports.programs(), household);
    this.engine = new Engine(plan);
    this.orders = new Orders(engine::virtualServerStatus);
    this.settings = plan.settings();
    this.serves = serves(plan);
    this.notifier = new Notifier(settings, ports.programs(), household);
    this.reloading = new Reloading(ports.programs(), household);
    this.scheduled = new ScheduledReload(ports.checks().files(), ports.clock(), household);
  }

  /** What concerns the daemon as a whole, by the plan that it runs. */
  public ProcessSettings settings() {
    return settings;
  }

  /**
   * Runs until it is asked to stop; then nothing that it added is left.
   *
   * @throws HostException if the system refuses what nothing can be done without
   */
  public void run() throws HostException {
    change(settings);
    tell(ports.clock().now(), new Event.Begin(ports.network().inventory()));
    settle(ports.clock().now());
    household.begun();
    try {
      while (!stopping) {
        turn();
      }
    } finally {
      tell(ports.clock().now(), new Event.Stop());
      settle(ports.clock().now());
      reloading.end();
      finish();
    }
  }

  /** Everything is told; who was told may have something to do before the daemon is gone. */
  private void finish() throws HostException {
    notifier.finish(ports.clock().now());
    Duration end = ports.clock().now().plus(LAST_WORDS);
    while (notifier.isBusy() && ports.clock().now().compareTo(end) < 0) {
      for (Input input : ports.inputs().await(Optional.of(end))) {
        if (input instanceof Input.ProgramEnded ended) {
          notifier.ended(ports.clock().now(), ended);
        }
      }
    }
    notifier.terminate();
  }

  private void turn() throws HostException {
    List<Input> inputs = await();
    Duration now = ports.clock().now();
    for (Input input : inputs) {
      take(now, input);
    }
    Optional<Timers.Due> due = timers.takeDue(now);
    while (due.isPresent() && !stopping) {
      expire(due.get(), now);
      due = timers.takeDue(now);
    }
    if (!stopping) {
      timers.takeLooks(now).forEach(look -> expire(look, now));
    }
    notifier.due(now);
    if (scheduled.comes()) {
      reload(now);
    }
    if (reloading.isLate(now)) {
      refuse(reloading.giveUp());
      unlessRefused(() -> reloading.goOn(now));
    }
    settle(now);
  }

  /**
   * Waits for what is next. Nobody has the addresses when a master has been silent for too long,
   * and after a long sleep everything takes its time: the daemon is awake a little before.
   */
  private List<Input> await() throws HostException {
    Optional<Duration> deadline = nextDeadline();
    if (deadline.isEmpty() || !timers.isTakeover(deadline.get())) {
      return ports.inputs().await(deadline);
    }
    Duration waking = deadline.get().minus(BRACING);
    if (waking.compareTo(ports.clock().now()) <= 0 || waking.compareTo(restsUntil) < 0) {
      return ports.inputs().await(deadline);
    }
    List<Input> inputs = ports.inputs().await(Optional.of(waking));
    Duration now = ports.clock().now();
    // Nothing may have come in and it is early all the same: not all that wakes concerns anybody.
    boolean near = waking.compareTo(now) <= 0 && now.compareTo(deadline.get()) < 0;
    if (!inputs.isEmpty() || !near) {
      return inputs;
    }
    inputs = ports.inputs().brace(deadline.get());
    if (!inputs.isEmpty()) {
      restsUntil = now.plus(REST);
    }
    return inputs;
  }

  private void expire(Timers.Due due, Duration now) {
    tell(unlessPaused(due.deadline(), now), new Event.Expired(due.timer()));
  }

  /**
   * When something counts as having happened: periods stay even if it is told a little late. What
   * is told early happens now.
   */
  private static Duration unlessPaused(Duration happened, Duration now) {
    Duration late = now.minus(happened);
    return late.isNegative() || late.compareTo(PAUSE) > 0 ? now : happened;
  }

  private Optional<Duration> nextDeadline() {
    return Stream.of(timers.next(), reloading.deadline(), notifier.deadline(), scheduled.deadline())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  private void take(Duration now, Input input) throws HostException {
    switch (input) {
      case Input.Packet(String interfaceName, VrrpPacket packet, Duration at) ->
          tell(unlessPaused(at, now), new Event.Received(interfaceName, packet));
      case Input.Changes(List<NetlinkMessage> messages) ->
          messages.forEach(message -> tell(now, new Event.Reported(message)));
      case Input.ChangesLost _ -> tell(now, new Event.Recounted(ports.network().inventory()));
      case Input.ProgramEnded ended -> ended(now, ended);
      case Input.OfCheck file when ScheduledReload.concerns(file) -> scheduled.changed(file);
      case Input.OfCheck check -> tell(now, Checking.event(check));
      case Input.Probed probed -> tell(now, new Event.Probed(probed.id(), probed.result()));
      case Input.PlanRead read ->
          unlessRefused(() -> {
            Optional<Plan> plan = reloading.take(now, read);
            if (plan.isPresent()) {
              change(now, plan.get());
            }
          });
      case Input.Ordered(long operator, String line) ->
          ports.operators().answer(operator, orders.answer(line, event -> happen(now, event)));
      case Input.Asked(Input.Request request) -> {
        switch (request) {
          case STOP -> {
            household.log(Level.INFO, "Stopping");
            household.enter(Household.Phase.STOPPING);
            stopping = true;
          }
          case RELOAD -> reload(now);
          case WRITE_DATA -> household.writeData(engine, journal);
          case WRITE_STATISTICS -> household.writeStatistics(engine);
        }
      }
    }
  }

  /** An event, and what it brings about. What changes the host waits for the end of the turn. */
  private void tell(Duration at, Event event) {
    consequences.addLast(event);
    conclude(at);
  }

  /** An event with all that follows from it, at once: whoever asked for it looks at what it did. */
  private void happen(Duration at, Event event) {
    tell(at, event);
    settle(at);
  }

  private void conclude(Duration at) {
    Instant timeOfDay = ports.clock().timeOfDay();
    while (!consequences.isEmpty()) {
      Event next = consequences.removeFirst();
      List<Action> actions = engine.handle(at, timeOfDay, next);
      if (!Checking.isRoutine(next, actions) && !Balancing.isRoutine(next, actions)) {
        journal.add(at, timeOfDay, next);
      }
      actions.forEach(this::take);
    }
  }

  private void take(Action action) {
    switch (Turn.when(action)) {
      case NOW -> perform(action);
      case AFTER_WHAT_WAITS -> {
        flush();
        perform(action);
      }
      case AT_THE_END -> later.add(action);
    }
  }

  /** Does what has waited, and what follows from it. */
  private void settle(Duration at) {
    while (!later.isEmpty()) {
      flush();
      conclude(at);
    }
  }

  private void flush() {
    Turn.Part part = later.take();
    change(part.operations());
    part.announcements().forEach(this::perform);
    consequences.addAll(balancing.change(part.tableOperations()));
    part.others().forEach(this::perform);
  }

  private void change(List<Operation> operations) {
    if (!operations.isEmpty()) {
      ports
          .network()
          .perform(operations)
          .forEach(refusal ->
              consequences.addLast(new Event.Refused(refusal.operation(), refusal.reason())));
    }
  }

  // ---------------------------------------------------------------- actions

  private void perform(Action action) {
    switch (action) {
      case Action.Listen(Listening listening) -> listen(listening);
      case Action.Ignore(Channel channel) -> ports.network().ignore(channel);
      case Action.Advertise advertise -> advertise(advertise);
      case Action.Announce(int index, var announcement) ->
          report(
              "announce " + announcement.address(),
              ports.network().announce(index, announcement.encode()));
      case Action.Perform(var operation) ->
          throw new IllegalStateException(operation + " waits for the end of the turn");
      case Action.StartTimer(TimerId.LookDue look, Duration deadline)
          when deadline.minus(ports.clock().now()).compareTo(SHORTEST_LENIENT) >= 0 ->
          timers.startLook(look, deadline);
      case Action.StartTimer(var timer, Duration deadline) -> timers.start(timer, deadline);
      case Action.StopTimer(var timer) -> timers.stop(timer);
      case Action.RunScript(ScriptCheck check) -> run(check);
      case Action.EndScript(String script) -> end(script);
      case Action.OfCheck check -> consequences.addAll(checking.perform(check));
      case Action.OfBalancing load -> consequences.addAll(balancing.perform(load, settings));
      case Action.Log(Level level, String text) -> household.log(level, text);
      case Action.Notify(var notice) -> notifier.take(ports.clock().now(), notice);
      case Action.LogTransition transition -> household.logTransition(transition);
    }
  }

  private void listen(Listening listening) {
    try {
      ports.network().listen(listening);
    } catch (HostException e) {
      consequences.addLast(new Event.CannotListen(listening.channel(), e.getMessage()));
    }
  }

  private void advertise(Action.Advertise advertise) {
    Channel channel = new Channel(advertise.interfaceName(), advertise.source().family());
    Optional<String> failure = Optional.empty();
    for (Bytes packet : advertise.packets()) {
      // A peer that cannot be reached does not keep the others from hearing.
      Optional<String> refused = ports.network().advertise(channel, packet);
      failure = failure.or(() -> refused);
    }
    report("advertise on " + channel, failure);
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
      long id = ports.programs().start(household.command(check, settings));
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
    if (notifier.ended(now, ended)) {
      return;
    }
    Optional<Event> look = balancing.ended(ended);
    if (look.isPresent()) {
      tell(now, look.get());
      return;
    }
    String script = scripts.remove(ended.id());
    if (script != null) {
      runs.remove(script);
      tell(
          now, new Event.ScriptEnded(script, new ScriptResult(ended.status() == 0, ended.words())));
    } else if (reloading.isOf(ended)) {
      unlessRefused(() -> reloading.compiled(now, ended));
    }
  }

  // ---------------------------------------------------------------- reload

  private void reload(Duration now) {
    unlessRefused(() -> reloading.begin(now));
  }

  /** A part of what leads to another plan. */
  private interface ReloadStep {
    void take() throws PlanException;
  }

  /** Who stops needs no other plan. */
  private void unlessRefused(ReloadStep step) {
    if (stopping) {
      return;
    }
    try {
      step.take();
    } catch (PlanException e) {
      refuse(String.valueOf(e.getMessage()));
    }
  }

  private void change(ProcessSettings other) {
    settings = other;
    household.change(other);
    notifier.change(other);
    scheduled.follow(other.reloadSchedule());
  }

  private void refuse(String reason) {
    household.log(
        Level.ERROR,
        "Reload refused: %s. The running plan stays; send SIGHUP again once that is corrected"
            .formatted(reason));
    scheduled.follow(settings.reloadSchedule());
    household.enter(Household.Phase.RUNNING);
  }

  private static boolean serves(Plan plan) {
    return !plan.virtualRouters().isEmpty() || !plan.balancing().servers().isEmpty();
  }

  private void change(Duration now, Plan plan) throws PlanException {
    if (serves && !serves(plan)) {
      throw new PlanException(
          "the configuration has no instance and no virtual server any more; to serve nothing,"
              + " stop the daemon");
    }
    serves = serves(plan);
    change(plan.settings());
    tell(now, new Event.Reload(plan));
    settle(now);
    household.log(Level.INFO, "Reload complete");
    household.enter(Household.Phase.RUNNING);
  }
}
