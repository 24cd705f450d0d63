package dev.relais.vrrp;

import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.Preemption;
import dev.relais.plan.Protocol;
import dev.relais.plan.VirtualRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The protocol of one virtual router as a function: from where it stands and what happens to where
 * it then stands and what is to be done. Every pair of state and event has an answer; RFC 9568,
 * section 6.4, is the base, and where keepalived differs, keepalived is followed, since it is on
 * the other end. Two differences are deliberate: packets that are not believed never come here, so
 * they cannot hold up a timer; and a master that gives way sends a last advertisement after it has
 * released its addresses, so that the winner announces them again to everybody who listened to the
 * loser until then; not in strict mode, as the RFC has no such advertisement.
 */
public final class StateMachine {
  private final VirtualRouter router;
  private final List<RouterAction> actions = new ArrayList<>();
  private Situation now;

  private StateMachine(VirtualRouter router, Situation now) {
    this.router = router;
    this.now = now;
  }

  /**
   * Takes one step.
   *
   * @param router the configuration
   * @param situation where it stands
   * @param event what happens
   */
  public static Step step(VirtualRouter router, Situation situation, RouterEvent event) {
    StateMachine machine = new StateMachine(router, situation);
    switch (situation.state()) {
      case INIT -> machine.inInit(event);
      case BACKUP -> machine.inBackup(event);
      case MASTER -> machine.inMaster(event);
      case FAULT -> machine.inFault(event);
    }
    return new Step(machine.now, machine.actions);
  }

  // ---------------------------------------------------------------- states

  private void inInit(RouterEvent event) {
    switch (event) {
      case RouterEvent.Start _, RouterEvent.Recovered _ -> join();
      case RouterEvent.Failed(String reason) -> fail(reason);
      case RouterEvent.PriorityChanged(int priority) -> now = now.withPriority(priority);
      case RouterEvent.Reconfigured(int priority) -> now = now.withPriority(priority);
      case RouterEvent.Stop _,
          RouterEvent.Heard _,
          RouterEvent.Expired _,
          RouterEvent.Paused _,
          RouterEvent.GroupTookOver _,
          RouterEvent.GroupGaveWay _ -> {}
    }
  }

  private void inBackup(RouterEvent event) {
    switch (event) {
      case RouterEvent.Heard heard -> backupHears(heard);
      case RouterEvent.Expired(Timer timer) -> {
        if (timer == Timer.MASTER_DOWN) {
          stopWaiting();
          becomeMaster();
        } else if (timer == Timer.PREEMPT_DELAY && now.preemptDelay() == PreemptDelay.RUNNING) {
          // The next advertisement of the lower master no longer holds up the timer.
          now = now.withPreemptDelay(PreemptDelay.OVER);
        }
      }
      // The timer runs on: the next advertisement restarts it with the new skew.
      case RouterEvent.PriorityChanged(int priority) -> now = now.withPriority(priority);
      case RouterEvent.Reconfigured(int priority) -> {
        now = now.withPriority(priority);
        boolean otherInterval =
            !now.masterInterval().equals(router.protocol().advertisementInterval());
        // In version 3 the interval is the master's to say.
        if (router.protocol().version() == 2 && otherInterval) {
          now = now.withMasterInterval(router.protocol().advertisementInterval());
          listen();
        }
      }
      case RouterEvent.Failed(String reason) -> {
        stopListening();
        fail(reason);
      }
      case RouterEvent.Stop _ -> {
        stopListening();
        enter(State.INIT);
      }
      case RouterEvent.GroupTookOver _ -> {
        stopListening();
        becomeMaster();
      }
      case RouterEvent.Start _,
          RouterEvent.Recovered _,
          RouterEvent.Paused _,
          RouterEvent.GroupGaveWay _ -> {}
    }
  }

  private void inMaster(RouterEvent event) {
    switch (event) {
      case RouterEvent.Heard heard -> masterHears(heard);
      case RouterEvent.Expired(Timer timer) -> masterExpires(timer);
      case RouterEvent.PriorityChanged(int priority) -> {
        boolean lower = priority < now.priority();
        now = now.withPriority(priority);
        if (lower) {
          advertise();
        }
      }
      case RouterEvent.Reconfigured(int priority) -> {
        now = now.withPriority(priority);
        advertise();
        announceTwice();
      }
      case RouterEvent.Failed(String reason) -> {
        resign();
        fail(reason);
      }
      case RouterEvent.Stop _ -> {
        resign();
        enter(State.INIT);
      }
      case RouterEvent.GroupGaveWay _ -> giveWay();
      case RouterEvent.Paused _ -> {
        release();
        enter(State.BACKUP);
        listen();
      }
      case RouterEvent.Start _, RouterEvent.Recovered _, RouterEvent.GroupTookOver _ -> {}
    }
  }

