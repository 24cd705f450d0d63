package dev.relais.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.plan.ProcessCheck;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessCountsTest {
  private static ProcessCheck check(
      String program, List<String> parameters, ProcessCheck.Match match, boolean full) {
    return new ProcessCheck(
        "p", program, parameters, match, full, 1, Optional.empty(), Duration.ZERO, Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    // program, parameters, match, full command, task, command, matches
    "sleep, '', NONE, false, sleep, /bin/sleep 300, true",
    "/bin/sleep, '', NONE, false, sleep, /bin/sleep 300, false",
    "averyveryverylongname, '', NONE, false, averyveryverylo, x, true",
    "/bin/sleep, '', NONE, true, sleep, /bin/sleep 300, true",
    "sleep, '', NONE, true, sleep, /bin/sleep 300, false",
    "/bin/sleep, 300, EXACT, false, sleep, /bin/sleep 300, true",
    "/bin/sleep, 300, EXACT, false, sleep, /bin/sleep 300 400, false",
    "/bin/sleep, '', EXACT, false, sleep, /bin/sleep 300, false",
    "/bin/sleep, '', EXACT, false, sleep, /bin/sleep, true",
    "/bin/sleep, 300, PARTIAL, false, sleep, /bin/sleep 300 400, true",
    "/bin/sleep, 30, PARTIAL, false, sleep, /bin/sleep 300 400, false",
    "/bin/sleep, 30, INITIAL, false, sleep, /bin/sleep 300, true",
    "/bin/sleep, 30, INITIAL, false, sleep, /bin/sleep 300 400, false",
    "/bin/sleep, 1 2, INITIAL, false, sleep, /bin/sleep 1 29, true",
    "/bin/sleep, 1 2, INITIAL, false, sleep, /bin/sleep 19 29, false",
    "kthreadd, '', NONE, false, kthreadd, '', true",
    "kthreadd, '', NONE, true, kthreadd, '', false",
  })
  void compares(
      String program,
      String parameters,
      ProcessCheck.Match match,
      boolean full,
      String task,
      String command,
      boolean matches) {
    assertEquals(
        matches,
        ProcessMatch.matches(check(program, words(parameters), match, full), task, words(command)));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  @Test
  void countsEachOnce() {
    ProcessCounts counts =
        new ProcessCounts(List.of(check("sleep", List.of(), ProcessCheck.Match.NONE, false)));
    counts.seen(10, "sleep", List.of());
    counts.seen(10, "sleep", List.of());
    counts.seen(11, "sleep", List.of());
    counts.seen(12, "bash", List.of());
    assertEquals(Map.of("p", 2), counts.counts());
    counts.seen(10, "bash", List.of());
    assertEquals(Map.of("p", 1), counts.counts());
    counts.ended(12);
    counts.retain(Set.of(10, 12));
    assertEquals(Map.of("p", 0), counts.counts());
  }

  @ParameterizedTest
  @CsvSource({
    // quorum, most, count, good
    "1, , 0, false",
    "1, , 1, true",
    "2, 3, 1, false",
    "2, 3, 3, true",
    "2, 3, 4, false",
    "1, 0, 0, true",
    "1, 0, 1, false",
  })
  void knowsWhichNumbersAreGood(
      int quorum, @org.jspecify.annotations.Nullable Integer most, int count, boolean good) {
    ProcessCheck check =
        new ProcessCheck(
            "p",
            "sleep",
            List.of(),
            ProcessCheck.Match.NONE,
            false,
            quorum,
            Optional.ofNullable(most),
            Duration.ZERO,
            Duration.ZERO);
    assertEquals(good, check.isGood(count));
  }
}
