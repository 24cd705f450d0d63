package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What comes in periods does not come all at once")
class PlacesTest {
  private static final Duration BEGIN = Duration.ofSeconds(10);

  private static Engine engine(int routers, Duration interval) {
    return new Engine(
        Plans.of(
            IntStream.rangeClosed(1, routers)
                .mapToObj(number ->
                    Plans.router("R" + number, number, 100)
                        .version3(interval)
                        .vips("203.0.113." + number + "/24"))
                .toArray(Plans.Router[]::new)));
  }

  private static TimerId timer(int number, Timer timer) {
    return new TimerId.OfRouter("R" + number, timer);
  }

  /** After which time each advertises again. */
  private static List<Duration> next(Engine engine, int routers, Duration at, Timer expired) {
    List<Duration> delays = new ArrayList<>();
    for (int number = 1; number <= routers; number++) {
      TimerId advertisement = timer(number, Timer.ADVERTISEMENT);
      engine.handle(at, new Event.Expired(timer(number, expired))).stream()
          .filter(Action.StartTimer.class::isInstance)
          .map(Action.StartTimer.class::cast)
          .filter(started -> started.timer().equals(advertisement))
          .forEach(started -> delays.add(started.deadline().minus(at)));
    }
    return delays;
  }

  @ParameterizedTest(name = "{0} every {1} ms: each four {2} ns apart")
  @CsvSource({
    "1, 1000, 4000000",
    "9, 1000, 4000000",
    "255, 1000, 4000000",
    "255, 100, 781250",
    "255, 10, 78125",
  })
  void onceEarlyByItsPlaceAndThenInTime(int routers, long milliseconds, long apart) {
    Duration interval = Duration.ofMillis(milliseconds);
    Engine engine = engine(routers, interval);
    engine.handle(BEGIN, new Event.Begin(Replay.host()));

    List<Duration> first = next(engine, routers, BEGIN, Timer.MASTER_DOWN);
    assertEquals(
        IntStream.range(0, routers)
            .mapToObj(place -> interval.minusNanos(place / 4 * apart))
            .toList(),
        first);
    assertTrue(first.getLast().compareTo(interval.dividedBy(2)) >= 0, first::toString);

    List<Duration> second = next(engine, routers, BEGIN.plus(interval), Timer.ADVERTISEMENT);
    assertEquals(routers, second.size());
    assertEquals(List.of(interval), List.copyOf(new HashSet<>(second)));
  }

  @Test
  void takingOverAgainItIsEarlyAgain() {
    Engine engine = engine(9, Duration.ofSeconds(1));
    engine.handle(BEGIN, new Event.Begin(Replay.host()));
    List<Duration> first = next(engine, 9, BEGIN, Timer.MASTER_DOWN);
    engine.handle(BEGIN, new Event.Reported(Replay.link(2, "eth0", false)));
    engine.handle(BEGIN, new Event.Reported(Replay.link(2, "eth0", true)));
    assertEquals(first, next(engine, 9, BEGIN, Timer.MASTER_DOWN));
  }

  /** One script that all track changes the priority of all. */
  @Test
  void whoSendsOutOfTurnKeepsItsPlace() {
    Plans plans = new Plans().script("chk", 1, 1);
    IntStream.rangeClosed(1, 9)
        .forEach(number ->
            plans.with(
                Plans.router("R" + number, number, 100)
                    .vips("203.0.113." + number + "/24")
                    .tracks(Plans.tracked("chk", -10))));
    Engine engine = new Engine(plans.build());
    engine.handle(BEGIN, new Event.Begin(Replay.host()));
    engine.handle(BEGIN, new Event.ScriptEnded("chk", new ScriptResult(true, "")));
    next(engine, 9, BEGIN, Timer.MASTER_DOWN);
    engine.handle(BEGIN, new Event.Expired(new TimerId.ScriptStart("chk")));
    List<Duration> deadlines =
        engine.handle(BEGIN, new Event.ScriptEnded("chk", new ScriptResult(false, ""))).stream()
            .filter(Action.StartTimer.class::isInstance)
            .map(Action.StartTimer.class::cast)
            .filter(started -> started.timer() instanceof TimerId.OfRouter)
            .map(Action.StartTimer::deadline)
            .toList();
    Duration interval = Duration.ofSeconds(1);
    assertEquals(
        IntStream.range(0, 9)
            .mapToObj(place -> BEGIN.plus(interval).minusMillis(place / 4 * 4L))
            .toList(),
        deadlines);
  }

  private static List<Duration> starts(List<Action> actions) {
    return actions.stream()
        .filter(Action.StartTimer.class::isInstance)
        .map(Action.StartTimer.class::cast)
        .filter(started -> started.timer() instanceof TimerId.ScriptStart)
        .map(Action.StartTimer::deadline)
        .toList();
  }

  private static long runs(List<Action> actions) {
    return actions.stream().filter(Action.RunScript.class::isInstance).count();
  }

  @ParameterizedTest(name = "{0} every {1} ms: {2} ms apart")
  @CsvSource({"1, 1000, 5", "20, 1000, 5", "200, 1000, 2.5", "10, 2, 0.1"})
  void scriptsBeginTogetherAndThenRunOneAfterTheOther(
      int scripts, long milliseconds, double apart) {
    Duration interval = Duration.ofMillis(milliseconds);
    Plans plans = new Plans().with(Plans.router("A", 51, 100));
    IntStream.range(0, scripts).forEach(place -> plans.script("s" + place, 1, 1, interval));
    Engine engine = new Engine(plans.build());

    List<Action> begin = engine.handle(BEGIN, new Event.Begin(Replay.host()));
    assertEquals(scripts, runs(begin));
    List<Duration> second = starts(begin);
    assertEquals(
        IntStream.range(0, scripts)
            .mapToObj(place -> BEGIN.plus(interval).plusNanos(Math.round(apart * place * 1e6)))
            .toList(),
        second);

    for (int place = 0; place < scripts; place++) {
      String name = "s" + place;
      Duration at = second.get(place);
      engine.handle(
          at, new Event.ScriptEnded(name, new ScriptResult(true, "exited with status 0")));
      List<Action> again = engine.handle(at, new Event.Expired(new TimerId.ScriptStart(name)));
      assertEquals(1, runs(again));
      assertEquals(List.of(at.plus(interval)), starts(again));
    }
  }

  @Test
  void aReloadMovesOnlyNewScripts() {
    Plans plans =
        new Plans().with(Plans.router("A", 51, 100)).script("s0", 1, 1).script("s1", 1, 1);
    Engine engine = new Engine(plans.build());
    engine.handle(BEGIN, new Event.Begin(Replay.host()));
    List<Action> actions = engine.handle(BEGIN, new Event.Reload(plans.script("s2", 1, 1).build()));
    assertEquals(1, runs(actions));
    assertEquals(List.of(BEGIN.plusMillis(1010)), starts(actions));
  }
}
