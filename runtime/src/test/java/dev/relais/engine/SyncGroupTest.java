package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.FileCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Notifications;
import dev.relais.plan.Plan;
import dev.relais.plan.Tracked;
import dev.relais.plan.Tracking;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Seeds;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.State;
import dev.relais.vrrp.Timer;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Members of a sync group move together. */
class SyncGroupTest {
  private static final Duration AT = Duration.ofSeconds(10);

  private static Plans.Router a() {
    return Plans.router("A", 51, 150).vips("192.0.2.10/24");
  }

  private static Plans.Router b() {
    return Plans.router("B", 52, 120).on("eth1").vips("198.51.100.10/24");
  }

  private static Plan pair() {
    return new Plans().with(a()).with(b()).group("G", "A", "B").build();
  }

  private static Engine begun(Plan plan) {
    Engine engine = new Engine(plan);
    engine.handle(AT, new Event.Begin(Replay.host()));
    return engine;
  }

  private static Event expired(String router, Timer timer) {
    return new Event.Expired(new TimerId.OfRouter(router, timer));
  }

  private static List<State> states(Engine engine) {
    return engine.routerStatus().stream().map(RouterStatus::state).toList();
  }

  private static List<String> log(List<Action> actions) {
    return actions.stream()
        .filter(Action.Log.class::isInstance)
        .map(action -> ((Action.Log) action).text())
        .filter(text -> text.contains("Entering") || text.contains("Syncing"))
        .toList();
  }

  private static Event advertisement(VirtualRouter router, int priority) {
    return new Event.Received(
        router.interfaceName(),
        new VrrpPacket.Decoded(
            IpAddress.of(router.interfaceName().equals("eth0") ? "192.0.2.3" : "198.51.100.3"),
            VrrpFormat.GROUP,
            255,
            AdvertisementCheck.advertisement(router, priority)));
  }

  @Test
  void oneThatTakesOverTakesAllAlong() {
    Engine engine = begun(pair());
    List<Action> actions = engine.handle(AT, expired("B", Timer.MASTER_DOWN));
    assertEquals(
        List.of(
            "(B) Entering MASTER STATE",
            "(A) Entering MASTER STATE",
            "VRRP_Group(G) Syncing instances to MASTER state"),
        log(actions));
    assertTrue(
        actions.contains(
            new Action.Notify(
                new Notice.OfRouter(
                    Notice.Subject.GROUP, "G", Notice.Occasion.MASTER, 0, Notifications.NONE))));
  }

  @Test
  void oneThatGivesWayTakesAllAlong() {
    Engine engine = begun(pair());
    engine.handle(AT, expired("A", Timer.MASTER_DOWN));
    List<Action> actions =
        engine.handle(AT, advertisement(engine.routerStatus().getFirst().router(), 200));
    assertEquals(
        List.of(
            "(A) Entering BACKUP STATE",
            "(B) Entering BACKUP STATE",
            "VRRP_Group(G) Syncing instances to BACKUP state"),
        log(actions));
  }

  @Test
  void oneThatFailsTakesAllAlongAndAllComeBackTogether() {
    Engine engine = begun(pair());
    engine.handle(AT, expired("A", Timer.MASTER_DOWN));
    assertEquals(
        List.of(
            "(B) Entering FAULT STATE",
            "(A) Entering FAULT STATE",
            "VRRP_Group(G) Syncing instances to FAULT state"),
        log(engine.handle(AT, new Event.Reported(Replay.link(3, "eth1", false)))));
    engine.handle(AT, new Event.Reported(Replay.link(2, "eth0", false)));
    engine.handle(AT, new Event.Reported(Replay.link(3, "eth1", true)));
    assertEquals(List.of(State.FAULT, State.FAULT), states(engine));
    engine.handle(AT, new Event.Reported(Replay.link(2, "eth0", true)));
    assertEquals(List.of(State.BACKUP, State.BACKUP), states(engine));
  }

  @Test
  void nobodyBeginsBeforeAllCan() {
    Plan plan =
        new Plans()
            .script("chk", 1, 1)
            .with(a())
            .with(b().tracks(Plans.tracked("chk", 0)))
            .group("G", "A", "B")
            .build();
    Engine engine = begun(plan);
    assertEquals(List.of(State.INIT, State.INIT), states(engine));
    engine.handle(AT, new Event.ScriptEnded("chk", new ScriptResult(true, "ended")));
    assertEquals(List.of(State.BACKUP, State.BACKUP), states(engine));
  }

