package dev.relais.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.ScriptCheck;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptHealthTest {

  private static ScriptCheck check(int rise, int fall, boolean startsFailed) {
    return new ScriptCheck(
        "chk",
        List.of("/bin/true"),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        rise,
        fall,
        startsFailed,
        Optional.empty(),
        Optional.empty());
  }

  /** Results and what the script then counts as: + good, - bad. */
  @ParameterizedTest
  @CsvSource({
    // rise, fall, init_fail, results, health after each
    "1, 1, false, +-+-, +-+-",
    "3, 3, false, +, +", // the first result counts at once
    "3, 3, false, -, -",
    "3, 3, true, +, +",
    "3, 3, true, -, -",
    "2, 3, false, +--+---, +++++ +-",
    "2, 3, false, -+-++, ----+",
    "2, 2, false, +--++, ++--+",
    "3, 1, false, +-++-+++, +------+",
    "1, 2, true, -+--, -++-",
  })
  void followsResults(int rise, int fall, boolean startsFailed, String results, String expected) {
    ScriptCheck check = check(rise, fall, startsFailed);
    ScriptHealth health = ScriptHealth.initial(check);
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < results.length(); i++) {
      health = health.after(check, new ScriptResult(results.charAt(i) == '+', ""));
      assertTrue(health.known());
      assertTrue(health.settled());
      seen.append(health.good() ? '+' : '-');
    }
    assertEquals(expected.replace(" ", ""), seen.toString());
  }

  @Test
  void saysNothingBeforeItsFirstResultUnlessItStartsFailed() {
    assertFalse(ScriptHealth.initial(check(1, 1, false)).settled());
    ScriptHealth failed = ScriptHealth.initial(check(1, 1, true));
    assertTrue(failed.settled());
    assertFalse(failed.good());
    assertFalse(failed.known());
  }

  /** It changes after as many results in a row as rise and fall say, and never before. */
  @Test
  void changesAfterAsManyResultsInARowAsItShall() {
    Seeds.forEach(
        1000,
        (_, random) -> {
          ScriptCheck check = check(random.nextInt(1, 5), random.nextInt(1, 5), false);
          boolean first = random.nextBoolean();
          ScriptHealth health =
              ScriptHealth.initial(check).after(check, new ScriptResult(first, ""));
          boolean good = first;
          int row = 0;
          for (int i = 0; i < 60; i++) {
            boolean result = random.nextBoolean();
            row = result == good ? 0 : row + 1;
            if (row == (result ? check.rise() : check.fall())) {
              good = result;
              row = 0;
            }
            health = health.after(check, new ScriptResult(result, ""));
            assertEquals(good, health.good(), "result " + i);
          }
        });
  }
}
