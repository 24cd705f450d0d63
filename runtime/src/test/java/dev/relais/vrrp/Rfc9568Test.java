package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.Conduct;
import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sentences of RFC 9568, section 6, in their order; the RFC does not number its steps. Where
 * version 2 (RFC 3768, section 6) says something else, {@link Rfc3768Test} has it. What the RFC
 * asks of the packets of others, a host does by holding an address or not: the kernel answers for
 * what is there.
 */
@DisplayName("RFC 9568, section 6")
class Rfc9568Test {
  private static final IpAddress OWN = IpAddress.of("192.0.2.2");
  private static final IpAddress LOWER_ADDRESS = IpAddress.of("192.0.2.1");
  private static final IpAddress HIGHER_ADDRESS = IpAddress.of("192.0.2.3");
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration THEIRS = Duration.ofSeconds(2);

  private static final VirtualRouter ROUTER = Routers.version(3).interval(INTERVAL).router();
  private static final VirtualRouter OWNER =
      Routers.version(3).interval(INTERVAL).priority(255).router();

  private static Step step(VirtualRouter router, State from, RouterEvent event) {
    return StateMachine.step(router, Situation.initial(router).in(from), event);
  }

  private static RouterEvent.Heard heard(IpAddress source, int priority) {
    return new RouterEvent.Heard(source, OWN, priority, THEIRS);
  }

  private static void assertDoes(Step step, RouterAction action) {
    assertTrue(step.actions().contains(action), () -> action + " in " + step.actions());
  }

  private static void assertDoesNot(Step step, Class<? extends RouterAction> kind) {
    assertFalse(step.actions().stream().anyMatch(kind::isInstance), () -> "" + step.actions());
  }

  private static Duration skew(int priority, Duration interval) {
    return interval.multipliedBy(256L - priority).dividedBy(256);
  }

  private static Duration down(int priority, Duration interval) {
    return interval.multipliedBy(3).plus(skew(priority, interval));
  }

  @Nested
  @DisplayName("6.1 parameters")
  class Parameters {
    @Test
    @DisplayName("Priority: 1 to 254 for backups, 255 for the owner; 0 only says goodbye")
    void priorities() {
      for (int priority : List.of(1, 100, 254)) {
        VirtualRouter backup = Routers.version(3).priority(priority).router();
        assertEquals(
            State.BACKUP, step(backup, State.INIT, new RouterEvent.Start()).next().state());
      }
      assertEquals(State.MASTER, step(OWNER, State.INIT, new RouterEvent.Start()).next().state());
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "10, 255", "40950, 1", "40950, 254", "1000, 100"})
    @DisplayName("Skew_Time: ((256 - Priority) * Active_Adver_Interval) / 256")
    void skewTime(long interval, int priority) {
      assertEquals(
          Duration.ofMillis(interval).multipliedBy(256L - priority).dividedBy(256),
          StateMachine.skew(3, priority, Duration.ofMillis(interval)));
    }

