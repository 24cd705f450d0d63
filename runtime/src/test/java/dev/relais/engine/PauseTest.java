package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.Preemption;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.State;
import dev.relais.vrrp.Timer;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Intervals of one second in version 2: one of priority 200 takes over after 3 + 56/256 s. */
@DisplayName("timer_expired_backup: a MASTER that stood still leaves its successor in peace")
class PauseTest {
  private static final TimerId ADVERTISEMENT = new TimerId.OfRouter("A", Timer.ADVERTISEMENT);
  private static final Duration BEGIN = Duration.ofSeconds(10);

  private static Plan plan(Optional<Integer> others) {
    return Plans.of(
        Plans.router("A", 51, 100).preempts(new Preemption(false, Duration.ZERO, others)));
  }

  private static Engine master(Plan plan) {
    Engine engine = new Engine(plan);
    engine.handle(BEGIN, new Event.Begin(Replay.host()));
    engine.handle(BEGIN, new Event.Expired(new TimerId.OfRouter("A", Timer.MASTER_DOWN)));
    assertEquals(State.MASTER, state(engine));
    return engine;
  }

  private static State state(Engine engine) {
    return engine.routerStatus().getFirst().state();
  }

  private static boolean advertises(List<Action> actions) {
    return actions.stream().anyMatch(Action.Advertise.class::isInstance);
  }

  @ParameterizedTest(name = "after {0} ms, others have {1}: {2}")
  @CsvSource({
    "1000, 200, MASTER",
    "3218, 200, MASTER",
    "3219, 200, BACKUP",
    "3008, 254, BACKUP",
    "3219, 100, MASTER",
    "3610, 100, BACKUP",
    "600000, , MASTER",
  })
  void byTheTimeThatAnotherTakes(long milliseconds, Integer others, State expected) {
    Engine engine = master(plan(Optional.ofNullable(others)));
    List<Action> actions =
        engine.handle(BEGIN.plusMillis(milliseconds), new Event.Expired(ADVERTISEMENT));
    assertEquals(expected, state(engine));
    assertEquals(expected == State.MASTER, advertises(actions), actions::toString);
  }

  @Test
  @DisplayName("what its successor sent meanwhile is heard before the timer, and obeyed")
  void hearsItsSuccessor() {
    Plan plan = plan(Optional.of(200));
    Engine engine = master(plan);
    Duration late = BEGIN.plusSeconds(60);
    List<Action> actions =
        engine.handle(
            late,
            new Event.Received(
                "eth0",
                new VrrpPacket.Decoded(
                    IpAddress.of("192.0.2.3"),
                    VrrpFormat.GROUP,
                    255,
                    AdvertisementCheck.advertisement(plan.virtualRouters().getFirst(), 50))));
    assertEquals(State.BACKUP, state(engine));
    assertFalse(advertises(actions), actions::toString);
    engine.handle(late, new Event.Expired(ADVERTISEMENT));
    assertEquals(State.BACKUP, state(engine));
  }

  @Test
  void whoeverHasNoSuccessorIsMasterAgain() {
    Engine engine = master(plan(Optional.of(200)));
    Duration late = BEGIN.plusSeconds(60);
    List<Action> actions = engine.handle(late, new Event.Expired(ADVERTISEMENT));
    TimerId silent = new TimerId.OfRouter("A", Timer.MASTER_DOWN);
    assertTrue(
        actions.contains(new Action.StartTimer(silent, late.plusNanos(3_609_375_000L))),
        actions::toString);
    engine.handle(late.plusNanos(3_609_375_000L), new Event.Expired(silent));
    assertEquals(State.MASTER, state(engine));
  }
}
