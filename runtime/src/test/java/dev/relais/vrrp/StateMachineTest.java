package dev.relais.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.GratuitousArp;
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

/**
 * The sentences of RFC 3768 and RFC 9568 that say what a router MUST do, and what keepalived does
 * where they are silent. RFC 9568 calls the master active.
 */
class StateMachineTest {
  private static final IpAddress OWN = IpAddress.of("192.0.2.2");
  private static final IpAddress LOWER = IpAddress.of("192.0.2.1");
  private static final IpAddress HIGHER = IpAddress.of("192.0.2.3");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FIVE = Duration.ofSeconds(5);

  private static final VirtualRouter SECOND_VERSION = Routers.version(2).router();
  private static final VirtualRouter THIRD_VERSION =
      Routers.version(3).interval(Duration.ofMillis(100)).router();

  private static Situation in(State state, VirtualRouter router) {
    return Situation.initial(router).in(state);
  }

  private static RouterEvent.Heard heard(IpAddress source, int priority) {
    return new RouterEvent.Heard(source, OWN, priority, SECOND);
  }

  private static void assertStep(
      State next, List<RouterAction> actions, VirtualRouter router, State from, RouterEvent event) {
    Step step = StateMachine.step(router, in(from, router), event);
    assertEquals(actions, step.actions());
    assertEquals(next, step.next().state());
  }

