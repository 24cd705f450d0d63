package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.health.CheckState.Phase;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Probe;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckMachineTest {
  private static final HealthCheck CHECK = check(Duration.ZERO, 2, true);
  private static final CheckEvent BEGIN = new CheckEvent.Begin();
  private static final CheckEvent DUE = new CheckEvent.Due();
  private static final CheckEvent END = new CheckEvent.End();

  private static HealthCheck check(Duration warmup, long retries, boolean logsAllFailures) {
    return new HealthCheck(
        new Probe.Tcp(Probe.Target.of(IpAddress.of("192.0.2.11"), 80, Duration.ofSeconds(5))),
        Duration.ofSeconds(10),
        warmup,
        retries,
        Duration.ofSeconds(3),
        false,
        logsAllFailures);
  }

  private static CheckEvent looked(boolean good) {
    return new CheckEvent.Looked(good ? CheckResult.good("g") : CheckResult.bad("b"));
  }

  private static CheckState state(Phase phase, Verdict verdict, long failures) {
    return new CheckState(phase, verdict, failures, 0, Weighting.CONFIGURED);
  }

  private static CheckEvent event(String name) {
    return switch (name) {
      case "begin" -> BEGIN;
      case "due" -> DUE;
      case "good" -> looked(true);
      case "bad" -> looked(false);
      case "told good" -> new CheckEvent.Told(CheckResult.good("g"));
      case "told bad" -> new CheckEvent.Told(CheckResult.bad("b"));
      case "end" -> END;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String words(CheckAction action) {
    return switch (action) {
      case CheckAction.LookAfter(Duration delay) -> "after " + delay.toSeconds();
      case CheckAction.StopWaiting _ -> "stop waiting";
      case CheckAction.Look(int page) -> "look " + page;
      case CheckAction.EndLook _ -> "end look";
      case CheckAction.Tolerate _ -> "tolerate";
      case CheckAction.Judge(Verdict verdict, var _) -> "judge " + verdict;
    };
  }

  /** Every phase and event; verdicts and retries where they make a difference. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IDLE    | UNKNOWN | 0 | begin     | WAITING | UNKNOWN | 0 | after 0
          IDLE    | BAD     | 0 | begin     | WAITING | BAD     | 0 | after 0
          IDLE    | UNKNOWN | 0 | due       | IDLE    | UNKNOWN | 0 | ''
          IDLE    | UNKNOWN | 0 | good      | IDLE    | UNKNOWN | 0 | ''
          IDLE    | GOOD    | 2 | bad       | IDLE    | GOOD    | 2 | ''
          IDLE    | UNKNOWN | 0 | told good | IDLE    | GOOD    | 0 | judge GOOD
          IDLE    | GOOD    | 0 | told good | IDLE    | GOOD    | 0 | ''
          IDLE    | GOOD    | 0 | told bad  | IDLE    | BAD     | 0 | judge BAD
          IDLE    | GOOD    | 1 | end       | IDLE    | GOOD    | 1 | ''
          WAITING | GOOD    | 1 | begin     | WAITING | GOOD    | 1 | ''
          WAITING | GOOD    | 1 | due       | LOOKING | GOOD    | 1 | look 0
          WAITING | GOOD    | 1 | good      | WAITING | GOOD    | 1 | ''
          WAITING | GOOD    | 1 | bad       | WAITING | GOOD    | 1 | ''
          WAITING | GOOD    | 1 | told bad  | WAITING | BAD     | 0 | judge BAD
          WAITING | GOOD    | 1 | end       | IDLE    | GOOD    | 1 | stop waiting
          LOOKING | GOOD    | 1 | begin     | LOOKING | GOOD    | 1 | ''
          LOOKING | GOOD    | 1 | due       | LOOKING | GOOD    | 1 | ''
          LOOKING | UNKNOWN | 0 | good      | WAITING | GOOD    | 0 | judge GOOD, after 10
          LOOKING | GOOD    | 2 | good      | WAITING | GOOD    | 0 | after 10
          LOOKING | BAD     | 0 | good      | WAITING | GOOD    | 0 | judge GOOD, after 10
          LOOKING | UNKNOWN | 0 | bad       | WAITING | UNKNOWN | 1 | tolerate, after 3
          LOOKING | GOOD    | 0 | bad       | WAITING | GOOD    | 1 | tolerate, after 3
          LOOKING | GOOD    | 1 | bad       | WAITING | GOOD    | 2 | tolerate, after 3
          LOOKING | GOOD    | 2 | bad       | WAITING | BAD     | 0 | judge BAD, after 10
          LOOKING | BAD     | 0 | bad       | WAITING | BAD     | 0 | after 10
          LOOKING | GOOD    | 1 | told bad  | LOOKING | BAD     | 0 | judge BAD
          LOOKING | GOOD    | 1 | end       | IDLE    | GOOD    | 1 | end look
          """)
  void answers(
      Phase phase,
      Verdict verdict,
      long failures,
      String event,
      Phase nextPhase,
      Verdict nextVerdict,
      long nextFailures,
      String actions) {
    CheckMachine.Step step =
        CheckMachine.step(
            CHECK, state(phase, verdict, failures), event(event), new SplittableRandom(1));
    assertEquals(state(nextPhase, nextVerdict, nextFailures), step.next());
    assertEquals(
        actions, String.join(", ", step.actions().stream().map(CheckMachineTest::words).toList()));
  }

  @Test
  void keepsQuietAboutFailuresThatDoNotCount() {
    CheckMachine.Step step =
        CheckMachine.step(
            check(Duration.ZERO, 2, false),
            state(Phase.LOOKING, Verdict.GOOD, 0),
            looked(false),
            new SplittableRandom(1));
    assertEquals(List.of(new CheckAction.LookAfter(Duration.ofSeconds(3))), step.actions());
  }

  @Test
  void looksAgainAtThePageThatFailed() {
    CheckResult third = new CheckResult(false, 2, Weighting.CONFIGURED, "b");
    CheckState waiting =
        CheckMachine.step(
                CHECK,
                state(Phase.LOOKING, Verdict.GOOD, 0),
                new CheckEvent.Looked(third),
                new SplittableRandom(1))
            .next();
    CheckMachine.Step due = CheckMachine.step(CHECK, waiting, DUE, new SplittableRandom(1));
    assertEquals(List.of(new CheckAction.Look(2)), due.actions());
    CheckState good =
        CheckMachine.step(CHECK, due.next(), looked(true), new SplittableRandom(1)).next();
    assertEquals(0, good.page());
  }

  @Test
  void tellsOfAnotherWeightThoughTheVerdictIsTheSame() {
    CheckResult weighted = new CheckResult(true, 0, new Weighting.Exactly(5), "w");
    CheckMachine.Step step =
        CheckMachine.step(
            CHECK,
            state(Phase.LOOKING, Verdict.GOOD, 0),
            new CheckEvent.Looked(weighted),
            new SplittableRandom(1));
    assertTrue(step.actions().contains(new CheckAction.Judge(Verdict.GOOD, weighted)));
    assertEquals(new Weighting.Exactly(5), step.next().weighting());
    CheckState bad =
        CheckMachine.step(
                CHECK,
                step.next(),
                new CheckEvent.Told(CheckResult.bad("b")),
                new SplittableRandom(1))
            .next();
    assertEquals(new Weighting.Exactly(5), bad.weighting(), "who is down keeps its weight");
  }

  @Test
  void spreadsTheFirstLooks() {
    HealthCheck check = check(Duration.ofSeconds(10), 0, false);
    SplittableRandom random = new SplittableRandom(7);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CheckAction action =
          CheckMachine.step(check, CheckState.INITIAL, BEGIN, random).actions().getFirst();
      if (action instanceof CheckAction.LookAfter(Duration delay)) {
        delays.add(delay.toMillis());
      }
    }
    assertEquals(200, delays.size());
    assertTrue(delays.stream().allMatch(delay -> delay >= 0 && delay <= 10_000));
    assertTrue(delays.stream().mapToLong(delay -> delay).min().orElseThrow() < 1000);
    assertTrue(delays.stream().mapToLong(delay -> delay).max().orElseThrow() > 9000);
  }

  /** Whatever happens: at most one look and one timer, and both as the phase says. */
  @Test
  void neverLooksTwiceAtOnce() {
    Seeds.forEach(
        300,
        (_, random) -> {
          CheckState state = CheckState.INITIAL;
          boolean waits = false;
          boolean looks = false;
          for (int i = 0; i < 60; i++) {
            CheckMachine.Step step =
                CheckMachine.step(CHECK, state, any(random), new SplittableRandom(i));
            boolean ended = looks && step.next().phase() == Phase.WAITING;
            for (CheckAction action : step.actions()) {
              switch (action) {
                case CheckAction.LookAfter _ -> waits = true;
                case CheckAction.StopWaiting _ -> waits = false;
                case CheckAction.Look _ -> {
                  assertTrue(waits && !looks);
                  waits = false;
                  looks = true;
                }
                case CheckAction.EndLook _ -> {
                  assertTrue(looks);
                  looks = false;
                }
                case CheckAction.Tolerate _, CheckAction.Judge _ -> {}
              }
            }
            looks = looks && !ended;
            state = step.next();
            assertEquals(state.phase() == Phase.WAITING, waits);
            assertEquals(state.phase() == Phase.LOOKING, looks);
            assertTrue(state.failures() <= CHECK.retries());
          }
        });
  }

  private static CheckEvent any(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> BEGIN;
      case 1, 2 -> DUE;
      case 3, 4 -> looked(random.nextBoolean());
      default -> random.nextInt(4) == 0 ? END : BEGIN;
    };
  }

  // ---------------------------------------------------------------- results

  private static Probe.Misc misc(boolean dynamic) {
    return new Probe.Misc(
        new dev.relais.plan.Program(
            List.of("/bin/chk"), java.util.Optional.empty(), java.util.Optional.empty()),
        Duration.ofSeconds(1),
        dynamic);
  }

  /** As observed of keepalived 2.2.7, with a configured weight of 10. */
  @ParameterizedTest
  @CsvSource({
    "false, 0, true, 0",
    "false, 1, false, 0",
    "false, 2, false, 0",
    "true, 0, true, 0",
    "true, 1, false, 0",
    "true, 2, true, -10",
    "true, 7, true, -5",
    "true, 255, true, 243",
    "true, -1, false, 0"
  })
  void takesExitStatuses(boolean dynamic, int status, boolean good, long change) {
    CheckResult result = CheckResult.ofProgram(misc(dynamic), status, "w");
    assertEquals(good, result.good());
    assertEquals(change, result.weighting().change(10));
  }

  @ParameterizedTest
  @CsvSource({
    "1, false, 5, true, 5",
    "2, false, 5, true, 10",
    "2, true, 5, true, -10",
    "1, false, -254, true, -254",
    "2, false, 300, true, 600",
    "0, false, 0, true, 0",
    "0, false, 5, false, 0",
    "0, true, 5, true, 0",
    "0, true, 0, false, 0",
    "254, false, 9223372036854775807, true, 545460846338"
  })
  void takesNumbers(int weight, boolean reverse, long number, boolean good, long change) {
    CheckResult result = CheckResult.ofNumber(new Probe.TrackedFile("f", weight, reverse), number);
    assertEquals(good, result.good());
    assertEquals(change, result.weighting().change(10));
  }
}
