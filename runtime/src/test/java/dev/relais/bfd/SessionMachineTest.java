package dev.relais.bfd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.BfdSession;
import dev.relais.plan.IpAddress;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5880, section 6.8, paragraph by paragraph as far as it applies. */
class SessionMachineTest {
  private static final Duration FAST = Duration.ofMillis(50);
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final int OWN = 7;
  private static final int OTHER = 9;

  private final RandomGenerator random = new SplittableRandom(1);
  private BfdSession session = session(5, false, FAST);
  private SessionStatus status = SessionStatus.initial(OWN, IDLE);

  private static BfdSession session(int multiplier, boolean passive, Duration send) {
    return new BfdSession(
        "b",
        IpAddress.of("192.0.2.2"),
        Optional.empty(),
        FAST,
        send,
        IDLE,
        multiplier,
        passive,
        255,
        0,
        false);
  }

  private List<SessionAction> step(SessionEvent event) {
    SessionMachine.Step step = SessionMachine.step(session, status, event, random);
    status = step.next();
    return step.actions();
  }

  private static ControlPacket packet(SessionState state) {
    return new ControlPacket(
        Diagnostic.NONE, state, false, false, false, 3, OTHER, OWN, 100_000, 20_000);
  }

  private List<SessionAction> hear(SessionState state) {
    return step(new SessionEvent.Heard(packet(state)));
  }

  private void bringUp() {
    step(new SessionEvent.Start());
    hear(SessionState.DOWN);
    hear(SessionState.UP);
    assertEquals(SessionState.UP, status.state());
  }

  private static List<ControlPacket> sent(List<SessionAction> actions) {
    return actions.stream()
        .flatMap(action ->
            action instanceof SessionAction.Send(ControlPacket packet)
                ? Stream.of(packet)
                : Stream.empty())
        .toList();
  }

  private static Optional<Duration> sendAfter(List<SessionAction> actions) {
    return actions.stream()
        .flatMap(action ->
            action instanceof SessionAction.SendAfter(Duration delay)
                ? Stream.of(delay)
                : Stream.empty())
        .reduce((_, last) -> last);
  }

  /** Section 6.2, and the end of 6.8.6. */
  @ParameterizedTest
  @CsvSource({
    // from, heard, to, diagnostic
    "DOWN, ADMIN_DOWN, DOWN, NONE",
    "DOWN, DOWN, INIT, NONE",
    "DOWN, INIT, UP, NONE",
    "DOWN, UP, DOWN, NONE",
    "INIT, ADMIN_DOWN, DOWN, NEIGHBOR_SIGNALED_DOWN",
    "INIT, DOWN, INIT, NONE",
    "INIT, INIT, UP, NONE",
    "INIT, UP, UP, NONE",
    "UP, ADMIN_DOWN, DOWN, NEIGHBOR_SIGNALED_DOWN",
    "UP, DOWN, DOWN, NEIGHBOR_SIGNALED_DOWN",
    "UP, INIT, UP, NONE",
    "UP, UP, UP, NONE",
    "ADMIN_DOWN, DOWN, ADMIN_DOWN, ADMINISTRATIVELY_DOWN",
    "ADMIN_DOWN, UP, ADMIN_DOWN, ADMINISTRATIVELY_DOWN",
  })
  void movesAsTheStateMachineSays(
      SessionState from, SessionState heard, SessionState to, Diagnostic diagnostic) {
    step(new SessionEvent.Start());
    switch (from) {
      case DOWN -> {}
      case INIT -> hear(SessionState.DOWN);
      case UP -> hear(SessionState.INIT);
      case ADMIN_DOWN -> step(new SessionEvent.Stop());
    }
    assertEquals(from, status.state());
    List<SessionAction> actions = hear(heard);
    assertEquals(to, status.state());
    assertEquals(diagnostic, status.diagnostic());
    assertEquals(from != to, actions.stream().anyMatch(SessionAction.Entered.class::isInstance));
    if (from == SessionState.ADMIN_DOWN) {
      assertEquals(List.of(), actions);
    }
  }