  private void inFault(RouterEvent event) {
    switch (event) {
      case RouterEvent.Recovered _ -> join();
      case RouterEvent.Stop _ -> enter(State.INIT);
      case RouterEvent.PriorityChanged(int priority) -> now = now.withPriority(priority);
      case RouterEvent.Reconfigured(int priority) -> now = now.withPriority(priority);
      case RouterEvent.Start _,
          RouterEvent.Failed _,
          RouterEvent.Heard _,
          RouterEvent.Expired _,
          RouterEvent.Paused _,
          RouterEvent.GroupTookOver _,
          RouterEvent.GroupGaveWay _ -> {}
    }
  }

  // ---------------------------------------------------------------- steps

  /** Only the owner of the addresses may be master before it has listened. */
  private void join() {
    now = now.withMasterInterval(router.protocol().advertisementInterval());
    if (now.priority() == Protocol.OWNER) {
      becomeMaster();
    } else {
      enter(State.BACKUP);
      listen();
    }
  }

  private void listen() {
    act(new RouterAction.Start(Timer.MASTER_DOWN, masterDown(now.masterInterval(), true)));
  }

  private void backupHears(RouterEvent.Heard heard) {
    count(Counter.ADVERTISEMENTS_RECEIVED);
    if (heard.priority() == 0) {
      count(Counter.PRIORITY_ZERO_RECEIVED);
      act(new RouterAction.Start(Timer.MASTER_DOWN, masterDown(now.masterInterval(), false)));
    } else if (heard.priority() >= now.priority()) {
      stopWaiting();
      learn(heard);
      listen();
    } else if (waitsFor(heard)) {
      learn(heard);
      listen();
    }
  }

  /** Whether a master of lower priority is left in peace, for now or for ever. */
  private boolean waitsFor(RouterEvent.Heard lower) {
    Preemption preemption = router.protocol().preemption();
    if (!preemption.enabled()) {
      return true;
    }
    if (!preemption.delay().isPositive() || now.preemptDelay() == PreemptDelay.OVER) {
      return false;
    }
    if (now.preemptDelay() == PreemptDelay.NOT_STARTED) {
      now = now.withPreemptDelay(PreemptDelay.RUNNING);
      act(new RouterAction.DelayPreemption(lower.source(), lower.priority(), preemption.delay()));
      act(new RouterAction.Start(Timer.PREEMPT_DELAY, preemption.delay()));
    }
    return true;
  }

  private void stopWaiting() {
    if (now.preemptDelay() == PreemptDelay.RUNNING) {
      act(new RouterAction.Stop(Timer.PREEMPT_DELAY));
    }
    now = now.withPreemptDelay(PreemptDelay.NOT_STARTED);
  }

  private void stopListening() {
    act(new RouterAction.Stop(Timer.MASTER_DOWN));
    stopWaiting();
  }

  private void learn(RouterEvent.Heard heard) {
    if (router.protocol().version() == 3) {
      now = now.withMasterInterval(heard.interval());
    }
  }

  private void becomeMaster() {
    enter(State.MASTER);
    count(Counter.BECAME_MASTER);
    advertise();
    act(new RouterAction.Hold());
    announceTwice();
  }

  private void announceTwice() {
    GratuitousArp announcements = router.announcements();
    act(new RouterAction.Announce(announcements.repeat()));
    startOrStop(Timer.ANNOUNCE_AGAIN, announcements.delay());
    startOrStop(Timer.ANNOUNCE_REFRESH, announcements.refresh());
    startOrStop(Timer.ANNOUNCE_ELSEWHERE, announcements.elsewhere());
  }

  private void masterHears(RouterEvent.Heard heard) {
    Conduct conduct = router.protocol().conduct();
    if (conduct.ownerIgnoresOthers() && now.priority() == Protocol.OWNER) {
      return;
    }
    count(Counter.ADVERTISEMENTS_RECEIVED);
    if (heard.priority() == 0) {
      count(Counter.PRIORITY_ZERO_RECEIVED);
      advertise();
      return;
    }
    boolean outranked =
        heard.priority() > now.priority()
            || (heard.priority() == now.priority() && heard.source().compareTo(heard.own()) > 0);
    if (outranked) {
      act(new RouterAction.GaveWay(heard.source(), heard.priority()));
      learn(heard);
      giveWay();
    } else {
      act(new RouterAction.Contested(heard.source(), heard.priority()));
      if (!conduct.silentToLower()) {
        advertise();
      }
      GratuitousArp announcements = router.announcements();
      if (announcements.lowerPriorityRepeat() > 0) {
        act(new RouterAction.Announce(announcements.lowerPriorityRepeat()));
        startOrStop(Timer.ANNOUNCE_AFTER_LOWER, announcements.lowerPriorityDelay());
      }
    }
  }

