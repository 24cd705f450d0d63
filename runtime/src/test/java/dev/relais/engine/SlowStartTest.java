package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  /** From 1 to the whole weight, never down, never above, and not in too many steps. */
  @Test
  void climbs() {
    Seeds.forEach(
        2000,
        (_, random) -> {
          Duration begun = Duration.ofNanos(random.nextLong(1L << 60));
          int whole =
              random.nextBoolean() ? random.nextInt(1, 30) : random.nextInt(1, Integer.MAX_VALUE);
          SlowStart start = new SlowStart(begun, Duration.ofSeconds(random.nextInt(1, 10_000)));
          assertEquals(1, start.weight(whole, begun));
          assertEquals(0, start.weight(0, begun));
          Duration now = begun;
          int weight = 1;
          int steps = 0;
          while (!start.isOver(now)) {
            Duration next = start.nextStep(whole, now);
            assertTrue(next.compareTo(now) > 0, () -> "goes on after " + start);
            now = late(next, random);
            int more = start.weight(whole, now);
            assertTrue(weight <= more, () -> "never less: " + start);
            assertTrue(more <= whole, () -> "never above: " + start);
            weight = more;
            steps++;
          }
          assertEquals(whole, weight);
          assertTrue(steps <= 20, steps + " steps");
        });
  }

  /** A timer is never early, and may be late. */
  private static Duration late(Duration at, Random random) {
    return random.nextInt(3) == 0 ? at.plusNanos(random.nextInt(1_000_000_000)) : at;
  }

  /** Each step of a timer that is in time has another weight, if the weight is small. */
  @Test
  void hasAStepForEachWeight() {
    SlowStart start = new SlowStart(Duration.ZERO, Duration.ofSeconds(7));
    Duration now = Duration.ZERO;
    for (int weight = 1; weight <= 10; weight++) {
      assertEquals(weight, start.weight(10, now));
      now = start.nextStep(10, now);
    }
    assertTrue(start.isOver(now));
  }
}
