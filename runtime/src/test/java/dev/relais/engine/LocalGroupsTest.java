package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.host.Operation;
import dev.relais.plan.Firewall;
import dev.relais.plan.HostResources;
import dev.relais.plan.Plan;
import dev.relais.plan.Resources;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("disable_local_igmp: a parameter of the kernel while the daemon runs")
class LocalGroupsTest {
  private static final String REPORTS = "net/ipv4/igmp_link_local_mcast_reports";
  private static final Operation SET = new Operation.SetParameter(REPORTS, "0");
  private static final Operation RESTORED = new Operation.RestoreParameter(REPORTS);

  private final Engine engine = new Engine(plan(true));

  private static Plan plan(boolean silent) {
    return new Plans()
        .host(new HostResources(Resources.NONE, Firewall.DEFAULT, silent))
        .with(Plans.router("A", 51, 100))
        .build();
  }

  private List<Action> tell(Event event) {
    return engine.handle(Duration.ofSeconds(10), event);
  }

  private List<Action> begin() {
    return tell(new Event.Begin(Replay.host()));
  }

  private static List<Operation> changes(List<Action> actions) {
    return actions.stream()
        .filter(Action.Perform.class::isInstance)
        .map(action -> ((Action.Perform) action).operation())
        .filter(operation -> operation.equals(SET) || operation.equals(RESTORED))
        .toList();
  }

  private static int first(List<Action> actions, Class<? extends Action> kind) {
    return IntStream.range(0, actions.size())
        .filter(i -> kind.isInstance(actions.get(i)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(actions.toString()));
  }

  @Test
  void holdsFromBeforeAGroupIsJoinedUntilItIsLeft() {
    List<Action> begun = begin();
    assertEquals(List.of(SET), changes(begun));
    assertEquals(List.of(SET), changes(begun.subList(0, first(begun, Action.Listen.class))));
    assertEquals(List.of(), changes(tell(new Event.Reload(plan(true)))));
    List<Action> stopped = tell(new Event.Stop());
    assertEquals(List.of(RESTORED), changes(stopped));
    assertEquals(List.of(), changes(stopped.subList(0, first(stopped, Action.Ignore.class))));
  }

  @Test
  void aReloadChangesIt() {
    begin();
    assertEquals(List.of(RESTORED), changes(tell(new Event.Reload(plan(false)))));
    assertEquals(List.of(SET), changes(tell(new Event.Reload(plan(true)))));
    tell(new Event.Reload(plan(false)));
    assertEquals(List.of(), changes(tell(new Event.Stop())));
  }
}
