package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.GratuitousArp;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Plan;
import dev.relais.plan.Resources;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualInterface;
import dev.relais.vrrp.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As keepalived 2.2.7 was seen to do it: an announcement over each interface, of any family. */
@DisplayName("garp_extra_if: announcements over interfaces from which a router does not send")
class OtherInterfacesTest {
  private static final Duration INTERVAL = Duration.ofSeconds(100);
  private static final TimerId TIMER = new TimerId.OfRouter("A", Timer.ANNOUNCE_ELSEWHERE);

  private final List<String> announced = new ArrayList<>();
  private Duration at = Duration.ofSeconds(10);

  private static VirtualAddress on(String interfaceName, String prefix) {
    return new VirtualAddress(
        IpPrefix.of(prefix), interfaceName, 0, Optional.empty(), Optional.empty());
  }

  private static Plan plan(boolean onHost) {
    return Plans.of(
        Plans.router("A", 51, 255)
            .announcements(
                new GratuitousArp(
                    1, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, 1, INTERVAL, onHost))
            .holding(
                new Resources(
                    List.of(
                        on("eth0", "192.0.2.10/24"),
                        on("eth1", "198.51.100.10/24"),
                        on("vrrp.51", "198.51.100.20/24"),
                        on("vrrp.51", "198.51.100.21/24")),
                    List.of(on("eth1", "2001:db8::10/64")),
                    List.of(),
                    List.of(),
                    List.of(
                        new VirtualInterface(
                            "vrrp.51",
                            "eth1",
                            AddressFamily.INET,
                            VirtualInterface.Kind.MACVLAN,
                            Optional.of(VirtualInterface.mac(AddressFamily.INET, 51)),
                            Optional.empty(),
                            Optional.empty())),
                    false)));
  }

  private Engine begun(Plan plan) {
    Engine engine = new Engine(plan);
    tell(engine, new Event.Begin(Replay.host()));
    tell(engine, new Event.Reported(Replay.link(4, "vrrp.51", true)));
    return engine;
  }

  private List<Action> tell(Engine engine, Event event) {
    at = at.plusSeconds(1);
    announced.clear();
    List<Action> actions = engine.handle(at, event);
    for (Action action : actions) {
      if (action instanceof Action.Announce(int index, var announcement)) {
        announced.add(announcement.address() + " on " + index);
      }
    }
    return actions;
  }

  @ParameterizedTest(name = "all {0}: {1}")
  @CsvSource({
    "false, 198.51.100.20 on 4",
    "true, 198.51.100.10 on 3 & 198.51.100.20 on 4",
  })
  void oneOverEachInterface(boolean onHost, String expected) {
    Engine engine = begun(plan(onHost));
    List<Action> actions = tell(engine, new Event.Expired(TIMER));
    assertEquals(expected, announced.stream().collect(Collectors.joining(" & ")));
    assertEquals(
        new Action.StartTimer(TIMER, at.plus(INTERVAL)), actions.getLast(), actions::toString);
  }

  @Test
  void notWithoutTheAddresses() {
    Engine engine = begun(plan(true));
    tell(engine, new Event.Reported(Replay.link(2, "eth0", false)));
    tell(engine, new Event.Expired(TIMER));
    assertEquals(List.of(), announced);
  }

  @Test
  void aReloadTurnsItOff() {
    Engine engine = begun(plan(true));
    List<Action> actions = tell(engine, new Event.Reload(Plans.of(Plans.router("A", 51, 255))));
    assertEquals(
        List.of(new Action.StopTimer(TIMER)),
        actions.stream().filter(new Action.StopTimer(TIMER)::equals).toList(),
        actions::toString);
  }
}
