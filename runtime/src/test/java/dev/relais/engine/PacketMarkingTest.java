package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.ipvs.PacketMarks;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.Firewall;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The table of nftables that marks packets, from start to stop. */
class PacketMarkingTest {
  private static final String TABLE = "keepalived_ipvs";

  private static Loads.Server server(int last) {
    return Loads.server(last).with(Loads.real(11, 1));
  }

  private static Plan plan(LoadBalancing balancing) {
    return new Plans().balancing(balancing).build();
  }

  private static Plan marking(Loads.Server... servers) {
    return plan(Loads.marking(TABLE, servers));
  }

  private static String marks(Director director, String table) {
    return Optional.ofNullable(director.marks.get(table))
        .map(marks -> marks.marks().toString())
        .orElse("none");
  }

  private static List<String> changes(Director director) {
    List<String> changes =
        director.actions.stream()
            .filter(Action.ChangeTable.class::isInstance)
            .map(action -> ((Action.ChangeTable) action).operation().toString())
            .toList();
    director.actions.clear();
    return changes;
  }

  @Test
  void marksFromStartToStop() {
    Director director = new Director(marking(server(100).marked(1000))).begin();
    assertEquals("{TCP 192.0.2.100:80=1000}", marks(director, TABLE));
    assertEquals(
        List.of(
            "add FWM 1000",
            "add [10.7.0.11]:80 to FWM 1000",
            "make the nftables table `keepalived_ipvs`"),
        changes(director));
    director.stop();
    assertEquals(Map.of(), director.marks);
    assertEquals(Map.of(), director.kernel);
  }

  /** The marks of a plan depend on the order of its groups; those of connections must not. */
  @Test
  void keepsMarksOverReloads() {
    Director director =
        new Director(marking(server(100).marked(1000), server(101).marked(1001))).begin();
    changes(director);
    director.reload(
        marking(server(99).marked(1000), server(100).marked(1001), server(101).marked(1002)));
    assertEquals(
        "{TCP 192.0.2.99:80=1002, TCP 192.0.2.100:80=1000, TCP 192.0.2.101:80=1001}",
        marks(director, TABLE));
    assertEquals(
        List.of(
            "add FWM 1002",
            "add [10.7.0.11]:80 to FWM 1002",
            "change the nftables table `keepalived_ipvs`"),
        changes(director));
    director.reload(marking(server(101).marked(1000)));
    assertEquals("{TCP 192.0.2.101:80=1001}", marks(director, TABLE));
    assertEquals(
        List.of(
            "change the nftables table `keepalived_ipvs`", "remove FWM 1000", "remove FWM 1002"),
        changes(director));
    director.reload(marking(server(101).marked(1000)));
    assertEquals(List.of(), changes(director));
  }

  /** Somebody else's mark is not ours to keep. */
  @Test
  void givesWayToAMarkOfTheConfiguration() {
    Director director = new Director(marking(server(100).marked(1000))).begin();
    LoadBalancing next = Loads.marking(TABLE, server(100).marked(2000), server(5).marked(1000));
    LoadBalancing plain =
        next.withServers(
            List.of(next.servers().getFirst(), Loads.unmarked(next.servers().getLast())));
    director.reload(plan(plain));
    assertEquals("{TCP 192.0.2.100:80=2000}", marks(director, TABLE));
    assertEquals("[FWM 1000, FWM 2000]", director.kernel.keySet().toString());
  }

  /** Packets reach a service by their address until they have a mark, and the other way round. */
  @Test
  void comesAndGoesWithoutAGap() {
    Director director = new Director(Loads.plan(server(100))).begin();
    changes(director);
    director.reload(marking(server(100).marked(1000)));
    assertEquals(
        List.of(
            "add FWM 1000",
            "add [10.7.0.11]:80 to FWM 1000",
            "make the nftables table `keepalived_ipvs`",
            "remove TCP 192.0.2.100:80"),
        changes(director));
    director.reload(Loads.plan(server(100)));
    assertEquals(
        List.of(
            "add TCP 192.0.2.100:80",
            "add [10.7.0.11]:80 to TCP 192.0.2.100:80",
            "remove the nftables table `keepalived_ipvs`",
            "remove FWM 1000"),
        changes(director));
    assertEquals(Map.of(), director.marks);
  }