  /** 6.8.1: what is not known begins as the section says. */
  @Test
  void beginsDownWithOneMicrosecond() {
    assertEquals(SessionState.DOWN, status.state());
    assertEquals(0, status.remoteDiscriminator());
    assertEquals(Duration.ofNanos(1000), status.remoteReceive());
    ControlPacket first = sent(step(new SessionEvent.Start())).getFirst();
    assertEquals(OWN, first.discriminator());
    assertEquals(0, first.otherDiscriminator());
    assertEquals(SessionState.DOWN, first.state());
    assertFalse(first.poll() || first.answer() || first.demand());
  }

  /** 6.8.3: whoever is not up says a second at least. */
  @Test
  void isSlowUntilItIsUp() {
    assertEquals(1_000_000, sent(step(new SessionEvent.Start())).getFirst().minSend());
    assertEquals(1_000_000, sent(hear(SessionState.DOWN)).getFirst().minSend());
    assertEquals(50_000, sent(hear(SessionState.UP)).getFirst().minSend());
    assertEquals(1_000_000, sent(hear(SessionState.DOWN)).getFirst().minSend());
  }

  /** 6.8.3 and 6.5: a changed interval is polled until the answer comes. */
  @Test
  void pollsUntilItIsAnswered() {
    step(new SessionEvent.Start());
    hear(SessionState.DOWN);
    assertTrue(sent(hear(SessionState.UP)).getFirst().poll());
    assertTrue(sent(step(new SessionEvent.SendDue())).getFirst().poll());
    hear(SessionState.UP);
    assertTrue(sent(step(new SessionEvent.SendDue())).getFirst().poll());
    step(
        new SessionEvent.Heard(
            new ControlPacket(
                Diagnostic.NONE,
                SessionState.UP,
                false,
                true,
                false,
                3,
                OTHER,
                OWN,
                100_000,
                20_000)));
    assertFalse(sent(step(new SessionEvent.SendDue())).getFirst().poll());
  }

  /** 6.8.3: a longer interval holds after the answer only. */
  @Test
  void slowsDownAfterTheAnswer() {
    session = session(5, false, Duration.ofSeconds(3));
    step(new SessionEvent.Start());
    hear(SessionState.DOWN);
    Duration before = sendAfter(hear(SessionState.UP)).orElseThrow();
    assertTrue(before.compareTo(IDLE) <= 0, before::toString);
    Duration after =
        sendAfter(
                step(
                    new SessionEvent.Heard(
                        new ControlPacket(
                            Diagnostic.NONE,
                            SessionState.UP,
                            false,
                            true,
                            false,
                            3,
                            OTHER,
                            OWN,
                            100_000,
                            20_000))))
            .orElseThrow();
    assertTrue(after.compareTo(Duration.ofMillis(2250)) >= 0, after::toString);
  }

  /** 6.8.4: the neighbor's multiplier times the longer of its interval and ours. */
  @ParameterizedTest
  @CsvSource({"100000, 3, 300", "20000, 3, 150", "50000, 255, 12750"})
  void expectsWithinTheDetectionTime(long announced, int multiplier, long milliseconds) {
    bringUp();
    List<SessionAction> actions =
        step(
            new SessionEvent.Heard(
                new ControlPacket(
                    Diagnostic.NONE,
                    SessionState.UP,
                    false,
                    false,
                    false,
                    multiplier,
                    OTHER,
                    OWN,
                    announced,
                    20_000)));
    assertTrue(
        actions.contains(new SessionAction.ExpectWithin(Duration.ofMillis(milliseconds))),
        actions::toString);
  }

