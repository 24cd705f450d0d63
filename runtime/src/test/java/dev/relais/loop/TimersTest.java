package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.TimerId;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final TimerId A = new TimerId.ScriptStart("a");
  private static final TimerId B = new TimerId.ScriptStart("b");

  private final Timers timers = new Timers();

  private static Duration at(long milliseconds) {
    return Duration.ofMillis(milliseconds);
  }

  @Test
  void theEarliestComesFirst() {
    timers.start(A, at(20));
    timers.start(B, at(10));
    assertEquals(Optional.of(at(10)), timers.next());
    assertEquals(Optional.empty(), timers.takeDue(at(9)));
    assertEquals(Optional.of(new Timers.Due(B, at(10))), timers.takeDue(at(30)));
    assertEquals(Optional.of(new Timers.Due(A, at(20))), timers.takeDue(at(30)));
    assertEquals(Optional.empty(), timers.takeDue(at(30)));
    assertEquals(Optional.empty(), timers.next());
  }

  @Test
  void amongEqualsTheFirstStartedComesFirst() {
    timers.start(B, at(10));
    timers.start(A, at(10));
    assertEquals(Optional.of(new Timers.Due(B, at(10))), timers.takeDue(at(10)));
    assertEquals(Optional.of(new Timers.Due(A, at(10))), timers.takeDue(at(10)));
  }

  @Test
  void startedAgainItCountsOnce() {
    timers.start(A, at(10));
    timers.start(A, at(30));
    assertEquals(Optional.empty(), timers.takeDue(at(20)));
    timers.start(A, at(5));
    assertEquals(Optional.of(new Timers.Due(A, at(5))), timers.takeDue(at(40)));
    assertEquals(Optional.empty(), timers.takeDue(at(40)));
  }

  @Test
  void stoppedItDoesNotCome() {
    timers.stop(A);
    timers.start(A, at(10));
    timers.stop(A);
    assertEquals(Optional.empty(), timers.next());
    assertEquals(Optional.empty(), timers.takeDue(at(10)));
  }

  @Test
  void looksComeTogetherWithOneThatIsDue() {
    TimerId.LookDue first = new TimerId.LookDue(1);
    TimerId.LookDue second = new TimerId.LookDue(2);
    TimerId.LookDue third = new TimerId.LookDue(3);
    timers.startLook(third, at(31));
    timers.startLook(second, at(30));
    timers.startLook(first, at(20));
    assertEquals(Optional.of(at(20)), timers.next());
    assertEquals(List.of(), timers.takeLooks(at(19)));
    assertEquals(
        List.of(new Timers.Due(first, at(20)), new Timers.Due(second, at(30))),
        timers.takeLooks(at(20)));
    assertEquals(Optional.of(at(31)), timers.next());
    assertEquals(List.of(), timers.takeLooks(at(21)));
    timers.stop(third);
    assertEquals(List.of(), timers.takeLooks(at(31)));
    assertEquals(Optional.empty(), timers.next());
  }

  @Test
  void onlyLooksComeEarly() {
    TimerId.LookDue look = new TimerId.LookDue(1);
    timers.startLook(look, at(10));
    timers.start(A, at(11));
    timers.start(B, at(9));
    assertEquals(Optional.of(at(9)), timers.next());
    assertEquals(Optional.of(new Timers.Due(B, at(9))), timers.takeDue(at(10)));
    assertEquals(Optional.empty(), timers.takeDue(at(10)));
    assertEquals(List.of(new Timers.Due(look, at(10))), timers.takeLooks(at(10)));
    assertEquals(Optional.of(at(11)), timers.next());
  }

  /** A flood of advertisements starts one timer again and again. */
  @Test
  void doesNotGrowWithRestarts() {
    timers.start(B, at(1));
    for (int i = 0; i < 100_000; i++) {
      timers.start(A, at(1_000_000 + i));
      assertTrue(timers.size() < 200);
    }
    assertEquals(Optional.of(at(1)), timers.next());
  }

  @Test
  void comesAsASortedListWould() {
    Seeds.forEach(
        500,
        (_, random) -> {
          Timers some = new Timers();
          Map<TimerId, Duration> expected = new LinkedHashMap<>();
          for (int i = 0; i < 200; i++) {
            TimerId timer = new TimerId.ScriptStart("s" + random.nextInt(12));
            if (random.nextInt(3) == 0) {
              some.stop(timer);
              expected.remove(timer);
            } else {
              Duration deadline = at(random.nextInt(50));
              some.start(timer, deadline);
              expected.remove(timer);
              expected.put(timer, deadline);
            }
            if (random.nextInt(10) == 0) {
              Duration now = at(random.nextInt(50));
              List<TimerId> due = new ArrayList<>();
              Optional<Timers.Due> next = some.takeDue(now);
              while (next.isPresent()) {
                due.add(next.get().timer());
                next = some.takeDue(now);
              }
              assertEquals(
                  expected.entrySet().stream()
                      .filter(entry -> entry.getValue().compareTo(now) <= 0)
                      .sorted(Comparator.comparing(Map.Entry::getValue))
                      .map(Map.Entry::getKey)
                      .toList(),
                  due);
              due.forEach(expected::remove);
            }
            assertEquals(expected.values().stream().min(Comparator.naturalOrder()), some.next());
          }
        });
  }
}