  private static List<RouterAction> takesOver(int priority, Duration interval) {
    return List.of(
        new RouterAction.Entered(State.MASTER),
        new RouterAction.Count(Counter.BECAME_MASTER),
        new RouterAction.Advertise(priority),
        new RouterAction.Start(Timer.ADVERTISEMENT, interval),
        new RouterAction.Hold(),
        new RouterAction.Announce(5),
        new RouterAction.Start(Timer.ANNOUNCE_AGAIN, FIVE),
        new RouterAction.Stop(Timer.ANNOUNCE_REFRESH),
        new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE));
  }

  private static List<RouterAction> resigns() {
    return List.of(
        new RouterAction.Advertise(0),
        new RouterAction.Count(Counter.PRIORITY_ZERO_SENT),
        new RouterAction.Stop(Timer.ADVERTISEMENT),
        new RouterAction.Stop(Timer.ANNOUNCE_AGAIN),
        new RouterAction.Stop(Timer.ANNOUNCE_AFTER_LOWER),
        new RouterAction.Stop(Timer.ANNOUNCE_REFRESH),
        new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE),
        new RouterAction.Release(),
        new RouterAction.Count(Counter.RELEASED_MASTER));
  }

  private static List<RouterAction> join(List<RouterAction> first, RouterAction... rest) {
    return java.util.stream.Stream.concat(first.stream(), java.util.Arrays.stream(rest)).toList();
  }

  @Nested
  @DisplayName("RFC 3768 and RFC 9568, 6.1: parameters")
  class Parameters {
    @ParameterizedTest(name = "version {0}, priority {1}, interval {2} ms: skew {3} ns")
    @CsvSource({
      // (256 − priority) / 256 seconds
      "2, 255, 1000, 3906250",
      "2, 254, 1000, 7812500",
      "2, 100, 1000, 609375000",
      "2, 1, 1000, 996093750",
      "2, 100, 5000, 609375000",
      // (256 − priority) · interval of the master / 256
      "3, 255, 1000, 3906250",
      "3, 100, 1000, 609375000",
      "3, 100, 100, 60937500",
      "3, 254, 10, 78125",
      "3, 1, 40950, 40790039062",
    })
    void skewTime(int version, int priority, long interval, long nanoseconds) {
      assertEquals(
          Duration.ofNanos(nanoseconds),
          StateMachine.skew(version, priority, Duration.ofMillis(interval)));
    }

    @ParameterizedTest(name = "version {0}, priority {1}, interval {2} ms: {3} ns")
    @CsvSource({
      "2, 100, 1000, 3609375000",
      "2, 101, 4000, 12605468750",
      "3, 100, 100, 360937500",
    })
    void masterDownIntervalIsThreeIntervalsAndTheSkew(
        int version, int priority, long interval, long nanoseconds) {
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Entered(State.BACKUP),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(nanoseconds))),
          Routers.version(version)
              .priority(priority)
              .interval(Duration.ofMillis(interval))
              .router(),
          State.INIT,
          new RouterEvent.Start());
    }
  }

  @Nested
  @DisplayName("RFC 3768 and RFC 9568, 6.4.1: Initialize")
  class Initialize {
    @Test
    @DisplayName("a startup event with priority 255: advertise, announce, timer, to MASTER")
    void theOwnerBecomesMaster() {
      assertStep(
          State.MASTER,
          takesOver(255, SECOND),
          Routers.version(2).priority(255).router(),
          State.INIT,
          new RouterEvent.Start());
    }

    @Test
    @DisplayName("else: Master_Down_Timer to Master_Down_Interval, to BACKUP")
    void everybodyElseListens() {
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Entered(State.BACKUP),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_007_812_500L))),
          Routers.version(2).priority(254).router(),
          State.INIT,
          new RouterEvent.Start());
    }

    @Test
    @DisplayName("RFC 9568: Active_Adver_Interval begins as the own interval")
    void theIntervalOfTheMasterBeginsAsItsOwn() {
      Situation stale = in(State.INIT, THIRD_VERSION).withMasterInterval(FIVE);
      assertEquals(
          Duration.ofMillis(100),
          StateMachine.step(THIRD_VERSION, stale, new RouterEvent.Start()).next().masterInterval());
    }

    @Test
    void hearsNothing() {
      assertStep(State.INIT, List.of(), SECOND_VERSION, State.INIT, heard(HIGHER, 200));
    }
  }

  @Nested
  @DisplayName("RFC 3768 and RFC 9568, 6.4.2: Backup")
  class Backup {
    @Test
    @DisplayName("a shutdown event: cancel the timer, to Initialize")
    void stops() {
      assertStep(
          State.INIT,
          List.of(new RouterAction.Stop(Timer.MASTER_DOWN), new RouterAction.Entered(State.INIT)),
          SECOND_VERSION,
          State.BACKUP,
          new RouterEvent.Stop());
    }

    @Test
    @DisplayName("the Master_Down_Timer fires: advertise, announce, timer, to MASTER")
    void takesTheAddresses() {
      assertStep(
          State.MASTER,
          takesOver(100, SECOND),
          SECOND_VERSION,
          State.BACKUP,
          new RouterEvent.Expired(Timer.MASTER_DOWN));
    }

    @Test
    @DisplayName("an advertisement of priority 0: Master_Down_Timer to Skew_Time")
    void waitsItsSkewAfterAGoodbye() {
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Count(Counter.PRIORITY_ZERO_RECEIVED),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(609_375_000))),
          SECOND_VERSION,
          State.BACKUP,
          heard(HIGHER, 0));
    }

    @Test
    @DisplayName("RFC 9568: the skew is of the interval of the master that says goodbye")
    void waitsTheSkewOfTheMaster() {
      Situation listens = in(State.BACKUP, THIRD_VERSION).withMasterInterval(SECOND);
      Step step = StateMachine.step(THIRD_VERSION, listens, heard(HIGHER, 0));
      assertEquals(
          new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(609_375_000)),
          step.actions().getLast());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 255})
    @DisplayName("a priority that is not lower: Master_Down_Timer to Master_Down_Interval")
    void listensToItsMaster(int priority) {
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L))),
          SECOND_VERSION,
          State.BACKUP,
          heard(LOWER, priority));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99})
    @DisplayName("a lower priority, Preempt_Mode true: discard")
    void doesNotListenToALowerMaster(int priority) {
      assertStep(
          State.BACKUP,
          List.of(new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED)),
          SECOND_VERSION,
          State.BACKUP,
          heard(HIGHER, priority));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99})
    @DisplayName("a lower priority, Preempt_Mode false: Master_Down_Timer to its interval")
    void leavesALivingMasterInPeace(int priority) {
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L))),
          Routers.version(2).noPreempt().router(),
          State.BACKUP,
          heard(LOWER, priority));
    }

    @Test
    @DisplayName("RFC 9568: Active_Adver_Interval is the one in the advertisement")
    void learnsTheIntervalOfTheMaster() {
      Step step =
          StateMachine.step(THIRD_VERSION, in(State.BACKUP, THIRD_VERSION), heard(HIGHER, 200));
      assertEquals(SECOND, step.next().masterInterval());
      assertEquals(
          new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L)),
          step.actions().getLast());
    }

    @Test
    @DisplayName("once master it uses its own interval; observed of keepalived")
    void advertisesAtItsOwnInterval() {
      Situation learned = in(State.BACKUP, THIRD_VERSION).withMasterInterval(SECOND);
      Step step =
          StateMachine.step(THIRD_VERSION, learned, new RouterEvent.Expired(Timer.MASTER_DOWN));
      assertEquals(takesOver(100, Duration.ofMillis(100)), step.actions());
    }

    @Test
    @DisplayName("its priority changes: the timer runs on")
    void keepsWaitingAtAnotherPriority() {
      Step step =
          StateMachine.step(
              SECOND_VERSION,
              in(State.BACKUP, SECOND_VERSION),
              new RouterEvent.PriorityChanged(42));
      assertEquals(List.of(), step.actions());
      assertEquals(42, step.next().priority());
    }

    @Test
    @DisplayName("another interval in version 2: it waits by that one")
    void waitsByItsNewInterval() {
      VirtualRouter slower = Routers.version(2).interval(Duration.ofSeconds(4)).router();
      Step step =
          StateMachine.step(
              slower, in(State.BACKUP, SECOND_VERSION), new RouterEvent.Reconfigured(100));
      assertEquals(
          List.of(new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(12_609_375_000L))),
          step.actions());
      assertEquals(Duration.ofSeconds(4), step.next().masterInterval());
    }

    @Test
    @DisplayName("another configuration, and reloads without end do not hold up a takeover")
    void keepsWaitingUnderAnotherConfiguration() {
      assertStep(
          State.BACKUP,
          List.of(),
          Routers.version(2).vips("192.0.2.176/24").router(),
          State.BACKUP,
          new RouterEvent.Reconfigured(100));
      Step step =
          StateMachine.step(
              THIRD_VERSION,
              in(State.BACKUP, THIRD_VERSION).withMasterInterval(SECOND),
              new RouterEvent.Reconfigured(100));
      assertEquals(List.of(), step.actions());
      assertEquals(SECOND, step.next().masterInterval(), "the interval is the master's to say");
    }
  }

  @Nested
  @DisplayName("RFC 3768 and RFC 9568, 6.4.3: Master")
  class Master {
    @Test
    @DisplayName("a shutdown event: cancel the timer, priority 0, to Initialize")
    void saysGoodbye() {
      assertStep(
          State.INIT,
          join(resigns(), new RouterAction.Entered(State.INIT)),
          SECOND_VERSION,
          State.MASTER,
          new RouterEvent.Stop());
    }

    @Test
    @DisplayName("the Adver_Timer fires: advertise, start it again")
    void advertises() {
      assertStep(
          State.MASTER,
          List.of(
              new RouterAction.Advertise(100), new RouterAction.Start(Timer.ADVERTISEMENT, SECOND)),
          SECOND_VERSION,
          State.MASTER,
          new RouterEvent.Expired(Timer.ADVERTISEMENT));
    }

    @Test
    @DisplayName("an advertisement of priority 0: advertise, start the Adver_Timer again")
    void answersAGoodbye() {
      assertStep(
          State.MASTER,
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Count(Counter.PRIORITY_ZERO_RECEIVED),
              new RouterAction.Advertise(100),
              new RouterAction.Start(Timer.ADVERTISEMENT, SECOND)),
          SECOND_VERSION,
          State.MASTER,
          heard(HIGHER, 0));
    }

    @ParameterizedTest(name = "priority {0} from {1}")
    @CsvSource({"101, 192.0.2.1", "255, 192.0.2.1", "100, 192.0.2.3"})
    @DisplayName("a higher priority, or the same of a higher address: to BACKUP")
    void givesWay(int priority, String source) {
      IpAddress other = IpAddress.of(source);
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.GaveWay(other, priority),
              new RouterAction.Stop(Timer.ADVERTISEMENT),
              new RouterAction.Stop(Timer.ANNOUNCE_AGAIN),
              new RouterAction.Stop(Timer.ANNOUNCE_AFTER_LOWER),
              new RouterAction.Stop(Timer.ANNOUNCE_REFRESH),
              new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE),
              new RouterAction.Release(),
              new RouterAction.Count(Counter.RELEASED_MASTER),
              // After the release: the winner announces its addresses to those who have ours.
              new RouterAction.Advertise(100),
              new RouterAction.Entered(State.BACKUP),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L))),
          SECOND_VERSION,
          State.MASTER,
          heard(other, priority));
    }

    @Test
    @DisplayName("RFC 9568: and Active_Adver_Interval is the one in the advertisement")
    void givesWayToAnotherInterval() {
      Step step =
          StateMachine.step(THIRD_VERSION, in(State.MASTER, THIRD_VERSION), heard(LOWER, 101));
      assertEquals(SECOND, step.next().masterInterval());
      assertEquals(
          new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L)),
          step.actions().getLast());
    }

    @ParameterizedTest(name = "priority {0} from {1}")
    @CsvSource({"99, 192.0.2.3", "1, 192.0.2.3", "100, 192.0.2.1"})
    @DisplayName("else: discard; RFC 9568: and advertise at once, as keepalived does")
    void contradictsALowerMaster(int priority, String source) {
      IpAddress other = IpAddress.of(source);
      assertStep(
          State.MASTER,
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Contested(other, priority),
              new RouterAction.Advertise(100),
              new RouterAction.Start(Timer.ADVERTISEMENT, SECOND),
              new RouterAction.Announce(5),
              new RouterAction.Start(Timer.ANNOUNCE_AFTER_LOWER, FIVE)),
          SECOND_VERSION,
          State.MASTER,
          heard(other, priority));
    }

    @Test
    @DisplayName("the owner gives way to nobody but an owner with a higher address")
    void theOwnerStays() {
      VirtualRouter owner = Routers.version(2).priority(255).router();
      Situation master = in(State.MASTER, owner);
      assertEquals(
          State.MASTER, StateMachine.step(owner, master, heard(HIGHER, 254)).next().state());
      assertEquals(
          State.MASTER, StateMachine.step(owner, master, heard(LOWER, 255)).next().state());
      assertEquals(
          State.BACKUP, StateMachine.step(owner, master, heard(HIGHER, 255)).next().state());
    }

    @Test
    @DisplayName("addresses are compared as unsigned numbers")
    void comparesAddressesAsNumbers() {
      RouterEvent event =
          new RouterEvent.Heard(IpAddress.of("192.0.2.1"), IpAddress.of("10.0.0.1"), 100, SECOND);
      assertEquals(
          State.BACKUP,
          StateMachine.step(SECOND_VERSION, in(State.MASTER, SECOND_VERSION), event)
              .next()
              .state());
    }

    @Test
    @DisplayName("a lowered priority goes out at once; observed of keepalived")
    void tellsALowerPriorityAtOnce() {
      Situation master = in(State.MASTER, SECOND_VERSION);
      assertEquals(
          List.of(
              new RouterAction.Advertise(99), new RouterAction.Start(Timer.ADVERTISEMENT, SECOND)),
          StateMachine.step(SECOND_VERSION, master, new RouterEvent.PriorityChanged(99)).actions());
      assertEquals(
          List.of(),
          StateMachine.step(SECOND_VERSION, master, new RouterEvent.PriorityChanged(101))
              .actions());
    }

    @Test
    @DisplayName("another interval counts from now on")
    void advertisesAtItsNewInterval() {
      VirtualRouter faster = Routers.version(2).priority(90).router();
      VirtualRouter slow = Routers.version(2).interval(Duration.ofSeconds(200)).router();
      Step step =
          StateMachine.step(faster, in(State.MASTER, slow), new RouterEvent.Reconfigured(90));
      assertEquals(
          List.of(
              new RouterAction.Advertise(90),
              new RouterAction.Start(Timer.ADVERTISEMENT, SECOND),
              new RouterAction.Announce(5),
              new RouterAction.Start(Timer.ANNOUNCE_AGAIN, FIVE),
              new RouterAction.Stop(Timer.ANNOUNCE_REFRESH),
              new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE)),
          step.actions());
      assertEquals(90, step.next().priority());
    }
  }

  @Test
  @DisplayName("timer_expired_backup: whoever stood still says nothing, and listens")
  void standsStill() {
    VirtualRouter router = Routers.version(2).noPreempt().router();
    Step step = StateMachine.step(router, in(State.MASTER, router), new RouterEvent.Paused());
    assertEquals(State.BACKUP, step.next().state());
    assertTrue(step.actions().contains(new RouterAction.Release()));
    assertTrue(step.actions().stream().noneMatch(RouterAction.Advertise.class::isInstance));
    assertEquals(
        new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L)),
        step.actions().getLast());
  }

  @Nested
  @DisplayName("keepalived.conf(5): announcements")
  class Announcements {
    private final GratuitousArp often =
        new GratuitousArp(
            2,
            Duration.ofSeconds(3),
            1,
            Duration.ZERO,
            Duration.ofSeconds(60),
            4,
            Duration.ZERO,
            false);
    private final VirtualRouter router = Routers.version(2).announcements(often).router();

    private List<RouterAction> expires(VirtualRouter of, Timer timer) {
      return StateMachine.step(of, in(State.MASTER, of), new RouterEvent.Expired(timer)).actions();
    }

    @Test
    void againAfterTheDelay() {
      assertEquals(List.of(new RouterAction.Announce(2)), expires(router, Timer.ANNOUNCE_AGAIN));
    }

    @Test
    void asAMatterOfRoutine() {
      assertEquals(
          List.of(
              new RouterAction.Announce(4),
              new RouterAction.Start(Timer.ANNOUNCE_REFRESH, Duration.ofSeconds(60))),
          expires(router, Timer.ANNOUNCE_REFRESH));
    }

    @Test
    @DisplayName("garp_extra_if: from taking over until giving way")
    void onOtherInterfaces() {
      Duration hundred = Duration.ofSeconds(100);
      VirtualRouter extra =
          Routers.version(2)
              .announcements(
                  new GratuitousArp(
                      1, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, 1, hundred, false))
              .router();
      assertTrue(
          StateMachine.step(
                  extra, in(State.BACKUP, extra), new RouterEvent.Expired(Timer.MASTER_DOWN))
              .actions()
              .contains(new RouterAction.Start(Timer.ANNOUNCE_ELSEWHERE, hundred)));
      assertEquals(
          List.of(
              new RouterAction.AnnounceElsewhere(),
              new RouterAction.Start(Timer.ANNOUNCE_ELSEWHERE, hundred)),
          expires(extra, Timer.ANNOUNCE_ELSEWHERE));
      assertTrue(
          StateMachine.step(extra, in(State.MASTER, extra), new RouterEvent.Failed("x"))
              .actions()
              .contains(new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE)));
    }

    @Test
    void afterALowerMaster() {
      assertEquals(
          List.of(new RouterAction.Announce(1)), expires(router, Timer.ANNOUNCE_AFTER_LOWER));
      assertEquals(
          List.of(new RouterAction.Announce(1), new RouterAction.Stop(Timer.ANNOUNCE_AFTER_LOWER)),
          StateMachine.step(router, in(State.MASTER, router), heard(LOWER, 1))
              .actions()
              .subList(4, 6));
    }

    @Test
    void neverWhenTurnedOff() {
      VirtualRouter quiet =
          Routers.version(2)
              .announcements(
                  new GratuitousArp(
                      1, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, 1, Duration.ZERO, false))
              .router();
      assertEquals(List.of(), expires(quiet, Timer.ANNOUNCE_AFTER_LOWER));
      assertEquals(
          List.of(
              new RouterAction.Count(Counter.ADVERTISEMENTS_RECEIVED),
              new RouterAction.Contested(LOWER, 1),
              new RouterAction.Advertise(100),
              new RouterAction.Start(Timer.ADVERTISEMENT, SECOND)),
          StateMachine.step(quiet, in(State.MASTER, quiet), heard(LOWER, 1)).actions());
      assertEquals(
          List.of(
              new RouterAction.Announce(1),
              new RouterAction.Stop(Timer.ANNOUNCE_AGAIN),
              new RouterAction.Stop(Timer.ANNOUNCE_REFRESH),
              new RouterAction.Stop(Timer.ANNOUNCE_ELSEWHERE)),
          StateMachine.step(
                  quiet, in(State.BACKUP, quiet), new RouterEvent.Expired(Timer.MASTER_DOWN))
              .actions()
              .subList(5, 9));
    }
  }

  @Nested
  @DisplayName("keepalived: FAULT")
  class Fault {
    private final RouterEvent fails = new RouterEvent.Failed("interface eth0 is down");
    private final List<RouterAction> faults =
        List.of(
            new RouterAction.CannotServe("interface eth0 is down"),
            new RouterAction.Entered(State.FAULT));

    @Test
    void fromInit() {
      assertStep(State.FAULT, faults, SECOND_VERSION, State.INIT, fails);
    }

    @Test
    void fromBackup() {
      assertStep(
          State.FAULT,
          java.util.stream.Stream.concat(
                  java.util.stream.Stream.<RouterAction>of(
                      new RouterAction.Stop(Timer.MASTER_DOWN)),
                  faults.stream())
              .toList(),
          SECOND_VERSION,
          State.BACKUP,
          fails);
    }

    @Test
    @DisplayName("a master says goodbye first")
    void fromMaster() {
      assertStep(
          State.FAULT,
          join(resigns(), faults.toArray(RouterAction[]::new)),
          SECOND_VERSION,
          State.MASTER,
          fails);
    }

    @Test
    void hearsNothing() {
      assertStep(State.FAULT, List.of(), SECOND_VERSION, State.FAULT, heard(LOWER, 0));
    }

    @Test
    @DisplayName("whoever recovers begins anew, and listens first")
    void recovers() {
      assertStep(
          State.BACKUP,
          List.of(
              new RouterAction.Entered(State.BACKUP),
              new RouterAction.Start(Timer.MASTER_DOWN, Duration.ofNanos(3_609_375_000L))),
          SECOND_VERSION,
          State.FAULT,
          new RouterEvent.Recovered());
      assertStep(
          State.MASTER,
          takesOver(255, SECOND),
          Routers.version(2).priority(255).router(),
          State.FAULT,
          new RouterEvent.Recovered());
    }

    @Test
    void stops() {
      assertStep(
          State.INIT,
          List.of(new RouterAction.Entered(State.INIT)),
          SECOND_VERSION,
          State.FAULT,
          new RouterEvent.Stop());
    }
  }
}