  /** 6.8.4 and 6.8.1: after it the session is down, and the neighbor unknown. */
  @Test
  void silenceEndsTheSession() {
    bringUp();
    List<SessionAction> actions = step(new SessionEvent.Silence());
    assertEquals(
        new SessionAction.Entered(SessionState.DOWN, Diagnostic.DETECTION_TIME_EXPIRED),
        actions.getFirst());
    ControlPacket last = sent(actions).getFirst();
    assertEquals(0, last.otherDiscriminator());
    assertEquals(Diagnostic.DETECTION_TIME_EXPIRED, last.diagnostic());
    assertTrue(sendAfter(actions).isPresent());
  }

  /** 6.8.7: between 75 and 100 percent, and 90 where one missed packet counts. */
  @Test
  void variesItsInterval() {
    for (int multiplier : List.of(1, 3)) {
      session = session(multiplier, false, FAST);
      status = SessionStatus.initial(OWN, IDLE);
      bringUp();
      List<Duration> delays = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        delays.add(sendAfter(step(new SessionEvent.SendDue())).orElseThrow());
      }
      Duration least = delays.stream().min(Duration::compareTo).orElseThrow();
      Duration most = delays.stream().max(Duration::compareTo).orElseThrow();
      assertTrue(least.compareTo(Duration.ofNanos(37_500_000)) >= 0, least::toString);
      assertTrue(least.compareTo(Duration.ofMillis(39)) < 0, least::toString);
      long allowed = multiplier == 1 ? 45 : 50;
      assertTrue(most.compareTo(Duration.ofMillis(allowed)) <= 0, most::toString);
      assertTrue(most.compareTo(Duration.ofMillis(allowed - 2)) > 0, most::toString);
    }
  }

  /** 6.8.2 and 6.8.7: not faster than the neighbor wants to hear, and not at all if it says 0. */
  @Test
  void sendsAsTheNeighborWants() {
    bringUp();
    Duration slower =
        sendAfter(
                step(
                    new SessionEvent.Heard(
                        new ControlPacket(
                            Diagnostic.NONE,
                            SessionState.UP,
                            false,
                            false,
                            false,
                            3,
                            OTHER,
                            OWN,
                            100_000,
                            400_000))))
            .orElseThrow();
    assertTrue(slower.compareTo(Duration.ofMillis(300)) >= 0, slower::toString);
    List<SessionAction> never =
        step(
            new SessionEvent.Heard(
                new ControlPacket(
                    Diagnostic.NONE, SessionState.UP, false, false, false, 3, OTHER, OWN, 1, 0)));
    assertTrue(never.contains(new SessionAction.StopSending()), never::toString);
    assertEquals(List.of(), step(new SessionEvent.SendDue()));
  }

  /** 6.8.7: in demand mode of the neighbor nothing is sent regularly, once no poll is open. */
  @Test
  void isQuietOnDemand() {
    bringUp();
    ControlPacket demand =
        new ControlPacket(
            Diagnostic.NONE, SessionState.UP, false, true, true, 3, OTHER, OWN, 100_000, 20_000);
    List<SessionAction> actions = step(new SessionEvent.Heard(demand));
    assertTrue(actions.contains(new SessionAction.StopSending()), actions::toString);
  }

  /** 6.8.6: a poll is answered at once, and the answer is no poll. */
  @Test
  void answersAPoll() {
    bringUp();
    List<ControlPacket> sent =
        sent(
            step(
                new SessionEvent.Heard(
                    new ControlPacket(
                        Diagnostic.NONE,
                        SessionState.UP,
                        true,
                        false,
                        false,
                        3,
                        OTHER,
                        OWN,
                        100_000,
                        20_000))));
    assertTrue(sent.getFirst().answer());
    assertFalse(sent.getFirst().poll());
  }

  /** 6.8.7: a passive end waits to be spoken to, and again after silence. */
  @Test
  void aPassiveEndWaits() {
    session = session(5, true, FAST);
    assertEquals(List.of(new SessionAction.StopSending()), step(new SessionEvent.Start()));
    assertFalse(sent(hear(SessionState.DOWN)).isEmpty());
    hear(SessionState.UP);
    assertEquals(List.of(), sent(step(new SessionEvent.Silence())));
  }

  /** 6.8.16: an end that is stopped says so. */
  @Test
  void saysGoodbye() {
    bringUp();
    List<SessionAction> actions = step(new SessionEvent.Stop());
    assertEquals(SessionState.ADMIN_DOWN, sent(actions).getFirst().state());
    assertTrue(actions.contains(new SessionAction.StopSending()));
    assertTrue(actions.contains(new SessionAction.StopExpecting()));
    assertEquals(List.of(), step(new SessionEvent.Silence()));
    assertEquals(List.of(), step(new SessionEvent.SendDue()));
    assertEquals(List.of(), step(new SessionEvent.Stop()));
  }

  // ---------------------------------------------------------------- two ends

  private static SessionEvent any(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new SessionEvent.Start();
      case 1 -> new SessionEvent.Stop();
      case 2 -> new SessionEvent.Silence();
      case 3 -> new SessionEvent.SendDue();
      default ->
          new SessionEvent.Heard(
              new ControlPacket(
                  Diagnostic.NONE,
                  List.of(SessionState.values()).get(random.nextInt(4)),
                  random.nextBoolean(),
                  false,
                  random.nextBoolean(),
                  random.nextInt(1, 256),
                  OTHER,
                  OWN,
                  random.nextLong(1L << 32),
                  random.nextLong(1L << 32)));
    };
  }

  /** Whatever happens has an answer, and what is sent can be read. */
  @Test
  void hasAnAnswerForever() {
    Seeds.forEach(
        500,
        (_, seeded) -> {
          session = session(seeded.nextInt(1, 256), seeded.nextBoolean(), FAST);
          status = SessionStatus.initial(OWN, IDLE);
          for (int i = 0; i < 100; i++) {
            SessionState before = status.state();
            List<SessionAction> actions = step(any(seeded));
            for (ControlPacket packet : sent(actions)) {
              assertEquals(new ControlPacket.Valid(packet), ControlPacket.decode(packet.encode()));
            }
            boolean entered = actions.stream().anyMatch(SessionAction.Entered.class::isInstance);
            assertEquals(before != status.state(), entered);
            sendAfter(actions).ifPresent(delay -> assertTrue(delay.isPositive()));
          }
        });
  }

  /** Two ends that hear each other come up, whoever begins and whatever was lost before. */
  @Test
  void twoEndsComeUp() {
    Seeds.forEach(
        500,
        (_, seeded) -> {
          BfdSession[] sessions = {session(3, false, FAST), session(3, seeded.nextBoolean(), FAST)};
          SessionStatus[] ends = {SessionStatus.initial(1, IDLE), SessionStatus.initial(2, IDLE)};
          for (int turn = 0; turn < 60; turn++) {
            boolean lossy = turn < 40;
            for (int end = 0; end < 2; end++) {
              SessionEvent event =
                  turn == 0
                      ? new SessionEvent.Start()
                      : lossy && seeded.nextInt(5) == 0
                          ? new SessionEvent.Silence()
                          : new SessionEvent.SendDue();
              deliver(sessions, ends, end, event, lossy ? seeded : null);
            }
          }
          assertTrue(ends[0].isUp() && ends[1].isUp(), () -> ends[0] + " and " + ends[1]);
        });
  }

  private void deliver(
      BfdSession[] sessions,
      SessionStatus[] ends,
      int end,
      SessionEvent event,
      @org.jspecify.annotations.Nullable Random loss) {
    SessionMachine.Step step = SessionMachine.step(sessions[end], ends[end], event, random);
    ends[end] = step.next();
    for (ControlPacket packet : sent(step.actions())) {
      if (loss == null || loss.nextInt(3) > 0) {
        deliver(sessions, ends, 1 - end, new SessionEvent.Heard(packet), loss);
      }
    }
  }
}