  @Test
  void anOwnerMakesItsGroupMaster() {
    Engine engine =
        begun(
            new Plans()
                .with(Plans.router("A", 51, 255).vips("192.0.2.10/24"))
                .with(b())
                .group("G", "A", "B")
                .build());
    assertEquals(List.of(State.MASTER, State.MASTER), states(engine));
  }

  /** keepalived 2.2.7 makes the whole group wait as backup instead. */
  @Test
  void whoeverJoinsAGroupThatServesServes() {
    Engine engine = begun(new Plans().with(a()).with(b()).group("G", "A").build());
    engine.handle(AT, expired("A", Timer.MASTER_DOWN));
    assertEquals(List.of(State.MASTER, State.BACKUP), states(engine));
    engine.handle(AT, new Event.Reload(pair()));
    assertEquals(List.of(State.MASTER, State.MASTER), states(engine));
    engine.handle(AT, new Event.Reload(new Plans().with(a()).with(b()).build()));
    engine.handle(AT, new Event.Reported(Replay.link(3, "eth1", false)));
    assertEquals(List.of(State.MASTER, State.FAULT), states(engine));
    engine.handle(AT, new Event.Reload(pair()));
    assertEquals(List.of(State.FAULT, State.FAULT), states(engine));
  }

  // ---------------------------------------------------------------- whatever happens

  private static List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Plans.Router third = Plans.router("C", 53, 100).vips("192.0.2.30/24");
      plans.add(
          new Plans()
              .script("chk", 1, 1)
              .tracking(
                  new Tracking(
                      List.of(new FileCheck("f", "/run/f", Optional.empty())),
                      List.of(),
                      List.of(),
                      List.of(),
                      false,
                      Optional.empty()))
              .with(a().tracks(Plans.tracked("chk", i == 1 ? 0 : -30)))
              .with(i == 2 ? b().noPreempt() : b())
              .with(third.tracks(new Tracked(Tracked.Kind.FILE, "f", i == 3 ? 0 : 2, false)))
              .group("G", i == 0 ? new String[] {"A", "B"} : new String[] {"C", "B", "A"})
              .build());
    }
    return plans;
  }

  private static Event event(Plan plan, List<Plan> plans, Random random) {
    VirtualRouter router = plan.virtualRouters().get(random.nextInt(plan.virtualRouters().size()));
    return switch (random.nextInt(9)) {
      case 0 -> new Event.Reload(plans.get(random.nextInt(plans.size())));
      case 1 -> new Event.Reported(Replay.link(2, "eth0", random.nextInt(4) > 0));
      case 2 -> new Event.Reported(Replay.link(3, "eth1", random.nextInt(4) > 0));
      case 3 -> new Event.ScriptEnded("chk", new ScriptResult(random.nextBoolean(), "ended"));
      case 4 -> new Event.FileRead("f", Optional.of(Integer.toString(random.nextInt(-1, 2))));
      case 5, 6 -> advertisement(router, List.of(0, 50, 130, 200).get(random.nextInt(4)));
      case 7 -> expired(router.name(), Timer.ADVERTISEMENT);
      default -> expired(router.name(), Timer.MASTER_DOWN);
    };
  }

  /** Only who waits for a first result stands apart. */
  @Test
  void nobodyIsEverInAnotherState() {
    List<Plan> plans = plans();
    Seeds.forEach(
        500,
        (_, random) -> {
          Plan plan = plans.getFirst();
          Engine engine = begun(plan);
          for (int i = 0; i < 100; i++) {
            Event event = event(plan, plans, random);
            plan = event instanceof Event.Reload(Plan other) ? other : plan;
            engine.handle(AT.plusSeconds(i), event);
            List<String> members = plan.groups().getFirst().members();
            Set<State> states =
                engine.routerStatus().stream()
                    .filter(status -> members.contains(status.router().name()))
                    .map(RouterStatus::state)
                    .filter(state -> state != State.INIT)
                    .collect(Collectors.toSet());
            assertTrue(states.size() <= 1, () -> states + " after " + Replay.words(event));
          }
        });
  }
}