    @Test
    @DisplayName("Active_Down_Interval: (3 * Active_Adver_Interval) + Skew_time")
    void activeDownInterval() {
      assertDoes(
          step(ROUTER, State.INIT, new RouterEvent.Start()),
          new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(1_804_687_500L)));
    }

    @Test
    @DisplayName("Preempt_Mode: False prohibits preemption")
    void preemptMode() {
      VirtualRouter never = Routers.version(3).interval(INTERVAL).noPreempt().router();
      assertDoes(
          step(never, State.BACKUP, heard(LOWER_ADDRESS, 1)),
          new RouterAction.Start(Timer.MASTER_DOWN, down(100, THEIRS)));
    }

    @Test
    @DisplayName("Preempt_Mode: the owner always preempts, independent of the setting")
    void theOwnerPreempts() {
      VirtualRouter owner = Routers.version(3).priority(255).noPreempt().router();
      assertEquals(State.MASTER, step(owner, State.INIT, new RouterEvent.Start()).next().state());
    }
  }

  @Nested
  @DisplayName("6.4.1 Initialize")
  class Initialize {
    @Test
    @DisplayName("startup, priority 255: send an ADVERTISEMENT")
    void theOwnerAdvertises() {
      assertDoes(step(OWNER, State.INIT, new RouterEvent.Start()), new RouterAction.Advertise(255));
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    @DisplayName("startup, priority 255: gratuitous ARP or unsolicited NA for each address")
    void theOwnerAnnounces(AddressFamily family) {
      VirtualRouter owner =
          Routers.version(3)
              .priority(255)
              .family(family)
              .vips(family == AddressFamily.INET ? "192.0.2.9/24" : "fe80::9/64")
              .router();
      assertDoes(step(owner, State.INIT, new RouterEvent.Start()), new RouterAction.Announce(5));
    }

    @Test
    @DisplayName("startup, priority 255: set the Adver_Timer to Advertisement_Interval")
    void theOwnerStartsItsTimer() {
      assertDoes(
          step(OWNER, State.INIT, new RouterEvent.Start()),
          new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL));
    }

    @Test
    @DisplayName("startup, priority 255: transition to {Active}")
    void theOwnerIsActive() {
      Step step = step(OWNER, State.INIT, new RouterEvent.Start());
      assertEquals(State.MASTER, step.next().state());
      assertDoes(step, new RouterAction.Hold());
    }

    @Test
    @DisplayName("startup, else: set Active_Adver_Interval to Advertisement_Interval")
    void listensByItsOwnInterval() {
      Situation heardSlower = Situation.initial(ROUTER).withMasterInterval(THEIRS);
      Step step = StateMachine.step(ROUTER, heardSlower, new RouterEvent.Start());
      assertEquals(INTERVAL, step.next().masterInterval());
    }

    @Test
    @DisplayName("startup, else: set the Active_Down_Timer to Active_Down_Interval")
    void startsToListen() {
      assertDoes(
          step(ROUTER, State.INIT, new RouterEvent.Start()),
          new RouterAction.Start(Timer.MASTER_DOWN, down(100, INTERVAL)));
    }

    @Test
    @DisplayName("startup, else: transition to {Backup}")
    void becomesBackup() {
      assertEquals(State.BACKUP, step(ROUTER, State.INIT, new RouterEvent.Start()).next().state());
    }

    @Test
    @DisplayName("all but startup: nothing happens")
    void waits() {
      assertEquals(List.of(), step(ROUTER, State.INIT, heard(HIGHER_ADDRESS, 255)).actions());
      assertEquals(
          List.of(),
          step(ROUTER, State.INIT, new RouterEvent.Expired(Timer.ADVERTISEMENT)).actions());
    }
  }

  @Nested
  @DisplayName("6.4.2 Backup")
  class Backup {
    @Test
    @DisplayName("MUST NOT respond to ARP or NS, nor accept packets: it holds no address")
    void holdsNothing() {
      for (RouterEvent event :
          List.of(
              new RouterEvent.Start(),
              heard(LOWER_ADDRESS, 1),
              heard(HIGHER_ADDRESS, 100),
              heard(HIGHER_ADDRESS, 0),
              new RouterEvent.PriorityChanged(200),
              new RouterEvent.Reconfigured(200))) {
        Step step = step(ROUTER, State.BACKUP, event);
        assertEquals(State.BACKUP, step.next().state());
        assertDoesNot(step, RouterAction.Hold.class);
        assertDoesNot(step, RouterAction.Announce.class);
        assertDoesNot(step, RouterAction.Advertise.class);
      }
    }

    @Test
    @DisplayName("shutdown: cancel the Active_Down_Timer")
    void stopsItsTimer() {
      assertDoes(
          step(ROUTER, State.BACKUP, new RouterEvent.Stop()),
          new RouterAction.Stop(Timer.MASTER_DOWN));
    }

    @Test
    @DisplayName("shutdown: transition to {Initialize}, without a word")
    void shutsDown() {
      Step step = step(ROUTER, State.BACKUP, new RouterEvent.Stop());
      assertEquals(State.INIT, step.next().state());
      assertDoesNot(step, RouterAction.Advertise.class);
    }

    @Test
    @DisplayName("Active_Down_Timer fires: send an ADVERTISEMENT, before anything else goes out")
    void advertises() {
      List<RouterAction> actions =
          step(ROUTER, State.BACKUP, new RouterEvent.Expired(Timer.MASTER_DOWN)).actions();
      assertTrue(
          actions.indexOf(new RouterAction.Advertise(100))
              < actions.indexOf(new RouterAction.Hold()));
    }

    @Test
    @DisplayName("Active_Down_Timer fires: announce each address, once it is there")
    void announces() {
      List<RouterAction> actions =
          step(ROUTER, State.BACKUP, new RouterEvent.Expired(Timer.MASTER_DOWN)).actions();
      assertTrue(actions.contains(new RouterAction.Hold()), actions::toString);
      assertTrue(
          actions.indexOf(new RouterAction.Hold()) < actions.indexOf(new RouterAction.Announce(5)));
    }

    @Test
    @DisplayName("Active_Down_Timer fires: set the Adver_Timer to its own Advertisement_Interval")
    void startsToAdvertise() {
      Situation listened = Situation.initial(ROUTER).in(State.BACKUP).withMasterInterval(THEIRS);
      assertDoes(
          StateMachine.step(ROUTER, listened, new RouterEvent.Expired(Timer.MASTER_DOWN)),
          new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL));
    }

    @Test
    @DisplayName("Active_Down_Timer fires: transition to {Active}")
    void becomesActive() {
      assertEquals(
          State.MASTER,
          step(ROUTER, State.BACKUP, new RouterEvent.Expired(Timer.MASTER_DOWN)).next().state());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 254})
    @DisplayName("priority 0: set the Active_Down_Timer to Skew_Time")
    void hearsAGoodbye(int priority) {
      VirtualRouter router = Routers.version(3).interval(INTERVAL).priority(priority).router();
      assertDoes(
          step(router, State.BACKUP, heard(LOWER_ADDRESS, 0)),
          new RouterAction.Start(Timer.MASTER_DOWN, skew(priority, INTERVAL)));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 255})
    @DisplayName("priority not lower: Active_Adver_Interval is what the ADVERTISEMENT says")
    void learns(int priority) {
      assertEquals(
          THEIRS,
          step(ROUTER, State.BACKUP, heard(LOWER_ADDRESS, priority)).next().masterInterval());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 255})
    @DisplayName("priority not lower: recompute Skew_Time and interval, set the Active_Down_Timer")
    void listensOn(int priority) {
      assertDoes(
          step(ROUTER, State.BACKUP, heard(HIGHER_ADDRESS, priority)),
          new RouterAction.Start(Timer.MASTER_DOWN, down(100, THEIRS)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99})
    @DisplayName("Preempt_Mode False and a lower priority: as if it were not lower")
    void listensToALowerOne(int priority) {
      VirtualRouter never = Routers.version(3).interval(INTERVAL).noPreempt().router();
      Step step = step(never, State.BACKUP, heard(LOWER_ADDRESS, priority));
      assertEquals(THEIRS, step.next().masterInterval());
      assertDoes(step, new RouterAction.Start(Timer.MASTER_DOWN, down(100, THEIRS)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99})
    @DisplayName("Preempt_Mode True and a lower priority: discard the ADVERTISEMENT")
    void discardsALowerOne(int priority) {
      Step step = step(ROUTER, State.BACKUP, heard(HIGHER_ADDRESS, priority));
      assertEquals(
          List.of(new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED)), step.actions());
      assertEquals(Situation.initial(ROUTER).in(State.BACKUP), step.next());
    }
  }

  @Nested
  @DisplayName("6.4.3 Active")
  class Active {
    @Test
    @DisplayName("MUST respond to ARP and NS: it holds the addresses until it leaves the state")
    void holdsItsAddresses() {
      for (RouterEvent event :
          List.of(
              new RouterEvent.Expired(Timer.ADVERTISEMENT),
              heard(HIGHER_ADDRESS, 0),
              heard(HIGHER_ADDRESS, 99),
              heard(LOWER_ADDRESS, 100))) {
        Step step = step(ROUTER, State.MASTER, event);
        assertEquals(State.MASTER, step.next().state());
        assertDoesNot(step, RouterAction.Release.class);
      }
    }

    @Test
    @DisplayName("shutdown: cancel the Adver_Timer")
    void stopsItsTimer() {
      assertDoes(
          step(ROUTER, State.MASTER, new RouterEvent.Stop()),
          new RouterAction.Stop(Timer.ADVERTISEMENT));
    }

    @Test
    @DisplayName("shutdown: send an ADVERTISEMENT with Priority = 0")
    void saysGoodbye() {
      assertEquals(
          new RouterAction.Advertise(0),
          step(ROUTER, State.MASTER, new RouterEvent.Stop()).actions().getFirst());
    }

    @Test
    @DisplayName("shutdown: transition to {Initialize}")
    void shutsDown() {
      Step step = step(ROUTER, State.MASTER, new RouterEvent.Stop());
      assertEquals(State.INIT, step.next().state());
      assertDoes(step, new RouterAction.Release());
    }

    @Test
    @DisplayName("Adver_Timer fires: send an ADVERTISEMENT, reset the Adver_Timer")
    void advertises() {
      assertEquals(
          List.of(
              new RouterAction.Advertise(100),
              new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL)),
          step(ROUTER, State.MASTER, new RouterEvent.Expired(Timer.ADVERTISEMENT)).actions());
    }

    @Test
    @DisplayName("priority 0: send an ADVERTISEMENT, reset the Adver_Timer")
    void answersAGoodbye() {
      Step step = step(ROUTER, State.MASTER, heard(HIGHER_ADDRESS, 0));
      assertDoes(step, new RouterAction.Advertise(100));
      assertDoes(step, new RouterAction.Start(Timer.ADVERTISEMENT, INTERVAL));
      assertEquals(State.MASTER, step.next().state());
    }

    @ParameterizedTest(name = "priority {0} from {1}")
    @CsvSource({"101, 192.0.2.1", "255, 192.0.2.1", "100, 192.0.2.3"})
    @DisplayName("higher priority, or the same from a higher address: give way")
    void givesWay(int priority, String source) {
      Step step = step(ROUTER, State.MASTER, heard(IpAddress.of(source), priority));
      // Cancel the Adver_Timer.
      assertDoes(step, new RouterAction.Stop(Timer.ADVERTISEMENT));
      // Active_Adver_Interval is what the ADVERTISEMENT says.
      assertEquals(THEIRS, step.next().masterInterval());
      // Recompute the Skew_Time and the interval, set the Active_Down_Timer.
      assertDoes(step, new RouterAction.Start(Timer.MASTER_DOWN, down(100, THEIRS)));
      // Transition to {Backup}.
      assertEquals(State.BACKUP, step.next().state());
      assertDoes(step, new RouterAction.Release());
    }

    @ParameterizedTest(name = "priority {0} from {1}")
    @CsvSource({"99, 192.0.2.3", "1, 192.0.2.3", "100, 192.0.2.1"})
    @DisplayName("else: discard it, and advertise at once to assert the {Active} state")
    void assertsItself(int priority, String source) {
      Step step = step(ROUTER, State.MASTER, heard(IpAddress.of(source), priority));
      assertEquals(State.MASTER, step.next().state());
      assertEquals(INTERVAL, step.next().masterInterval());
      assertDoes(step, new RouterAction.Advertise(100));
    }

    @Test
    @DisplayName("addresses are compared as unsigned integers, in network byte order")
    void comparesAddresses() {
      RouterEvent.Heard six =
          new RouterEvent.Heard(
              IpAddress.of("fe80::8000:0:0:1"), IpAddress.of("fe80::7fff:0:0:1"), 100, THEIRS);
      assertEquals(State.BACKUP, step(ROUTER, State.MASTER, six).next().state());
      RouterEvent.Heard four =
          new RouterEvent.Heard(IpAddress.of("192.0.2.1"), IpAddress.of("100.64.0.1"), 100, THEIRS);
      assertEquals(State.BACKUP, step(ROUTER, State.MASTER, four).next().state());
    }
  }

  /** Where keepalived offers something else; observed of 2.2.7, or in its manual page. */
  @Nested
  @DisplayName("keepalived.conf(5)")
  class Keepalived {
    private static final Duration DELAY = Duration.ofSeconds(5);
    private final VirtualRouter patient =
        Routers.version(3).interval(INTERVAL).preemptDelay(DELAY).router();

    @Test
    @DisplayName("preempt_delay counts from the first lower advertisement")
    void delaysPreemption() {
      Step first = step(patient, State.BACKUP, heard(LOWER_ADDRESS, 50));
      assertDoes(first, new RouterAction.Start(Timer.PREEMPT_DELAY, DELAY));
      assertDoes(first, new RouterAction.Start(Timer.MASTER_DOWN, down(100, THEIRS)));
      Step second = StateMachine.step(patient, first.next(), heard(LOWER_ADDRESS, 50));
      assertEquals(
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Start(Timer.MASTER_DOWN, down(100, THEIRS))),
          second.actions(),
          "lower ones keep restarting the down timer");
      Step over =
          StateMachine.step(patient, second.next(), new RouterEvent.Expired(Timer.PREEMPT_DELAY));
      assertEquals(List.of(), over.actions());
      assertEquals(
          List.of(new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED)),
          StateMachine.step(patient, over.next(), heard(LOWER_ADDRESS, 50)).actions(),
          "until it has run out");
    }

    @Test
    @DisplayName("preempt_delay: none when the master dies or says goodbye")
    void doesNotDelayATakeover() {
      Step first = step(patient, State.BACKUP, heard(LOWER_ADDRESS, 50));
      Step takesOver =
          StateMachine.step(patient, first.next(), new RouterEvent.Expired(Timer.MASTER_DOWN));
      assertEquals(State.MASTER, takesOver.next().state());
      assertDoes(takesOver, new RouterAction.Stop(Timer.PREEMPT_DELAY));
      assertDoes(
          StateMachine.step(patient, first.next(), heard(LOWER_ADDRESS, 0)),
          new RouterAction.Start(Timer.MASTER_DOWN, skew(100, THEIRS)));
    }

    @Test
    @DisplayName("preempt_delay: a master that is not lower begins it anew")
    void beginsTheDelayAnew() {
      Step first = step(patient, State.BACKUP, heard(LOWER_ADDRESS, 50));
      Step better = StateMachine.step(patient, first.next(), heard(LOWER_ADDRESS, 150));
      assertDoes(better, new RouterAction.Stop(Timer.PREEMPT_DELAY));
      assertEquals(PreemptDelay.NOT_STARTED, better.next().preemptDelay());
    }

    @Test
    @DisplayName("down_timer_adverts")
    void missesMoreAdvertisements() {
      VirtualRouter router =
          Routers.version(3).interval(INTERVAL).missedAdvertisements(10).router();
      assertDoes(
          step(router, State.INIT, new RouterEvent.Start()),
          new RouterAction.Start(
              Timer.MASTER_DOWN, INTERVAL.multipliedBy(10).plus(skew(100, INTERVAL))));
    }

    private static Conduct conduct(
        boolean strict, boolean silentToLower, boolean answersHigher, boolean ownerIgnoresOthers) {
      return new Conduct(
          strict,
          true,
          false,
          ChecksumCoverage.PSEUDO_HEADER,
          false,
          silentToLower,
          answersHigher,
          ownerIgnoresOthers);
    }

    @Test
    @DisplayName("lower_prio_no_advert: the addresses are announced all the same")
    void isSilentToLower() {
      VirtualRouter router =
          Routers.version(3).conduct(conduct(false, true, false, false)).router();
      Step step = step(router, State.MASTER, heard(LOWER_ADDRESS, 50));
      assertDoesNot(step, RouterAction.Advertise.class);
      assertDoes(step, new RouterAction.Announce(5));
    }

    @ParameterizedTest(name = "strict {0}, answers {1}: {2}")
    @CsvSource({
      "false, false, after it let go",
      "false, true, before it lets go",
      "true, false, never",
    })
    @DisplayName("higher_prio_send_advert; else once after it let go, so that the winner announces")
    void theLastWord(boolean strict, boolean answers, String when) {
      VirtualRouter router =
          Routers.version(3).conduct(conduct(strict, false, answers, false)).router();
      List<RouterAction> actions = step(router, State.MASTER, heard(LOWER_ADDRESS, 150)).actions();
      int word = actions.indexOf(new RouterAction.Advertise(100));
      int release = actions.indexOf(new RouterAction.Release());
      assertEquals(
          when, word < 0 ? "never" : word < release ? "before it lets go" : "after it let go");
    }

    @Test
    @DisplayName("owner_ignore_adverts")
    void theOwnerIgnoresOthers() {
      VirtualRouter owner =
          Routers.version(3).priority(255).conduct(conduct(false, false, false, true)).router();
      for (int priority : List.of(0, 100, 255)) {
        assertEquals(
            List.of(), step(owner, State.MASTER, heard(HIGHER_ADDRESS, priority)).actions());
      }
    }
  }
}
