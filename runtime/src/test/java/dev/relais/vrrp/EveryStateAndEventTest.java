package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds after every step, whatever the state, the event and the configuration are. */
class EveryStateAndEventTest {
  private static final IpAddress OWN = IpAddress.of("192.0.2.2");
  private static final List<String> SOURCES = List.of("192.0.2.1", "192.0.2.3");
  private static final Set<Timer> OF_BACKUP = EnumSet.of(Timer.MASTER_DOWN, Timer.PREEMPT_DELAY);
  private static final Set<Timer> OF_MASTER =
      EnumSet.of(
          Timer.ADVERTISEMENT,
          Timer.ANNOUNCE_AGAIN,
          Timer.ANNOUNCE_AFTER_LOWER,
          Timer.ANNOUNCE_REFRESH,
          Timer.ANNOUNCE_ELSEWHERE);

  private static List<VirtualRouter> routers() {
    List<VirtualRouter> routers = new ArrayList<>();
    GratuitousArp refreshing =
        new GratuitousArp(
            1,
            Duration.ZERO,
            0,
            Duration.ZERO,
            Duration.ofSeconds(9),
            1,
            Duration.ofSeconds(7),
            true);
    for (int version : List.of(2, 3)) {
      for (int priority : List.of(1, 100, 254, 255)) {
        routers.add(Routers.version(version).priority(priority).router());
        routers.add(
            Routers.version(version)
                .priority(priority)
                .noPreempt()
                .interval(Duration.ofSeconds(40))
                .announcements(refreshing)
                .router());
        routers.add(
            Routers.version(version)
                .priority(priority)
                .preemptDelay(Duration.ofSeconds(7))
                .conduct(
                    new Conduct(
                        true, false, true, ChecksumCoverage.MESSAGE, false, true, false, true))
                .router());
        routers.add(
            Routers.version(version)
                .priority(priority)
                .missedAdvertisements(100)
                .conduct(
                    new Conduct(
                        false,
                        true,
                        false,
                        ChecksumCoverage.PSEUDO_HEADER,
                        false,
                        false,
                        true,
                        false))
                .router());
      }
    }
    return routers;
  }

  private static List<RouterEvent> events() {
    List<RouterEvent> events =
        new ArrayList<>(
            List.of(
                new RouterEvent.Start(),
                new RouterEvent.Stop(),
                new RouterEvent.Failed("reason"),
                new RouterEvent.Recovered(),
                new RouterEvent.GroupTookOver(),
                new RouterEvent.Paused(),
                new RouterEvent.GroupGaveWay()));
    for (int priority : List.of(1, 99, 100, 101, 254, 255)) {
      events.add(new RouterEvent.PriorityChanged(priority));
      events.add(new RouterEvent.Reconfigured(priority));
    }
    Arrays.stream(Timer.values()).map(RouterEvent.Expired::new).forEach(events::add);
    for (String source : SOURCES) {
      for (int priority : List.of(0, 1, 99, 100, 101, 254, 255)) {
        for (long interval : List.of(10, 1000, 40_950)) {
          events.add(
              new RouterEvent.Heard(
                  IpAddress.of(source), OWN, priority, Duration.ofMillis(interval)));
        }
      }
    }
    return events;
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(State.values())
        .flatMap(state -> events().stream().map(event -> Arguments.of(state, event)));
  }

  /** A router with the state that its actions have brought about, and timers that run. */
  private static final class Watched {
    private final VirtualRouter router;
    private final Set<Timer> running = EnumSet.noneOf(Timer.class);
    private Situation situation;
    private boolean holds;

    Watched(VirtualRouter router, State state) {
      this.router = router;
      this.situation = Situation.initial(router).in(state);
      this.holds = state == State.MASTER;
      switch (state) {
        case BACKUP -> running.add(Timer.MASTER_DOWN);
        case MASTER -> running.addAll(OF_MASTER);
        case INIT, FAULT -> {}
      }
    }

