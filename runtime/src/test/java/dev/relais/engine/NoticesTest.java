package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.plan.Notifications;
import dev.relais.plan.Plan;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.Timer;
import dev.relais.wire.NetlinkMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the world is told, in the words that keepalived 2.2.7 was seen to use. */
class NoticesTest {
  private static final TimerId MASTER_DOWN = new TimerId.OfRouter("VI", Timer.MASTER_DOWN);

  private final List<String> lines = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final List<Action> all = new ArrayList<>();

  private static Program program(String word) {
    return new Program(List.of(word), Optional.empty(), Optional.empty());
  }

  private static Notifications notifications(boolean saysDeleted, boolean priorityChanges) {
    return new Notifications(
        Optional.of(program("m")),
        Optional.of(program("b")),
        Optional.of(program("f")),
        Optional.of(program("s")),
        Optional.of(program("d")).filter(_ -> saysDeleted),
        Optional.of(program("any")),
        Optional.of(program("rx")),
        saysDeleted,
        priorityChanges,
        false);
  }

  private static Plan plan(Notifications notifications) {
    return new Plans()
        .script("chk", 1, 1)
        .with(
            Plans.router("VI", 51, 100)
                .tracks(Plans.tracked("chk", 10))
                .notifications(notifications))
        .build();
  }

  private void tell(Engine engine, int second, Event event) {
    for (Action action : engine.handle(Duration.ofSeconds(second), event)) {
      all.add(action);
      if (action instanceof Action.Notify(Notice notice)) {
        lines.add(notice.line() + " " + notice.programs().stream().map(Program::command).toList());
      }
      if (action instanceof Action.LogTransition transition) {
        reasons.add(transition.state() + ": " + transition.reason());
      }
    }
  }

  private static Event begin() {
    return new Event.Begin(Replay.host());
  }

  private static Event script(boolean good) {
    return new Event.ScriptEnded("chk", new ScriptResult(good, "ended"));
  }

  @Test
  void tellsOfStatesAndOfPriorities() {
    Engine engine = new Engine(plan(notifications(false, true)));
    tell(engine, 0, begin());
    tell(engine, 1, script(true));
    tell(engine, 4, new Event.Expired(MASTER_DOWN));
    tell(engine, 5, new Event.Expired(new TimerId.ScriptStart("chk")));
    tell(engine, 6, script(false));
    tell(engine, 7, new Event.Stop());
    assertEquals(
        List.of(
            "INSTANCE \"VI\" BACKUP 100 [[b], [any, INSTANCE, VI, BACKUP, 100]]",
            "INSTANCE \"VI\" BACKUP_PRIORITY 110 []",
            "INSTANCE \"VI\" MASTER 110 [[m], [any, INSTANCE, VI, MASTER, 110]]",
            "INSTANCE \"VI\" MASTER_PRIORITY 100 []",
            "INSTANCE \"VI\" STOP 100 [[s], [any, INSTANCE, VI, STOP, 100]]"),
        lines);
    assertEquals(
        List.of(
            "BACKUP: it begins to take part",
            "MASTER: no master was heard in time",
            "INIT: it shall stop"),
        reasons);
  }

  /** Whoever is told of a MASTER finds its addresses. */
  @Test
  void tellsAfterTheAddressesAreThere() {
    Engine engine = new Engine(plan(notifications(false, false)));
    tell(engine, 0, begin());
    all.clear();
    tell(engine, 4, new Event.Expired(MASTER_DOWN));
    List<String> kinds =
        all.stream()
            .map(action -> action.getClass().getSimpleName())
            .filter(List.of("Perform", "Announce", "Notify")::contains)
            .distinct()
            .toList();
    assertEquals(List.of("Perform", "Announce", "Notify"), kinds);
  }

  @Test
  void saysWhyItCannotServe() {
    Engine engine = new Engine(plan(notifications(false, false)));
    tell(engine, 0, begin());
    tell(
        engine, 1, new Event.Reported(new NetlinkMessage.Link(2, "eth0", false, Optional.empty())));
    assertEquals(
        "INSTANCE \"VI\" FAULT 100 [[f], [any, INSTANCE, VI, FAULT, 100]]", lines.getLast());
    assertEquals("FAULT: interface eth0 is down", reasons.getLast());
  }

  @Test
  void aReloadThatTakesOneAwayIsAFaultUnlessItAsksForAnotherWord() {
    for (boolean saysDeleted : List.of(false, true)) {
      lines.clear();
      Engine engine = new Engine(plan(notifications(saysDeleted, true)));
      tell(engine, 0, begin());
      tell(engine, 1, new Event.Reload(Plans.of(Plans.router("OTHER", 52, 100))));
      assertEquals(
          saysDeleted
              ? "INSTANCE \"VI\" DELETED 100 [[d], [any, INSTANCE, VI, DELETED, 100]]"
              : "INSTANCE \"VI\" FAULT 100 [[any, INSTANCE, VI, FAULT, 100]]",
          lines.get(1));
      assertEquals("INSTANCE \"OTHER\" BACKUP 100 []", lines.get(2));
    }
  }

  @Test
  void repeatsAllStatesAfterAReloadForPipesAlone() {
    ProcessSettings repeating =
        new ProcessSettings(
            Optional.empty(),
            false,
            List.of(),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ProcessSettings.DEFAULT.scheduling(),
            Optional.empty(),
            Optional.empty(),
            false,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            false);
    Plan plan =
        new Plans()
            .settings(repeating)
            .with(Plans.router("VI", 51, 100).notifications(notifications(false, true)))
            .build();
    Engine engine = new Engine(plan);
    tell(engine, 0, begin());
    lines.clear();
    tell(engine, 1, new Event.Reload(plan));
    assertEquals(List.of("INSTANCE \"VI\" BACKUP 100 []"), lines);
  }

  @Test
  void takesPartOnlyAfterItsDelay() {
    ProcessSettings late =
        new ProcessSettings(
            Optional.empty(),
            false,
            List.of(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ProcessSettings.DEFAULT.scheduling(),
            Optional.empty(),
            Optional.empty(),
            false,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Optional.empty(),
            Optional.empty(),
            false);
    Plan plan = new Plans().settings(late).with(Plans.router("VI", 51, 100)).build();
    for (int start : List.of(10, 58)) {
      lines.clear();
      all.clear();
      Engine engine = new Engine(plan);
      tell(engine, start, begin());
      assertEquals(List.of(), lines);
      Duration until = Duration.ofSeconds(start == 10 ? 60 : 63);
      assertEquals(
          List.of(new Action.StartTimer(new TimerId.Startup(), until)),
          all.stream().filter(Action.StartTimer.class::isInstance).toList());
      tell(engine, 63, new Event.Expired(new TimerId.Startup()));
      assertEquals(List.of("INSTANCE \"VI\" BACKUP 100 []"), lines);
    }
  }
}
