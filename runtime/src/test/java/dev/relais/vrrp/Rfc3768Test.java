package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of RFC 3768, section 6, in their order; the RFC does not number its steps. */
@DisplayName("RFC 3768, section 6")
class Rfc3768Test {
  private static final IpAddress OWN = IpAddress.of("192.0.2.2");
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  /** 3 · 4 s + (256 − 100)/256 s. */
  private static final Duration DOWN = Duration.ofNanos(12_609_375_000L);

  private static final VirtualRouter ROUTER = Routers.version(2).interval(INTERVAL).router();
  private static final VirtualRouter OWNER =
      Routers.version(2).interval(INTERVAL).priority(255).router();

  private static Step step(VirtualRouter router, State from, RouterEvent event) {
    return StateMachine.step(router, Situation.initial(router).in(from), event);
  }

  private static RouterEvent.Heard heard(String source, int priority) {
    return new RouterEvent.Heard(IpAddress.of(source), OWN, priority, INTERVAL);
  }

  private static void assertDoes(Step step, RouterAction action) {
    assertTrue(step.actions().contains(action), () -> action + " in " + step.actions());
  }

  @Nested
  @DisplayName("6.1 parameters per virtual router")
  class Parameters {
    @ParameterizedTest
    @CsvSource({"1, 996093750", "100, 609375000", "254, 7812500"})
    @DisplayName("Skew_Time: ((256 - Priority) / 256) seconds, whatever the interval is")
    void skewTime(int priority, long nanoseconds) {
      assertEquals(
          Duration.ofNanos(nanoseconds), StateMachine.skew(2, priority, Duration.ofSeconds(255)));
    }

    @Test
    @DisplayName("Master_Down_Interval: (3 * Advertisement_Interval) + Skew_time")
    void masterDownInterval() {
      assertDoes(
          step(ROUTER, State.INIT, new RouterEvent.Start()),
          new RouterAction.Start(Timer.MASTER_DOWN, DOWN));
    }
  }

  @Nested
  @DisplayName("6.4.1 Initialize")
  class Initialize {
    @Test
    @DisplayName("startup, priority 255: advertise, gratuitous ARP, Adver_Timer, to {Master}")
    void theOwner() {
      Step step = step(OWNER, State.INIT, new RouterEvent.Start());
      assertDoes(step, new RouterAction.Advertise(255));
      assertDoes(step, new RouterAction.Announce(5));
      assertDoes(step, new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL));
      assertEquals(State.MASTER, step.next().state());
    }

    @Test
    @DisplayName("startup, else: Master_Down_Timer, to {Backup}")
    void allOthers() {
      Step step = step(ROUTER, State.INIT, new RouterEvent.Start());
      assertEquals(
          List.of(
              new RouterAction.Entered(State.BACKUP),
              new RouterAction.Start(Timer.MASTER_DOWN, DOWN)),
          step.actions());
      assertEquals(State.BACKUP, step.next().state());
    }
  }

  @Nested
  @DisplayName("6.4.2 Backup")
  class Backup {
    @Test
    @DisplayName("shutdown: cancel the Master_Down_Timer, to {Initialize}")
    void shutsDown() {
      Step step = step(ROUTER, State.BACKUP, new RouterEvent.Stop());
      assertEquals(
          List.of(new RouterAction.Stop(Timer.MASTER_DOWN), new RouterAction.Entered(State.INIT)),
          step.actions());
    }

    @Test
    @DisplayName("Master_Down_Timer fires: advertise, gratuitous ARP, Adver_Timer, to {Master}")
    void takesOver() {
      Step step = step(ROUTER, State.BACKUP, new RouterEvent.Expired(Timer.MASTER_DOWN));
      assertDoes(step, new RouterAction.Advertise(100));
      assertDoes(step, new RouterAction.Announce(5));
      assertDoes(step, new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL));
      assertEquals(State.MASTER, step.next().state());
    }

    @Test
    @DisplayName("priority 0: set the Master_Down_Timer to Skew_Time")
    void hearsAGoodbye() {
      assertDoes(
          step(ROUTER, State.BACKUP, heard("192.0.2.3", 0)),
          new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(609_375_000)));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 255})
    @DisplayName("priority not lower: reset the Master_Down_Timer to Master_Down_Interval")
    void listensOn(int priority) {
      assertDoes(
          step(ROUTER, State.BACKUP, heard("192.0.2.1", priority)),
          new RouterAction.Start(Timer.MASTER_DOWN, DOWN));
    }

    @Test
    @DisplayName("Preempt_Mode False: reset it for a lower priority too")
    void listensToALowerOne() {
      VirtualRouter never = Routers.version(2).interval(INTERVAL).noPreempt().router();
      assertDoes(
          step(never, State.BACKUP, heard("192.0.2.1", 1)),
          new RouterAction.Start(Timer.MASTER_DOWN, DOWN));
    }

    @Test
    @DisplayName("else: discard the ADVERTISEMENT")
    void discardsALowerOne() {
      Step step = step(ROUTER, State.BACKUP, heard("192.0.2.3", 99));
      assertFalse(step.actions().stream().anyMatch(RouterAction.Start.class::isInstance));
      assertEquals(State.BACKUP, step.next().state());
    }
  }

  @Nested
  @DisplayName("6.4.3 Master")
  class Master {
    @Test
    @DisplayName("shutdown: cancel the Adver_Timer, advertise priority 0, to {Initialize}")
    void shutsDown() {
      Step step = step(ROUTER, State.MASTER, new RouterEvent.Stop());
      assertDoes(step, new RouterAction.Stop(Timer.ADVERTISEMENT));
      assertDoes(step, new RouterAction.Advertise(0));
      assertEquals(State.INIT, step.next().state());
    }

    @Test
    @DisplayName("Adver_Timer fires: advertise, reset it to Advertisement_Interval")
    void advertises() {
      assertEquals(
          List.of(
              new RouterAction.Advertise(100),
              new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL)),
          step(ROUTER, State.MASTER, new RouterEvent.Expired(Timer.ADVERTISEMENT)).actions());
    }

    @Test
    @DisplayName("priority 0: advertise, reset the Adver_Timer")
    void answersAGoodbye() {
      Step step = step(ROUTER, State.MASTER, heard("192.0.2.3", 0));
      assertDoes(step, new RouterAction.Advertise(100));
      assertDoes(step, new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL));
    }

    @ParameterizedTest(name = "priority {0} from {1}")
    @CsvSource({"101, 192.0.2.1", "100, 192.0.2.3"})
    @DisplayName("higher, or equal from a higher address: Master_Down_Timer, to {Backup}")
    void givesWay(int priority, String source) {
      Step step = step(ROUTER, State.MASTER, heard(source, priority));
      assertDoes(step, new RouterAction.Stop(Timer.ADVERTISEMENT));
      assertDoes(step, new RouterAction.Start(Timer.MASTER_DOWN, DOWN));
      assertEquals(State.BACKUP, step.next().state());
    }

    @ParameterizedTest(name = "priority {0} from {1}")
    @CsvSource({"99, 192.0.2.3", "100, 192.0.2.1"})
    @DisplayName("else: discard the ADVERTISEMENT, and stay")
    void stays(int priority, String source) {
      assertEquals(
          State.MASTER, step(ROUTER, State.MASTER, heard(source, priority)).next().state());
    }
  }
}