  @Test
  void movesToAnotherTable() {
    Director director = new Director(marking(server(100).marked(1000))).begin();
    changes(director);
    director.reload(plan(Loads.marking("mine", server(100).marked(1000))));
    assertEquals(
        List.of("make the nftables table `mine`", "remove the nftables table `keepalived_ipvs`"),
        changes(director));
    assertEquals("{TCP 192.0.2.100:80=1000}", marks(director, "mine"));
  }

  @Test
  void leavesMarksAloneWhenServersFail() {
    Loads.Server server =
        Loads.server(100).with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false))).marked(1000);
    Director director = new Director(marking(server)).begin();
    changes(director);
    director.down(11).pass(5);
    assertEquals(List.of("remove [10.7.0.11]:80 from FWM 1000"), changes(director));
    assertEquals("{TCP 192.0.2.100:80=1000}", marks(director, TABLE));
    assertTrue(
        director.log.contains("Removing service [10.7.0.11]:tcp:80 from VS [192.0.2.100]:tcp:80"),
        director.log::toString);
  }

  /** By a daemon that was killed. */
  @Test
  void removesATableThatWasLeftBehind() {
    Director director = new Director(Loads.plan(server(100)));
    PacketMarks old = new PacketMarks(new Firewall(TABLE, -1, false), Map.of(Loads.packets(1), 1L));
    director.marks.put(TABLE, old);
    director.marks.put("of others", old);
    director.begin();
    assertEquals(Map.of("of others", old), director.marks);
    director.stop();
    director = new Director(marking(server(100).marked(1000)));
    director.marks.put(TABLE, old);
    director.begin();
    assertEquals("{TCP 192.0.2.100:80=1000}", marks(director, TABLE));
  }

  /** {@code nft flush ruleset}. */
  @Test
  void makesATableAgainThatSomebodyRemoved() {
    Plan plan = marking(server(100).marked(1000));
    Director director = new Director(plan).begin();
    director.marks.clear();
    director.reload(plan);
    assertEquals("{TCP 192.0.2.100:80=1000}", marks(director, TABLE));
  }

  @Test
  void saysOnceThatItIsRefusedAndTriesAgain() {
    Director director = new Director(Loads.plan(server(100))).begin();
    director.log.clear();
    director.refusesMarks = Optional.of("no nftables");
    director.reload(marking(server(100).marked(1000))).pass(200);
    assertEquals(
        List.of("cannot make the nftables table `keepalived_ipvs`: no nftables"),
        director.log.stream().filter(line -> line.contains("nft")).toList());
    assertEquals("[FWM 1000]", director.kernel.keySet().toString());
    director.refusesMarks = Optional.empty();
    director.pass(100);
    assertEquals("{TCP 192.0.2.100:80=1000}", marks(director, TABLE));
    changes(director);
    director.pass(200);
    assertEquals(List.of(), changes(director));
    director.stop();
    assertEquals(Map.of(), director.marks);
  }

  /** Nobody knows whether it was done in one of the families. */
  @Test
  void removesAtTheEndWhatWasRefused() {
    Director director = new Director(marking(server(100).marked(1000)));
    director.refusesMarks = Optional.of("no IPv6");
    director.begin();
    changes(director);
    director.stop();
    assertTrue(
        changes(director).contains(new TableOperation.RemoveMarks(TABLE).toString()),
        "it is removed");
  }

  @Test
  void knowsAGroupByItsAddresses() {
    Director director = new Director(marking(server(100).marked(1000), server(101).marked(1001)));
    director.begin();
    for (String name : List.of("192.0.2.100", "192.0.2.100:80", "[192.0.2.100]:80")) {
      director.tell(
          new Event.WeightOrdered(
              new ServerSelection(Optional.of(name), "10.7.0.11"), OptionalInt.of(7)));
      assertEquals(
          "[7, 1]",
          director.kernel.values().stream()
              .map(entry -> entry.destinations().values().iterator().next().weight())
              .toList()
              .toString());
      director.tell(
          new Event.WeightOrdered(
              new ServerSelection(Optional.empty(), "10.7.0.11"), OptionalInt.empty()));
    }
    director.tell(
        new Event.WeightOrdered(
            new ServerSelection(Optional.of("192.0.2.100:81"), "10.7.0.11"), OptionalInt.of(7)));
    assertEquals(
        "[1, 1]",
        director.kernel.values().stream()
            .map(entry -> entry.destinations().values().iterator().next().weight())
            .toList()
            .toString());
  }
}