  /** The last advertisement makes the winner announce the addresses to those who heard us. */
  private void giveWay() {
    Conduct conduct = router.protocol().conduct();
    if (conduct.answersHigher()) {
      act(new RouterAction.Advertise(now.priority()));
    }
    release();
    if (!conduct.answersHigher() && !conduct.strict()) {
      act(new RouterAction.Advertise(now.priority()));
    }
    enter(State.BACKUP);
    listen();
  }

  private void masterExpires(Timer timer) {
    GratuitousArp announcements = router.announcements();
    switch (timer) {
      case ADVERTISEMENT -> advertise();
      case ANNOUNCE_AGAIN -> act(new RouterAction.Announce(announcements.repeat()));
      case ANNOUNCE_AFTER_LOWER -> {
        if (announcements.lowerPriorityRepeat() > 0) {
          act(new RouterAction.Announce(announcements.lowerPriorityRepeat()));
        }
      }
      case ANNOUNCE_REFRESH -> {
        act(new RouterAction.Announce(announcements.refreshRepeat()));
        startOrStop(Timer.ANNOUNCE_REFRESH, announcements.refresh());
      }
      case ANNOUNCE_ELSEWHERE -> {
        act(new RouterAction.AnnounceElsewhere());
        startOrStop(Timer.ANNOUNCE_ELSEWHERE, announcements.elsewhere());
      }
      case MASTER_DOWN, PREEMPT_DELAY -> {}
    }
  }

  /** Says goodbye, so that a backup takes over after its skew. */
  private void resign() {
    act(new RouterAction.Advertise(0));
    count(Counter.PRIORITY_ZERO_SENT);
    release();
  }

  private void release() {
    act(new RouterAction.Stop(Timer.ADVERTISEMENT));
    act(new RouterAction.Stop(Timer.ANNOUNCE_AGAIN));
    act(new RouterAction.Stop(Timer.ANNOUNCE_AFTER_LOWER));
    act(new RouterAction.Stop(Timer.ANNOUNCE_REFRESH));
    act(new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE));
    act(new RouterAction.Release());
    count(Counter.RELEASED_MASTER);
  }

  private void fail(String reason) {
    act(new RouterAction.CannotServe(reason));
    enter(State.FAULT);
  }

  private void advertise() {
    act(new RouterAction.Advertise(now.priority()));
    act(new RouterAction.Start(Timer.ADVERTISEMENT, router.protocol().advertisementInterval()));
  }

  private void enter(State state) {
    now = now.in(state);
    act(new RouterAction.Entered(state));
  }

  /** A delay of 0 is for never. */
  private void startOrStop(Timer timer, Duration delay) {
    act(delay.isPositive() ? new RouterAction.Start(timer, delay) : new RouterAction.Stop(timer));
  }

  private void count(Counter counter) {
    act(new RouterAction.Count(counter));
  }

  private void act(RouterAction action) {
    actions.add(action);
  }

  // ---------------------------------------------------------------- times

  /**
   * How long a backup waits.
   *
   * @param interval of the master
   * @param silent whether the master must have missed its advertisements, or has said goodbye
   */
  private Duration masterDown(Duration interval, boolean silent) {
    Duration skew = skew(router.protocol().version(), now.priority(), interval);
    return silent
        ? interval.multipliedBy(router.protocol().missedAdvertisements()).plus(skew)
        : skew;
  }

  /**
   * How long a MASTER may be silent until another has taken over.
   *
   * @return empty if it would go on as MASTER all the same
   */
  public static Optional<Duration> longestPause(VirtualRouter router) {
    Protocol protocol = router.protocol();
    Duration interval = protocol.advertisementInterval();
    return protocol
        .preemption()
        .yieldsAfterPauseTo()
        .map(other ->
            interval
                .multipliedBy(protocol.missedAdvertisements())
                .plus(skew(protocol.version(), other, interval)));
  }

  /**
   * The higher the priority, the shorter: (256 − priority)/256 seconds in version 2, of the
   * interval in version 3.
   */
  static Duration skew(int version, int priority, Duration interval) {
    Duration whole = version == 2 ? Duration.ofSeconds(1) : interval;
    return whole.multipliedBy(256L - priority).dividedBy(256);
  }
}