    void step(RouterEvent event) {
      if (event instanceof RouterEvent.Expired(Timer timer)) {
        running.remove(timer);
      }
      Situation before = situation;
      Step step = StateMachine.step(router, before, event);
      situation = step.next();
      State told = before.state();
      for (RouterAction action : step.actions()) {
        switch (action) {
          case RouterAction.Start(Timer timer, Duration delay) -> {
            assertTrue(delay.isPositive(), () -> timer + " after " + delay);
            running.add(timer);
          }
          case RouterAction.Stop(Timer timer) -> running.remove(timer);
          case RouterAction.Hold _ -> {
            assertFalse(holds, "holds twice");
            holds = true;
          }
          case RouterAction.Release _ -> {
            assertTrue(holds, "releases what it does not hold");
            holds = false;
          }
          case RouterAction.Entered(State state) -> {
            assertFalse(told == state, "enters where it is");
            told = state;
          }
          case RouterAction.Advertise(int priority) -> assertTrue(priority >= 0 && priority <= 255);
          case RouterAction.Announce(int times) -> {
            assertTrue(holds, "announces what it does not hold");
            assertTrue(times > 0);
          }
          case RouterAction.AnnounceElsewhere _ ->
              assertTrue(holds, "announces what it does not hold");
          case RouterAction.Count _,
              RouterAction.GaveWay _,
              RouterAction.Contested _,
              RouterAction.DelayPreemption _,
              RouterAction.CannotServe _ -> {}
        }
      }
      assertEquals(situation.state(), told, "every change of state is told");
      holdsInEveryState();
      if (event instanceof RouterEvent.Stop) {
        assertEquals(State.INIT, situation.state());
      }
      if (event instanceof RouterEvent.Failed) {
        assertEquals(State.FAULT, situation.state());
      }
    }

    private void holdsInEveryState() {
      State state = situation.state();
      assertEquals(state == State.MASTER, holds, "a master holds the addresses, nobody else does");
      assertEquals(state == State.BACKUP, running.contains(Timer.MASTER_DOWN));
      assertEquals(state == State.MASTER, running.contains(Timer.ADVERTISEMENT));
      assertEquals(
          situation.preemptDelay() == PreemptDelay.RUNNING,
          running.contains(Timer.PREEMPT_DELAY),
          "a delay runs as long as its timer");
      if (state != State.BACKUP) {
        assertEquals(PreemptDelay.NOT_STARTED, situation.preemptDelay());
      }
      if (state != State.MASTER) {
        assertTrue(running.stream().noneMatch(OF_MASTER::contains), () -> state + ": " + running);
      }
      assertTrue(situation.priority() >= 1 && situation.priority() <= 255);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pairs")
  void hasAnAnswer(State state, RouterEvent event) {
    for (VirtualRouter router : routers()) {
      boolean stopped =
          event instanceof RouterEvent.Expired(Timer timer)
              && state != (OF_BACKUP.contains(timer) ? State.BACKUP : State.MASTER);
      if (stopped) {
        // A timer that was stopped and still comes: nothing may happen.
        Situation situation = Situation.initial(router).in(state);
        assertEquals(new Step(situation, List.of()), StateMachine.step(router, situation, event));
      } else {
        new Watched(router, state).step(event);
      }
    }
  }

  /** Only timers that run expire here. The same invariants hold after any history. */
  @Test
  void staysRightForever() {
    List<VirtualRouter> routers = routers();
    List<RouterEvent> events = events();
    Seeds.forEach(
        500,
        (_, random) -> {
          VirtualRouter router = routers.get(random.nextInt(routers.size()));
          Watched watched = new Watched(router, State.INIT);
          IntStream.range(0, 200).forEach(_ -> watched.step(event(watched, events, random)));
        });
  }

  private static RouterEvent event(Watched watched, List<RouterEvent> events, Random random) {
    List<Timer> running = List.copyOf(watched.running);
    return !running.isEmpty() && random.nextInt(3) == 0
        ? new RouterEvent.Expired(running.get(random.nextInt(running.size())))
        : events.get(random.nextInt(events.size()));
  }
}
