package dev.relais.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.ipvs.Destination;
import dev.relais.ipvs.Table;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.FileCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.LoadBalancing.AtStop;
import dev.relais.plan.Plan;
import dev.relais.plan.Probe;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.RealServer;
import dev.relais.plan.Tracking;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BalancerTest {
  private static final String UP = "VS [192.0.2.100]:tcp:80 UP";
  private static final String DOWN = "VS [192.0.2.100]:tcp:80 DOWN";

  private static String rs(int last, boolean up) {
    return "RS [10.7.0.%d]:tcp:80 [192.0.2.100]:tcp:80 %s".formatted(last, up ? "UP" : "DOWN");
  }

  /** Three servers with a quorum of 3 and a hysteresis of 1, as keepalived 2.2.7 was watched. */
  private static Loads.Server watched() {
    return Loads.server(100)
        .quorum(3, 1)
        .sorry(99, false)
        .with(Loads.real(11, 1).checked(Loads.tcp(11)))
        .with(Loads.real(12, 2).checked(Loads.tcp(12)))
        .with(Loads.real(13, 3).checked(Loads.tcp(13)));
  }

  @Test
  void walksAsKeepalivedWasSeenToWalk() {
    Loads.Server server = watched();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    assertEquals("11=1 12=2 13=3", director.weights(server));
    assertEquals(List.of(UP), director.told());
    director.down(13).pass(4);
    assertEquals("11=1 12=2", director.weights(server));
    assertEquals(List.of(rs(13, false)), director.told(), "3 is not below 3-1");
    director.down(12).pass(4);
    assertEquals("99=1", director.weights(server));
    assertEquals(List.of(rs(12, false), DOWN), director.told());
    director.up(12).pass(4);
    assertEquals("99=1", director.weights(server), "3 is less than 3+1");
    assertEquals(List.of(rs(12, true)), director.told());
    director.up(13).pass(4);
    assertEquals("11=1 12=2 13=3", director.weights(server));
    assertEquals(List.of(rs(13, true), UP), director.told());
    director.stop();
    assertEquals(Map.of(), director.kernel);
    assertEquals(List.of(), director.told(), "only with omega");
    assertEquals(Set.of(), director.timers());
  }

  @Test
  void saysWhyInTheWordsOfKeepalived() {
    Director director = new Director(Loads.plan(watched().programs())).begin().pass(1);
    director.down(12).down(13).pass(4);
    assertEquals(
        List.of(
            "Gained quorum 3+1=4 <= 6",
            "TCP_CHECK of [10.7.0.12]:80 failed after 1 retry (connection refused)",
            "TCP_CHECK of [10.7.0.13]:80 failed after 1 retry (connection refused)",
            "Lost quorum 3-1=2 > 1"),
        director.notices.stream().map(Notice.OfBalancing::reason).toList());
    assertTrue(
        director.log.containsAll(
            List.of(
                "Removing service [10.7.0.13]:tcp:80 from VS [192.0.2.100]:tcp:80",
                "Lost quorum 3-1=2 > 1 for VS [192.0.2.100]:tcp:80",
                "Adding sorry server [10.7.0.99]:tcp:80 to VS [192.0.2.100]:tcp:80",
                "Removing alive servers from the pool for VS [192.0.2.100]:tcp:80")),
        director.log::toString);
    assertEquals("Virtualserver [192.0.2.100]:tcp:80", director.notices.getLast().subject());
    assertEquals(List.of(Loads.program("quorum_down")), director.notices.getLast().programs());
  }

  /** Alpha, omega, inhibit_on_failure and sorry_server_inhibit together, as they were watched. */
  @Test
  void keepsThoseThatInhibitInTheTable() {
    Loads.Server server =
        Loads.server(100)
            .quorum(2, 0)
            .sorry(99, true)
            .omega()
            .with(Loads.real(11, 1).inhibits().checked(Loads.tcp(11, 0, true)))
            .with(Loads.real(12, 2).inhibits().checked(Loads.tcp(12, 0, true)))
            .with(Loads.real(13, 3).checked(Loads.tcp(13, 0, true)));
    Director director = new Director(Loads.plan(server)).down(11).down(12).down(13).begin();
    assertEquals("11=0 12=0 99=1", director.weights(server));
    assertEquals(List.of(DOWN), director.told());
    director.pass(1);
    assertEquals(List.of(rs(11, false), rs(12, false), rs(13, false)), director.told());
    director.up(13).pass(3);
    assertEquals("11=0 12=0 13=3 99=0", director.weights(server));
    assertEquals(List.of(rs(13, true), UP), director.told());
    director.up(11).pass(3);
    assertEquals("11=1 12=0 13=3 99=0", director.weights(server));
    director.down(13).up(12).pass(3);
    assertEquals("11=1 12=2 99=0", director.weights(server));
    director.told();
    director.down(12).pass(3);
    assertEquals("11=0 12=0 99=1", director.weights(server));
    assertEquals(List.of(rs(12, false), DOWN), director.told());
    director.up(12).pass(3);
    director.told();
    director.stop();
    assertEquals(List.of(rs(11, false), rs(12, false), DOWN), director.told());
    assertEquals("none", director.weights(server));
  }

  @Test
  void waitsForTheFirstSuccessWithAlpha() {
    Loads.Server server = Loads.server(100).with(Loads.real(11, 1).checked(Loads.tcp(11, 1, true)));
    Director director = new Director(Loads.plan(server)).begin();
    assertEquals("", director.weights(server));
    director.pass(1);
    assertEquals("11=1", director.weights(server));
    assertEquals(List.of(DOWN, rs(11, true), UP), director.told());
  }

  /**
   * As keepalived 2.2.7 was watched with {@code rs_init_notifies}: those with alpha are told once.
   */
  @Test
  void tellsOfThoseThatServeAtFirst() {
    Loads.Server server =
        Loads.server(100)
            .with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false)))
            .with(Loads.real(12, 1).checked(Loads.tcp(12, 0, false)))
            .with(Loads.real(13, 1).checked(Loads.tcp(13, 0, true)))
            .with(Loads.real(14, 1));
    LoadBalancing silent = Loads.balancing(server);
    Director director = new Director(new Plans().balancing(silent).build()).down(12).begin();
    assertEquals(List.of(UP), director.told());
    LoadBalancing telling = Loads.tellingFirstStates(silent);
    director = new Director(new Plans().balancing(telling).build()).down(12).begin();
    assertEquals(List.of(rs(11, true), rs(12, true), rs(14, true), UP), director.told());
    director.pass(3);
    assertEquals(List.of(rs(12, false), rs(13, true)), director.told());
    Loads.Server more = server.with(Loads.real(15, 1));
    director.reload(new Plans().balancing(Loads.tellingFirstStates(Loads.balancing(more))).build());
    assertEquals(List.of(rs(15, true)), director.told());
  }

  @Test
  void isUpOnlyWithAllChecks() {
    Loads.Server server =
        Loads.server(100)
            .with(
                Loads.real(11, 1)
                    .checked(Loads.tcp(11, 0, true))
                    .checked(Loads.alpha(Loads.misc("chk"))));
    Director director = new Director(Loads.plan(server)).answers("/bin/chk", 1).begin().pass(1);
    assertEquals("", director.weights(server));
    assertEquals(List.of(DOWN, rs(11, false)), director.told());
    director.answers("/bin/chk", 0).pass(3);
    assertEquals("11=1", director.weights(server));
    assertEquals(List.of(rs(11, true), UP), director.told());
  }

  @Test
  void checksOnceForAllWhoShareACheck() {
    Loads.Server one = Loads.server(100).with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false)));
    Loads.Server other = Loads.server(101).with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false)));
    Director director = new Director(Loads.plan(one, other)).begin().pass(0.5);
    assertEquals(1, director.actions.stream().filter(Action.Probe.class::isInstance).count());
    director.down(11).pass(3);
    assertEquals("", director.weights(one));
    assertEquals("", director.weights(other));
  }

  /** Observed: several checks of one real server add up, and 0 keeps it in the table. */
  @Test
  void takesWeightsFromPrograms() {
    Loads.Server server =
        Loads.server(100)
            .with(Loads.real(11, 10).checked(Loads.misc("a")))
            .with(Loads.real(13, 3).checked(Loads.misc("c")).checked(Loads.misc("d")));
    Director director = new Director(Loads.plan(server)).begin();
    director.answers("/bin/a", 7).answers("/bin/c", 7).pass(1);
    assertEquals("11=5 13=5", director.weights(server));
    director.answers("/bin/a", 2).answers("/bin/d", 12).pass(3);
    assertEquals("11=0 13=12", director.weights(server));
    director.answers("/bin/a", 1).pass(3);
    assertEquals("13=12", director.weights(server));
    director.answers("/bin/a", 0).pass(3);
    assertEquals("11=10 13=12", director.weights(server));
  }

  @Test
  void endsAProgramThatHangs() {
    Loads.Server server = Loads.server(100).with(Loads.real(11, 1).checked(Loads.misc("chk")));
    Director director = new Director(Loads.plan(server)).begin();
    director.tell(new Event.Expired(new TimerId.LookDue(1)));
    director.tell(new Event.Expired(new TimerId.ProgramTimeout(1)));
    assertEquals(Set.of(), director.looks());
    assertEquals("", director.weights(server));
    director.tell(new Event.ProgramEnded(1, 0, "too late"));
    assertEquals("", director.weights(server));
  }

  private static Plan tracking(Loads.Server... servers) {
    return new Plans()
        .balancing(Loads.balancing(servers))
        .tracking(
            new Tracking(
                List.of(new FileCheck("f", "/run/f", Optional.empty())),
                List.<ProcessCheck>of(),
                List.of(),
                List.of(),
                false,
                Optional.empty()))
        .build();
  }

  /** Observed of keepalived 2.2.7 with files that say these numbers. */
  @Test
  void takesWeightsFromFiles() {
    Loads.Server server =
        Loads.server(100)
            .with(Loads.real(11, 10).checked(Loads.of(new Probe.TrackedFile("f", 1, false))))
            .with(Loads.real(12, 10).checked(Loads.of(new Probe.TrackedFile("f", 2, false))))
            .with(Loads.real(13, 10).checked(Loads.of(new Probe.TrackedFile("f", 2, true))))
            .with(Loads.real(14, 10).checked(Loads.of(new Probe.TrackedFile("f", 0, false))));
    Director director = new Director(tracking(server)).begin();
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("0", "11=10 12=10 13=10 14=10");
    expected.put("5", "11=15 12=20 13=0");
    expected.put("-5", "11=5 12=0 13=20");
    expected.put("-127", "11=0 12=0 13=264");
    expected.put("-254", "11=0 12=0 13=518");
    expected.put("254", "11=264 12=518 13=0");
    expected.put("300", "11=310 12=610 13=0");
    expected.forEach((number, weights) -> {
      director.tell(new Event.FileRead("f", Optional.of(number)));
      assertEquals(weights, director.weights(server), number);
    });
    assertEquals(List.of(UP, rs(14, false)), director.told());
  }

  // ---------------------------------------------------------------- lives and reloads

  private static Loads.Server alpha() {
    return Loads.server(100)
        .sorry(99, false)
        .with(Loads.real(11, 1).checked(Loads.tcp(11, 0, true)))
        .with(Loads.real(12, 2).checked(Loads.tcp(12, 0, true)));
  }

  /** Killed and started again: who stood in the table stays there until a check says otherwise. */
  @Test
  void goesOnAfterACrash() {
    for (boolean flush : List.of(false, true)) {
      Loads.Server server = alpha();
      Director first = new Director(Loads.plan(server)).down(12).begin().pass(1);
      assertEquals("11=1", first.weights(server));
      LoadBalancing balancing = Loads.flushing(Loads.balancing(server), flush, AtStop.REMOVE_OWN);
      Director second =
          new Director(new Plans().balancing(balancing).build(), first.kernel).begin();
      assertEquals("11=1", second.weights(server));
      assertEquals(
          List.of(), second.actions.stream().filter(Action.ChangeTable.class::isInstance).toList());
      second.pass(1);
      assertEquals("11=1 12=2", second.weights(server));
      second.down(11).pass(4);
      assertEquals("12=2", second.weights(server));
    }
  }

  @Test
  void leavesAloneWhatOthersHaveAdded() {
    Loads.Server own = alpha();
    Loads.Server foreign = Loads.server(7).with(Loads.real(70, 1));
    Director other = new Director(Loads.plan(foreign)).begin();
    Director director = new Director(Loads.plan(own), other.kernel).begin().pass(1);
    director.stop();
    assertEquals(Set.of(foreign.service()), director.kernel.keySet());
    LoadBalancing flushing = Loads.flushing(Loads.balancing(own), true, AtStop.FLUSH);
    Director alone = new Director(new Plans().balancing(flushing).build(), other.kernel).begin();
    assertEquals(Set.of(own.service()), alone.kernel.keySet());
  }

  @Test
  void keepsWhatStaysTheSameOverAReload() {
    Loads.Server before = watched();
    Director director = new Director(Loads.plan(before)).down(13).begin().pass(4);
    director.told();
    int done = director.actions.size();
    Loads.Server after =
        Loads.server(100)
            .quorum(3, 1)
            .sorry(99, false)
            .with(Loads.real(11, 1).checked(Loads.tcp(11)))
            .with(Loads.real(12, 5).checked(Loads.tcp(12)))
            .with(Loads.real(13, 3).checked(Loads.tcp(13)))
            .with(Loads.real(14, 1).checked(Loads.tcp(14)));
    director.reload(Loads.plan(after));
    assertEquals("11=1 12=5 14=1", director.weights(after));
    assertEquals(List.of(), director.told());
    List<Action> reloaded = director.actions.subList(done, director.actions.size());
    assertEquals(
        List.of(
            "add [10.7.0.14]:80 to TCP 192.0.2.100:80",
            "change [10.7.0.12]:80 of TCP 192.0.2.100:80"),
        reloaded.stream()
            .filter(Action.ChangeTable.class::isInstance)
            .map(action -> ((Action.ChangeTable) action).operation().toString())
            .toList());
    assertEquals(
        1,
        reloaded.stream().filter(Action.StartTimer.class::isInstance).count(),
        "checks that stay go on as they are");
  }

  /** Whoever is down stays down, and whoever is up stays up, though the check is another one. */
  @Test
  void keepsVerdictsWhenChecksChange() {
    Loads.Server before = alpha();
    Director director = new Director(Loads.plan(before)).down(12).begin().pass(1);
    Loads.Server after =
        Loads.server(100)
            .sorry(99, false)
            .with(Loads.real(11, 1).checked(Loads.tcp(11, 2, true)))
            .with(Loads.real(12, 2).checked(Loads.tcp(12, 2, false)));
    director.reload(Loads.plan(after));
    assertEquals("11=1", director.weights(after));
    director.up(12).pass(1);
    assertEquals("11=1 12=2", director.weights(after));
  }

  @Test
  void saysGoodbyeToWhoGoes() {
    Loads.Server both = alpha();
    Loads.Server other = Loads.server(101).omega().with(Loads.real(21, 1));
    Director director = new Director(Loads.plan(both, other)).begin().pass(1);
    director.told();
    Loads.Server one =
        Loads.server(100).sorry(99, false).with(Loads.real(11, 1).checked(Loads.tcp(11, 0, true)));
    director.reload(Loads.plan(one));
    assertEquals("11=1", director.weights(one));
    assertEquals("none", director.weights(other));
    assertEquals(
        List.of(
            rs(12, false),
            "RS [10.7.0.21]:tcp:80 [192.0.2.101]:tcp:80 DOWN",
            "VS [192.0.2.101]:tcp:80 DOWN"),
        director.told());
  }

  @Test
  void beginsAndEndsWithAReload() {
    Loads.Server server = alpha();
    Director director = new Director(Plans.of(Plans.router("VI", 51, 100))).begin();
    assertFalse(director.actions.contains(new Action.ObserveTable()));
    director.reload(Loads.plan(server)).pass(1);
    assertEquals("11=1 12=2", director.weights(server));
    director.reload(Plans.of(Plans.router("VI", 51, 100)));
    assertEquals(Map.of(), director.kernel);
    assertTrue(director.timers().stream().noneMatch(TimerId.OfBalancing.class::isInstance));
  }

  // ---------------------------------------------------------------- what can go wrong

  @Test
  void doesWithoutATableUntilThereIsOne() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server));
    director.missing = Optional.of("the kernel has no IPVS; load it: modprobe ip_vs");
    director.begin().pass(10);
    assertEquals(
        List.of(
            "the table of virtual services cannot be read: the kernel has no IPVS; load it:"
                + " modprobe ip_vs"),
        director.log);
    assertEquals(Set.of(), director.timers());
    director.missing = Optional.empty();
    director.reload(Loads.plan(server)).pass(1);
    assertEquals("11=1 12=2", director.weights(server));
  }

  @Test
  void aTableThatCannotBeReadAtAReloadIsTakenAsItIsKnown() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    director.missing = Optional.of("out of memory");
    director.reload(
        Loads.plan(
            Loads.server(100)
                .sorry(99, false)
                .with(Loads.real(11, 7).checked(Loads.tcp(11, 0, true)))));
    assertEquals("11=7", director.weights(server));
  }

  @Test
  void saysOnceWhatIsRefused() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server)).begin();
    VirtualService service = server.service();
    TableOperation add =
        director.actions.stream()
            .filter(Action.ChangeTable.class::isInstance)
            .map(action -> ((Action.ChangeTable) action).operation())
            .findFirst()
            .orElseThrow();
    director.log.clear();
    director.kernel.clear();
    director.tell(new Event.TableRefused(add, "there is no scheduler rr", false));
    director.tell(
        new Event.TableRefused(
            new TableOperation.RemoveDestination(
                service, new Destination.Key(IpAddress.of("10.7.0.99"), 80)),
            "there is no such service",
            false));
    director.tell(new Event.TableRefused(add, "there is no scheduler rr", false));
    assertEquals(List.of("cannot add TCP 192.0.2.100:80: there is no scheduler rr"), director.log);
    director.pass(1);
    assertEquals("11=1 12=2", director.weights(server), "the next change tries it again");
  }

  @Test
  void doesNotRepeatAReasonForEachService() {
    Loads.Server[] servers = new Loads.Server[50];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = Loads.server(i + 1).with(Loads.real(11, 1));
    }
    Director director = new Director(Loads.plan(servers)).begin();
    List<TableOperation> operations =
        director.actions.stream()
            .filter(Action.ChangeTable.class::isInstance)
            .map(action -> ((Action.ChangeTable) action).operation())
            .filter(TableOperation.AddService.class::isInstance)
            .toList();
    assertEquals(50, operations.size());
    director.log.clear();
    operations.forEach(operation ->
        director.tell(new Event.TableRefused(operation, "there is no scheduler rr", false)));
    assertEquals(6, director.log.size());
    assertEquals(
        "more changes were refused for the same reason: there is no scheduler rr",
        director.log.getLast());
  }

  @Test
  void triesAgainWhatIsRefused() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server));
    director.refuses = Optional.of("no memory");
    director.begin();
    List<String> said = List.of("cannot add TCP 192.0.2.100:80: no memory");
    assertEquals(said, ofTable(director));
    director.log.clear();
    director.pass(600);
    assertEquals(List.of(), ofTable(director), "it is said already");
    assertTrue(observations(director) > 5, "tries again");
    assertTrue(observations(director) < 20, () -> observations(director) + " times in 10 minutes");
    director.refuses = Optional.empty();
    director.pass(130);
    assertEquals("11=1 12=2", director.weights(server));
    assertEquals(
        List.of("the table of virtual services is as it shall be again"), ofTable(director));
    long before = observations(director);
    director.pass(300);
    assertEquals(before, observations(director), "there is nothing to be done any more");
  }

  /** An edit that is refused is not forgotten either. */
  @Test
  void triesAgainToChange() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    director.refuses = Optional.of("no memory");
    director.tell(weight(12, 0));
    assertEquals("11=1 12=2", director.weights(server));
    director.refuses = Optional.empty();
    director.pass(1.1);
    assertEquals("11=1 12=0", director.weights(server));
    director.log.clear();
    director.refuses = Optional.of("no memory");
    director.pass(10).tell(restored(12));
    assertEquals(2, ofTable(director).size(), "news again: " + director.log);
  }

  /** Whoever emptied the table meanwhile does not keep the daemon from filling it. */
  @Test
  void repairsWhatOthersHaveDone() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    director.kernel.clear();
    director.refuses = Optional.of("there is no such service");
    director.tell(weight(12, 7));
    director.refuses = Optional.empty();
    director.pass(1.1);
    assertEquals("11=1 12=7", director.weights(server));
  }

  @Test
  void aTableThatCannotBeReadIsTriedAgain() {
    Loads.Server server = alpha();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    director.refuses = Optional.of("no memory");
    director.tell(weight(12, 7));
    director.refuses = Optional.empty();
    director.missing = Optional.of("no memory");
    director.pass(5);
    director.missing = Optional.empty();
    director.pass(10);
    assertEquals("11=1 12=7", director.weights(server));
    assertEquals(1, ofTable(director).stream().filter(line -> line.contains("no memory")).count());
  }

  private static List<String> ofTable(Director director) {
    return director.log.stream()
        .filter(line -> line.startsWith("cannot ") || line.contains("table of virtual"))
        .toList();
  }

  private static long observations(Director director) {
    return director.actions.stream().filter(Action.ObserveTable.class::isInstance).count();
  }

  // ---------------------------------------------------------------- slow starts

  private static Loads.Server slow(int weight) {
    return Loads.server(100)
        .with(Loads.real(11, 5).checked(Loads.tcp(11, 0, false)))
        .with(
            Loads.real(12, weight)
                .checked(Loads.tcp(12, 0, false))
                .startsSlowly(Duration.ofSeconds(10)));
  }

  /** Down for a look, and up again: one every 2 s. */
  private static Director back(Director director) {
    return director.down(12).pass(2).up(12).pass(2);
  }

  @Test
  void startsSlowly() {
    Loads.Server server = slow(5);
    Director director = new Director(Loads.plan(server)).begin().pass(3);
    assertEquals("11=5 12=5", director.weights(server), "all are new");
    director.down(12).pass(2);
    assertEquals("11=5", director.weights(server));
    director.up(12);
    while (director.weights(server).equals("11=5")) {
      director.pass(0.1);
    }
    List<String> weights = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      weights.add(director.weights(server).replace("11=5 12=", ""));
      assertEquals(10, director.engine().virtualServerStatus().getFirst().weight());
      director.pass(1);
    }
    assertEquals(List.of("1", "1", "1", "2", "2", "3", "3", "3", "4", "4", "5"), weights);
    assertEquals(
        List.of(
            "Slow start of service [10.7.0.12]:tcp:80 of VS [192.0.2.100]:tcp:80: weight 1 to 5"
                + " within 10 s",
            "Service [10.7.0.12]:tcp:80 of VS [192.0.2.100]:tcp:80 has its whole weight of 5"),
        director.log.stream()
            .filter(line -> line.startsWith("Slow") || line.startsWith("Service"))
            .toList());
  }

  @Test
  void aFailureEndsASlowStart() {
    Loads.Server server = slow(100);
    Director director = back(new Director(Loads.plan(server)).begin().pass(3)).pass(6);
    director.down(12).pass(2);
    assertEquals("11=5", director.weights(server));
    assertEquals(Set.of(), steps(director));
    director.up(12).pass(2);
    int weight = Integer.parseInt(director.weights(server).replace("11=5 12=", ""));
    assertTrue(weight <= 21, () -> "it begins anew, and not with " + weight);
  }

  @Test
  void aReloadGoesOnWithASlowStart() {
    Loads.Server server = slow(100);
    Director director = back(new Director(Loads.plan(server)).begin().pass(3)).pass(4);
    String before = director.weights(server);
    director.reload(Loads.plan(slow(100)));
    assertEquals(before, director.weights(server));
    director.pass(10);
    assertEquals("11=5 12=100", director.weights(server));
    back(director);
    Loads.Server quick =
        Loads.server(100)
            .with(Loads.real(11, 5).checked(Loads.tcp(11, 0, false)))
            .with(Loads.real(12, 100).checked(Loads.tcp(12, 0, false)));
    director.reload(Loads.plan(quick));
    assertEquals("11=5 12=100", director.weights(server));
    assertEquals(Set.of(), steps(director));
  }

  /** By hand is at once; back from a drain is back. */
  @Test
  void ordersAndSlowStarts() {
    Loads.Server server = slow(100);
    Director director = back(new Director(Loads.plan(server)).begin().pass(3));
    director.tell(weight(12, 60));
    assertEquals("11=5 12=60", director.weights(server));
    director.pass(20).tell(restored(12));
    assertEquals("11=5 12=100", director.weights(server));
    director.tell(weight(12, 0)).pass(5).tell(restored(12));
    assertEquals("11=5 12=1", director.weights(server));
    director.pass(10);
    assertEquals("11=5 12=100", director.weights(server));
    director.tell(weight(12, 0)).tell(restored(12)).stop();
    assertEquals(Set.of(), steps(director));
  }

  private static Set<TimerId> steps(Director director) {
    return director.timers().stream()
        .filter(TimerId.WeightStep.class::isInstance)
        .collect(Collectors.toSet());
  }

  // ---------------------------------------------------------------- ties to virtual routers

  @Test
  void checksNothingWhileTheAddressIsElsewhere() {
    Loads.Server server =
        Loads.server(100).suspends().with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false)));
    Director director = new Director(Loads.plan(server)).begin().down(11).pass(10);
    assertEquals("11=1", director.weights(server));
    director.tell(new Event.Reported(Replay.address(2, "192.0.2.100/32"))).pass(1);
    assertEquals("", director.weights(server));
    director.tell(new Event.Reported(Replay.gone(2, "192.0.2.100/32"))).up(11).pass(10);
    assertEquals("", director.weights(server), "what was known stays");
    assertEquals(Set.of(), director.timers());
  }

  @Test
  void speaksAsMasterAndListensAsBackup() {
    Plan plan =
        new Plans()
            .with(Plans.router("VI", 51, 100))
            .balancing(Loads.syncing(Loads.balancing(alpha()), "VI"))
            .build();
    Director director = new Director(plan).begin();
    assertEquals(Set.of(Table.SyncRole.BACKUP), director.syncing.keySet());
    director.pass(4);
    assertEquals(Set.of(Table.SyncRole.MASTER), director.syncing.keySet());
    director.tell(new Event.Reported(Replay.link(2, "eth0", false)));
    assertEquals(Set.of(Table.SyncRole.BACKUP), director.syncing.keySet());
    director.stop();
    assertEquals(Set.of(), director.syncing.keySet());
  }

  /** Of a mark, keepalived gives those of both families one name. */
  @Test
  void keepsApartWhatHasOneName() {
    LoadBalancing balancing = Loads.balancing(Loads.server(100), Loads.server(101));
    LoadBalancing marks =
        new LoadBalancing(
            List.of(
                marked(balancing.servers().getFirst(), AddressFamily.INET),
                marked(balancing.servers().getLast(), AddressFamily.INET6)),
            balancing.marking(),
            balancing.sync(),
            balancing.timeouts(),
            balancing.flushesAtStart(),
            balancing.atStop(),
            balancing.tellsFirstStates(),
            balancing.networkNamespace());
    Plan plan = new Plans().balancing(marks).build();
    Director director = new Director(plan).begin();
    assertEquals("[FWM 5, FWM 5 IPv6]", director.kernel.keySet().toString());
    director.reload(plan);
    assertEquals("[FWM 5, FWM 5 IPv6]", director.kernel.keySet().toString());
    director.reload(Loads.plan(watched()));
    assertEquals("[TCP 192.0.2.100:80]", director.kernel.keySet().toString());
  }

  private static VirtualServer marked(VirtualServer server, AddressFamily family) {
    return Loads.serving(server, "FWM 5", List.of(new VirtualService.Mark(family, 5)));
  }

  // ---------------------------------------------------------------- by hand

  private static Event weight(int last, int weight) {
    return new Event.WeightOrdered(selection(last), OptionalInt.of(weight));
  }

  private static Event restored(int last) {
    return new Event.WeightOrdered(selection(last), OptionalInt.empty());
  }

  private static ServerSelection selection(int last) {
    return new ServerSelection(Optional.empty(), "[10.7.0.%d]:80".formatted(last));
  }

  @Test
  void drains() {
    Loads.Server server = watched();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    director.told();
    director.tell(weight(12, 0));
    assertEquals("11=1 12=0 13=3", director.weights(server));
    assertEquals(4, director.engine().virtualServerStatus().getFirst().weight());
    assertEquals(List.of(), director.told(), "nobody is down");
    director.tell(restored(12));
    assertEquals("11=1 12=2 13=3", director.weights(server));
  }

  @Test
  void aDrainStaysOverReloadsAndChecks() {
    Loads.Server server = watched();
    Director director = new Director(Loads.plan(server)).begin().pass(1).tell(weight(12, 0));
    director.reload(Loads.plan(watched().quorum(2, 0))).pass(10);
    assertEquals("11=1 12=0 13=3", director.weights(server));
    director.down(12).pass(10);
    assertEquals("11=1 13=3", director.weights(server));
    director.up(12).pass(10);
    assertEquals("11=1 12=0 13=3", director.weights(server));
    OptionalInt byHand =
        director.engine().virtualServerStatus().getFirst().realServers().get(1).byHand();
    assertEquals(OptionalInt.of(0), byHand);
  }

  @Test
  void aServerThatAReloadTakesAwayIsForgotten() {
    Loads.Server server = watched();
    Director director = new Director(Loads.plan(server)).begin().pass(1).tell(weight(12, 0));
    Loads.Server without =
        Loads.server(100)
            .with(Loads.real(11, 1).checked(Loads.tcp(11)))
            .with(Loads.real(13, 3).checked(Loads.tcp(13)));
    director.reload(Loads.plan(without)).pass(1).reload(Loads.plan(server)).pass(1);
    assertEquals("11=1 12=2 13=3", director.weights(server));
  }

  /** Removed from the table, they could not finish: the kernel drops what belongs to nobody. */
  @Test
  void whoIsDrainedStaysBesideTheSorryServer() {
    Loads.Server server = watched();
    Director director = new Director(Loads.plan(server)).begin().pass(1);
    director.tell(weight(11, 0)).tell(weight(12, 0)).tell(weight(13, 0));
    assertEquals("11=0 12=0 13=0 99=1", director.weights(server));
    assertEquals(List.of(UP, DOWN), director.told());
    director.tell(restored(11)).tell(restored(12)).tell(restored(13));
    assertEquals("11=1 12=2 13=3", director.weights(server));
    assertEquals(List.of(UP), director.told());
  }

  @Test
  void weighsAllThatAreMeant() {
    Loads.Server one = Loads.server(100).with(Loads.real(11, 1)).with(Loads.real(12, 1));
    Loads.Server two = Loads.server(101).with(Loads.real(11, 2));
    Director director = new Director(Loads.plan(one, two)).begin();
    director.tell(weight(11, 7));
    assertEquals("11=7 12=1", director.weights(one));
    assertEquals("11=7", director.weights(two));
    director.tell(
        new Event.WeightOrdered(
            new ServerSelection(Optional.of("192.0.2.101:80"), "10.7.0.11"), OptionalInt.empty()));
    assertEquals("11=7 12=1", director.weights(one));
    assertEquals("11=2", director.weights(two));
  }

  @Test
  void knowsServersByTheirNames() {
    VirtualServer server =
        Loads.plan(Loads.server(100).with(Loads.real(11, 1))).balancing().servers().getFirst();
    RealServer real = server.realServers().getFirst();
    for (String words :
        List.of(
            "10.7.0.11", "[10.7.0.11]", "10.7.0.11:80", "[10.7.0.11]:80", "[10.7.0.11]:tcp:80")) {
      assertTrue(new ServerSelection(Optional.empty(), words).includes(server, real), words);
    }
    for (String words :
        List.of("10.7.0.1", "10.7.0.11:8", "[10.7.0.11]:udp:80", "10.7.0.11:", "", "web", "::1")) {
      assertFalse(new ServerSelection(Optional.empty(), words).includes(server, real), words);
    }
    for (String words :
        List.of("192.0.2.100", "192.0.2.100:80", "[192.0.2.100]:80", "[192.0.2.100]:tcp:80")) {
      assertTrue(ServerSelection.isNamed(server, words), words);
    }
    for (String words : List.of("192.0.2.100:81", "[192.0.2.100]:udp:80", "FWM 5", "")) {
      assertFalse(ServerSelection.isNamed(server, words), words);
    }
    assertEquals(
        "[2001:db8::1]:80 of virtual server FWM 5",
        new ServerSelection(Optional.of("FWM 5"), "[2001:DB8:0::1]:80").toString());
  }
}
