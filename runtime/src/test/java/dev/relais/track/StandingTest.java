package dev.relais.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Conduct;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.Notifications;
import dev.relais.plan.Preemption;
import dev.relais.plan.Protocol;
import dev.relais.plan.Resources;
import dev.relais.plan.Tracked;
import dev.relais.plan.Trackers;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
  private static final ScriptHealth GOOD = new ScriptHealth(true, true, 0, false);
  private static final ScriptHealth BAD = new ScriptHealth(true, false, 0, false);
  private static final ScriptHealth UNKNOWN = new ScriptHealth(false, true, 0, true);
  private static final ScriptHealth STARTS_FAILED = new ScriptHealth(false, false, 0, true);

  private static VirtualRouter router(int priority, List<Tracked> scripts) {
    return new VirtualRouter(
        "VI",
        "eth0",
        AddressFamily.INET,
        new Protocol(
            2,
            1,
            priority,
            Duration.ofSeconds(1),
            Preemption.AT_ONCE,
            3,
            Optional.empty(),
            Transport.DEFAULT,
            Optional.empty(),
            Conduct.DEFAULT),
        Resources.NONE,
        new Trackers(List.of("eth0"), scripts),
        GratuitousArp.DEFAULT,
        Notifications.NONE,
        Optional.empty());
  }

  private static Tracked script(String name, int weight, boolean reverse) {
    return new Tracked(Tracked.Kind.SCRIPT, name, weight, reverse);
  }

  /** Interfaces are up. */
  private static Standing standing(VirtualRouter router, Map<String, ScriptHealth> scripts) {
    return Standing.of(
        router,
        tracked -> {
          ScriptHealth health = scripts.get(tracked.name());
          return health == null ? new Reading.Verdict(true) : health.reading();
        });
  }

  private static ScriptHealth health(String word) {
    return switch (word) {
      case "good" -> GOOD;
      case "bad" -> BAD;
      case "unknown" -> UNKNOWN;
      case "init_fail" -> STARTS_FAILED;
      default -> throw new IllegalArgumentException(word);
    };
  }

  @ParameterizedTest
  @CsvSource({
    // priority, weight, reverse, health, effective priority
    "100, 2, false, good, 102",
    "100, 2, false, bad, 100",
    "100, 2, false, unknown, 100",
    "100, 2, false, init_fail, 100",
    "100, -2, false, good, 100",
    "100, -2, false, bad, 98",
    "100, -2, false, unknown, 100",
    "100, -2, false, init_fail, 98",
    "100, 2, true, good, 98",
    "100, 2, true, bad, 100",
    "100, 2, true, unknown, 100",
    "100, 2, true, init_fail, 100",
    "100, -2, true, good, 100",
    "100, -2, true, bad, 102",
    "100, -2, true, unknown, 100",
    "100, 253, false, good, 254",
    "254, 1, false, good, 254",
    "100, -253, false, bad, 1",
    "1, -1, false, bad, 1",
    "255, 10, false, good, 255",
    "255, -10, false, bad, 255",
  })
  void addsWeights(int priority, int weight, boolean reverse, String health, int effective) {
    VirtualRouter router = router(priority, List.of(script("chk", weight, reverse)));
    assertEquals(
        new Standing(effective, Optional.empty(), false),
        standing(router, Map.of("chk", health(health))));
  }

  @ParameterizedTest
  @CsvSource({
    // reverse, health, fails, waits
    "false, good, false, false",
    "false, bad, true, false",
    "false, unknown, false, true",
    "false, init_fail, true, false",
    "true, good, true, false",
    "true, bad, false, false",
    "true, unknown, false, true",
    "true, init_fail, false, false",
  })
  void stopsWithoutAWeight(boolean reverse, String health, boolean fails, boolean waits) {
    VirtualRouter router = router(255, List.of(script("chk", 0, reverse)));
    assertEquals(
        new Standing(
            255,
            fails
                ? Optional.of("script chk " + (reverse ? "succeeds" : "fails"))
                : Optional.empty(),
            waits),
        standing(router, Map.of("chk", health(health))));
  }

  @Test
  void namesTheFirstThatFails() {
    VirtualRouter router =
        router(
            100,
            List.of(
                script("weighted", -5, false),
                script("unknown", 0, false),
                script("first", 0, false),
                script("second", 0, false)));
    assertEquals(
        new Standing(95, Optional.of("script first fails"), true),
        standing(router, Map.of("weighted", BAD, "unknown", UNKNOWN, "first", BAD, "second", BAD)));
  }

  /** What is added is added whole before it is clamped. */
  @Test
  void staysInRange() {
    Seeds.forEach(
        1000,
        (_, random) -> {
          int priority = random.nextInt(1, 256);
          List<Tracked> scripts =
              IntStream.range(0, random.nextInt(6))
                  .mapToObj(i -> script("s" + i, random.nextInt(-253, 254), random.nextBoolean()))
                  .toList();
          Map<String, ScriptHealth> health = new HashMap<>();
          int sum = priority;
          for (Tracked script : scripts) {
            ScriptHealth one = List.of(GOOD, BAD, UNKNOWN).get(random.nextInt(3));
            health.put(script.name(), one);
            boolean counts = one.known() && one.good() == script.weight() > 0;
            sum += (counts ? script.weight() : 0) * (script.reverse() ? -1 : 1);
          }
          Standing standing = standing(router(priority, scripts), health);
          assertEquals(priority == 255 ? 255 : Math.clamp(sum, 1, 254), standing.priority());
          assertTrue(
              standing.failing().isEmpty() || health.containsValue(BAD) || !health.isEmpty());
        });
  }
}
