package dev.relais.engine;

import dev.relais.bfd.ControlPacket;
import dev.relais.bfd.SessionAction;
import dev.relais.bfd.SessionEvent;
import dev.relais.bfd.SessionMachine;
import dev.relais.bfd.SessionState;
import dev.relais.bfd.SessionStatus;
import dev.relais.engine.Action.Level;
import dev.relais.plan.BfdSession;
import dev.relais.track.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The sessions of bidirectional forwarding detection of a plan while they run. */
final class SessionRuns {
  /** How often packets that are discarded are written about. */
  private static final Duration MENTION_EVERY = Duration.ofMinutes(1);

  private final Outbox outbox;
  private final Consumer<String> changed;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private @Nullable Duration mentioned;

  private static final class Run {
    final BfdSession session;
    SessionStatus status;
    RandomGenerator random = new SplittableRandom(0);
    boolean open;

    Run(BfdSession session) {
      this.session = session;
      this.status = SessionStatus.initial(0, session.idleSend());
    }
  }

  /**
   * Before anything is sent.
   *
   * @param changed is told the name of a session that is up now, or is not any more
   */
  SessionRuns(List<BfdSession> sessions, Outbox outbox, Consumer<String> changed) {
    this.outbox = outbox;
    this.changed = changed;
    sessions.forEach(session -> runs.put(session.name(), new Run(session)));
  }

  void begin() {
    runs.values().forEach(run -> outbox.act(new Action.OpenSession(run.session)));
  }

  void stop() {
    runs.values().forEach(this::end);
  }

  /** A session that is the same goes on. */
  void reload(List<BfdSession> sessions) {
    Map<String, Run> before = new HashMap<>(runs);
    runs.clear();
    for (BfdSession session : sessions) {
      Run same = before.get(session.name());
      if (same != null && same.session.equals(session)) {
        before.remove(session.name());
        runs.put(session.name(), same);
      } else {
        runs.put(session.name(), new Run(session));
      }
    }
    before.values().forEach(this::end);
    runs.values().stream()
        .filter(run -> !run.open)
        .forEach(run -> outbox.act(new Action.OpenSession(run.session)));
  }

  private void end(Run run) {
    if (run.open) {
      step(run, new SessionEvent.Stop());
      run.open = false;
    }
    outbox.act(new Action.CloseSession(run.session.name()));
  }

  Reading reading(String name) {
    Run run = runs.get(name);
    return run == null ? Reading.UNKNOWN : new Reading.Verdict(run.status.isUp());
  }

  /**
   * Its sockets are open.
   *
   * @param seed of everything that is random about it
   */
  void opened(String name, long seed) {
    Run run = runs.get(name);
    if (run == null || run.open) {
      return;
    }
    run.open = true;
    run.random = new SplittableRandom(seed);
    run.status = SessionStatus.initial(discriminator(run.random), run.session.idleSend());
    step(run, new SessionEvent.Start());
  }

  private int discriminator(RandomGenerator random) {
    while (true) {
      int number = random.nextInt();
      boolean taken = runs.values().stream().anyMatch(run -> run.status.discriminator() == number);
      if (number != 0 && !taken) {
        return number;
      }
    }
  }

  void refused(String name, String reason) {
    outbox.log(Level.ERROR, "BFD session %s cannot run: %s".formatted(name, reason));
  }

  void sendDue(String name) {
    step(name, new SessionEvent.SendDue());
  }

  void silent(String name) {
    step(name, new SessionEvent.Silence());
  }

  /** A packet arrived: by its number, or by who sent it, it belongs to a session. */
  void received(Event.ControlReceived event) {
    switch (event.packet()) {
      case ControlPacket.Invalid(String reason) -> discard(event, reason);
      case ControlPacket.Valid(ControlPacket packet) -> {
        Optional<Run> found =
            runs.values().stream().filter(run -> run.open && isFor(run, event, packet)).findFirst();
        if (found.isEmpty()) {
          discard(event, "it belongs to no session");
          return;
        }
        BfdSession session = found.get().session;
        int least = session.maxHops() < 0 ? 0 : session.hopLimit() - session.maxHops();
        if (event.hopLimit() < least) {
          discard(
              event,
              "its TTL is %d, and %d is the least for session %s"
                  .formatted(event.hopLimit(), least, session.name()));
          return;
        }
        step(found.get(), new SessionEvent.Heard(packet));
      }
    }
  }

  private static boolean isFor(Run run, Event.ControlReceived event, ControlPacket packet) {
    boolean known =
        packet.otherDiscriminator() == 0
            || packet.otherDiscriminator() == run.status.discriminator();
    return known
        && run.session.multihop() == event.multihop()
        && run.session.neighbor().equals(event.source());
  }

  private void discard(Event.ControlReceived event, String reason) {
    if (mentioned == null || outbox.now().minus(mentioned).compareTo(MENTION_EVERY) >= 0) {
      mentioned = outbox.now();
      outbox.log(
          Level.WARNING, "discarded a BFD packet from %s: %s".formatted(event.source(), reason));
    }
  }

  private void step(String name, SessionEvent event) {
    Run run = runs.get(name);
    if (run != null && run.open) {
      step(run, event);
    }
  }

  private void step(Run run, SessionEvent event) {
    boolean up = run.status.isUp();
    SessionMachine.Step step = SessionMachine.step(run.session, run.status, event, run.random);
    run.status = step.next();
    step.actions().forEach(action -> translate(run.session.name(), action));
    if (run.status.isUp() != up && !(event instanceof SessionEvent.Stop)) {
      changed.accept(run.session.name());
    }
  }

  private void translate(String name, SessionAction action) {
    switch (action) {
      case SessionAction.Send(ControlPacket packet) ->
          outbox.act(new Action.SendControl(name, packet));
      case SessionAction.SendAfter(Duration delay) ->
          outbox.start(new TimerId.ControlDue(name), delay);
      case SessionAction.StopSending _ -> outbox.stop(new TimerId.ControlDue(name));
      case SessionAction.ExpectWithin(Duration detectionTime) ->
          outbox.start(new TimerId.NeighborSilent(name), detectionTime);
      case SessionAction.StopExpecting _ -> outbox.stop(new TimerId.NeighborSilent(name));
      case SessionAction.Entered(SessionState state, var diagnostic) ->
          outbox.log(
              Level.NOTICE,
              "BFD_Instance(%s) Entering %s state (%s)".formatted(name, state, diagnostic.words()));
    }
  }

  /** In the order of the plan. */
  List<CheckStatus> status() {
    return runs.values().stream()
        .map(run -> (CheckStatus) new CheckStatus.OfSession(run.session, run.status))
        .toList();
  }
}
