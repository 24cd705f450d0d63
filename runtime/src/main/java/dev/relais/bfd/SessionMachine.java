package dev.relais.bfd;

import dev.relais.plan.BfdSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One session in asynchronous mode as a function: from where it stands and what happens to where it
 * then stands and what is to be done; RFC 5880, section 6.8. Every pair of state and event has an
 * answer. There is no echo, no authentication, and this end does not ask for demand mode.
 */
public final class SessionMachine {
  /** Of the interval, in percent: the least, and the most with a multiplier of 1; section 6.8.7. */
  private static final int LEAST_JITTERED = 75;

  private static final int MOST_JITTERED_ALONE = 90;
  private static final int WHOLE = 100;

  private final BfdSession session;
  private final RandomGenerator random;
  private final List<SessionAction> actions = new ArrayList<>();
  private SessionStatus now;

  private SessionMachine(BfdSession session, SessionStatus now, RandomGenerator random) {
    this.session = session;
    this.now = now;
    this.random = random;
  }

  /**
   * What follows from an event.
   *
   * @param next where the session stands then
   * @param actions what it wants done, in this order
   */
  public record Step(SessionStatus next, List<SessionAction> actions) {
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /**
   * Takes one step.
   *
   * @param session the configuration
   * @param status where it stands
   * @param event what happens
   * @param random by which intervals are varied
   */
  public static Step step(
      BfdSession session, SessionStatus status, SessionEvent event, RandomGenerator random) {
    SessionMachine machine = new SessionMachine(session, status, random);
    switch (event) {
      case SessionEvent.Start _ -> machine.start();
      case SessionEvent.Heard(ControlPacket packet) -> machine.hear(packet);
      case SessionEvent.SendDue _ -> machine.sendDue();
      case SessionEvent.Silence _ -> machine.silence();
      case SessionEvent.Stop _ -> machine.stop();
    }
    return new Step(machine.now, machine.actions);
  }

  private void start() {
    if (now.state() == SessionState.ADMIN_DOWN) {
      enter(SessionState.DOWN, Diagnostic.NONE);
    }
    if (mayPoll()) {
      send(false);
    }
    schedule();
  }

  private void stop() {
    if (now.state() == SessionState.ADMIN_DOWN) {
      return;
    }
    enter(SessionState.ADMIN_DOWN, Diagnostic.ADMINISTRATIVELY_DOWN);
    if (mayPoll()) {
      send(false);
    }
    act(new SessionAction.StopSending());
    act(new SessionAction.StopExpecting());
  }

  /** Section 6.8.6, from where the session is known. */
  private void hear(ControlPacket packet) {
    if (now.state() == SessionState.ADMIN_DOWN) {
      return;
    }
    Duration before = sendInterval();
    boolean sentBefore = mayPoll() && !restrained();
    SessionState stateBefore = now.state();
    now = now.having(packet);
    if (packet.answer() && now.polling()) {
      now = now.polling(false);
    }
    move(packet.state());
    act(new SessionAction.ExpectWithin(detectionTime()));
    if (packet.poll()) {
      send(true);
    }
    if (now.state() != stateBefore) {
      send(false);
      schedule();
    } else if (!sendInterval().equals(before) || (mayPoll() && !restrained()) != sentBefore) {
      schedule();
    }
  }

  /** Section 6.2. */
  private void move(SessionState heard) {
    switch (now.state()) {
      case DOWN -> {
        switch (heard) {
          case DOWN -> enter(SessionState.INIT, now.diagnostic());
          case INIT -> enter(SessionState.UP, Diagnostic.NONE);
          case UP, ADMIN_DOWN -> {}
        }
      }
      case INIT -> {
        switch (heard) {
          case INIT, UP -> enter(SessionState.UP, Diagnostic.NONE);
          case ADMIN_DOWN -> enter(SessionState.DOWN, Diagnostic.NEIGHBOR_SIGNALED_DOWN);
          case DOWN -> {}
        }
      }
      case UP -> {
        switch (heard) {
          case DOWN, ADMIN_DOWN -> enter(SessionState.DOWN, Diagnostic.NEIGHBOR_SIGNALED_DOWN);
          case INIT, UP -> {}
        }
      }
      case ADMIN_DOWN -> {}
    }
  }

  private void sendDue() {
    if (now.state() != SessionState.ADMIN_DOWN && mayPoll() && !restrained()) {
      send(false);
      schedule();
    }
  }

  /** Sections 6.8.4 and 6.8.1: who is silent has to say its number again. */
  private void silence() {
    if (now.state() == SessionState.ADMIN_DOWN) {
      return;
    }
    boolean fell = now.state() != SessionState.DOWN;
    now = now.forgetting();
    if (fell) {
      enter(SessionState.DOWN, Diagnostic.DETECTION_TIME_EXPIRED);
      if (mayPoll()) {
        send(false);
      }
    }
    schedule();
  }

  // ---------------------------------------------------------------- sending

  /** Whether this end may speak: a passive one only after it was spoken to; section 6.8.7. */
  private boolean mayPoll() {
    return !session.passive() || now.remoteDiscriminator() != 0;
  }

  /** Whether the neighbor does not want to hear anything regularly; section 6.8.7. */
  private boolean restrained() {
    boolean demanded =
        now.remoteDemand()
            && now.state() == SessionState.UP
            && now.remoteState() == SessionState.UP
            && !now.polling();
    return now.remoteReceive().isZero() || demanded;
  }

  private void send(boolean answer) {
    act(
        new SessionAction.Send(
            new ControlPacket(
                now.diagnostic(),
                now.state(),
                now.polling() && !answer,
                answer,
                false,
                session.multiplier(),
                now.discriminator(),
                now.remoteDiscriminator(),
                microseconds(now.desiredSend()),
                microseconds(session.minReceive()))));
  }

  private void schedule() {
    if (mayPoll() && !restrained()) {
      act(new SessionAction.SendAfter(jittered(sendInterval())));
    } else {
      act(new SessionAction.StopSending());
    }
  }

  private Duration jittered(Duration interval) {
    int most = session.multiplier() == 1 ? MOST_JITTERED_ALONE : WHOLE;
    long least = interval.toNanos() / WHOLE * LEAST_JITTERED;
    return Duration.ofNanos(random.nextLong(least, interval.toNanos() / WHOLE * most + 1));
  }

  /** Section 6.8.2. A longer interval holds once the neighbor has answered the poll; 6.8.3. */
  private Duration sendInterval() {
    boolean longerToCome = now.polling() && now.desiredSend().compareTo(session.idleSend()) > 0;
    return longer(longerToCome ? session.idleSend() : now.desiredSend(), now.remoteReceive());
  }

  /** Section 6.8.4. */
  private Duration detectionTime() {
    return longer(session.minReceive(), now.remoteSend()).multipliedBy(now.remoteMultiplier());
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static long microseconds(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /** Whoever is not up sends once a second at most; section 6.8.3. */
  private void enter(SessionState state, Diagnostic diagnostic) {
    boolean up = state == SessionState.UP;
    Duration desired = up ? session.minSend() : session.idleSend();
    boolean poll = up && !desired.equals(now.desiredSend());
    now = now.in(state, diagnostic, desired, poll);
    act(new SessionAction.Entered(state, diagnostic));
  }

  private void act(SessionAction action) {
    actions.add(action);
  }
}
