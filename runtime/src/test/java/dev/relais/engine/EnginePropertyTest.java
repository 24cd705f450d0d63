package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.host.Operation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.VirtualRouter;
import dev.relais.testdata.Seeds;
import dev.relais.track.ScriptResult;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import dev.relais.vrrp.State;
import dev.relais.vrrp.Timer;
import dev.relais.wire.Defect;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for an engine whatever happens to it. */
class EnginePropertyTest {
  private static final List<Timer> TIMERS = List.of(Timer.values());
  private static final List<Plan> PLANS = plans();

  private static List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      plans.add(
          new Plans()
              .script("chk", 1 + i % 2, 1, Duration.ofSeconds(1 + i % 3))
              .with(
                  Plans.router("VI_1", 51, i == 3 ? 255 : 100 + i)
                      .vips("192.0.2.10/24", "192.0.2." + (20 + i) + "/24")
                      .defaultRoute(i % 2 == 0 ? "192.0.2.253" : "192.0.2.254")
                      .interval(Duration.ofSeconds(1 + i / 2))
                      .tracks(Plans.tracked("chk", i == 2 ? 0 : 5)))
              .with(
                  Plans.router("VI_2", i == 1 ? 60 : 52, 120)
                      .vips("192.0.2.10/24", "192.0.2.40/24")
                      .excluded("192.0.2.41/24"))
              .with(
                  Plans.router("VI_" + (3 + i), 70 + i, 90)
                      .on(i % 2 == 0 ? "eth1" : "eth0")
                      .version3(Duration.ofMillis(100))
                      .vips("198.51.100." + (50 + i) + "/24"))
              .build());
    }
    return plans;
  }

  private static Event event(Random random) {
    Plan plan = PLANS.get(random.nextInt(PLANS.size()));
    VirtualRouter router = plan.virtualRouters().get(random.nextInt(plan.virtualRouters().size()));
    return switch (random.nextInt(12)) {
      case 0 -> new Event.Reload(plan);
      case 1 ->
          new Event.Reported(
              Replay.link(2 + random.nextInt(2), random.nextBoolean() ? "eth0" : "eth1", true));
      case 2 -> {
        boolean first = random.nextBoolean();
        yield new Event.Reported(
            Replay.link(first ? 2 : 3, first ? "eth0" : "eth1", random.nextBoolean()));
      }
      case 3 -> new Event.Reported(Replay.gone(2, "192.0.2.10/24"));
      case 4 ->
          new Event.Reported(
              random.nextBoolean()
                  ? Replay.gone(2, "192.0.2.2/24")
                  : Replay.address(2, "192.0.2.2/24"));
      case 5 -> new Event.ScriptEnded("chk", new ScriptResult(random.nextBoolean(), "ended"));
      case 6 -> new Event.Expired(new TimerId.ScriptStart("chk"));
      case 7 -> new Event.Recounted(Replay.host());
      case 8 ->
          random.nextBoolean()
              ? new Event.Expired(new TimerId.ScriptTimeout("chk"))
              : new Event.Received(
                  "eth0", new VrrpPacket.Malformed(Defect.TYPE, AddressFamily.INET, 51));
      case 9, 10 ->
          new Event.Expired(
              new TimerId.OfRouter(router.name(), TIMERS.get(random.nextInt(TIMERS.size()))));
      default ->
          new Event.Received(
              router.interfaceName(),
              new VrrpPacket.Decoded(
                  IpAddress.of("192.0.2." + random.nextInt(1, 4)),
                  VrrpFormat.GROUP,
                  random.nextInt(10) == 0 ? 1 : 255,
                  AdvertisementCheck.advertisement(
                      router, List.of(0, 50, 100, 200).get(random.nextInt(4)))));
    };
  }

  private record Told(Duration at, Event event) {}

  private static List<Told> history(Random random) {
    List<Told> history = new ArrayList<>();
    Duration at = Duration.ofSeconds(random.nextInt(100));
    history.add(new Told(at, new Event.Begin(Replay.host())));
    for (int i = random.nextInt(120); i > 0; i--) {
      at = at.plusMillis(random.nextInt(2000));
      history.add(new Told(at, event(random)));
    }
    history.add(new Told(at, new Event.Stop()));
    return history;
  }

  @Test
  void doesTheSameAgain() {
    Seeds.forEach(
        100,
        (_, random) -> {
          List<Told> history = history(random);
          Engine first = new Engine(PLANS.getFirst());
          Engine second = new Engine(PLANS.getFirst());
          for (Told told : history) {
            assertEquals(
                first.handle(told.at(), told.event()), second.handle(told.at(), told.event()));
          }
          assertEquals(first.routerStatus(), second.routerStatus());
          assertEquals(first.scriptStatus(), second.scriptStatus());
        });
  }

  /** The addresses and routes of the kernel, the timers and the scripts, as actions leave them. */
  private static final class Outside {
    private final Set<String> present = new HashSet<>();
    private final Set<TimerId> timers = new HashSet<>();
    private final Set<String> running = new HashSet<>();
    private final Set<Channel> listening = new HashSet<>();

    void perform(Action action) {
      switch (action) {
        case Action.Perform(Operation.AddAddress(var address, int _)) ->
            present.add(address.prefix() + " on " + address.interfaceName());
        case Action.Perform(Operation.RemoveAddress(var address, int _)) ->
            present.remove(address.prefix() + " on " + address.interfaceName());
        case Action.Perform(Operation.AddRoute(var route, var _)) -> present.add(route.toString());
        case Action.Perform(Operation.RemoveRoute(var route, var _)) ->
            present.remove(route.toString());
        case Action.Perform(Operation other) ->
            throw new AssertionError("no plan of these tests asks for this: " + other);
        case Action.StartTimer(TimerId timer, Duration _) -> timers.add(timer);
        case Action.StopTimer(TimerId timer) -> timers.remove(timer);
        case Action.RunScript(var check) ->
            assertTrue(running.add(check.name()), "the same script runs twice");
        case Action.EndScript(String script) -> assertTrue(running.remove(script));
        case Action.Listen(Listening how) ->
            assertTrue(listening.add(how.channel()), "listens twice on one channel");
        case Action.Ignore(Channel channel) -> assertTrue(listening.remove(channel));
        case Action.Advertise(String name, var _, var _, var _) ->
            assertTrue(!name.isEmpty() && name.startsWith("eth"));
        case Action.Announce _,
            Action.Log _,
            Action.OfCheck _,
            Action.OfBalancing _,
            Action.Notify _,
            Action.LogTransition _ -> {}
      }
    }

    Set<String> wanted(List<RouterStatus> routers) {
      return routers.stream()
          .filter(status -> status.state() == State.MASTER)
          .map(RouterStatus::router)
          .flatMap(router -> {
            List<String> words = new ArrayList<>();
            router
                .resources()
                .addresses()
                .forEach(a -> words.add(a.prefix() + " on " + a.interfaceName()));
            router
                .resources()
                .excludedAddresses()
                .forEach(a -> words.add(a.prefix() + " on " + a.interfaceName()));
            router.resources().routes().forEach(route -> words.add(route.toString()));
            return words.stream();
          })
          .collect(Collectors.toSet());
    }
  }

  @Test
  void leavesNothingBehind() {
    Seeds.forEach(
        500,
        (_, random) -> {
          Engine engine = new Engine(PLANS.getFirst());
          Outside outside = new Outside();
          for (Told told : history(random)) {
            if (told.event() instanceof Event.Expired(TimerId timer)
                && !outside.timers.remove(timer)) {
              continue;
            }
            if (told.event() instanceof Event.ScriptEnded(String script, var _)) {
              outside.running.remove(script);
            }
            engine.handle(told.at(), told.event()).forEach(outside::perform);
            assertEquals(
                outside.wanted(engine.routerStatus()),
                outside.present,
                () -> "masters hold what is theirs, after " + Replay.words(told.event()));
          }
          assertEquals(Set.of(), outside.present);
          assertEquals(Set.of(), outside.timers);
          assertEquals(Set.of(), outside.running);
        });
  }

  /** And whatever comes after the end does nothing. */
  @Test
  void isDoneAfterStop() {
    Seeds.forEach(
        100,
        (_, random) -> {
          Engine engine = new Engine(PLANS.getFirst());
          history(random).forEach(told -> engine.handle(told.at(), told.event()));
          for (int i = 0; i < 30; i++) {
            for (Action action : engine.handle(Duration.ofDays(1), event(random))) {
              assertTrue(
                  action instanceof Action.Log || action instanceof Action.StopTimer,
                  () -> Replay.words(action));
            }
          }
        });
  }
}
