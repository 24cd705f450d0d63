package dev.relais.ipvs;

import static dev.relais.ipvs.Tables.MAIL;
import static dev.relais.ipvs.Tables.MARKED;
import static dev.relais.ipvs.Tables.SYNC;
import static dev.relais.ipvs.Tables.WEB;
import static dev.relais.ipvs.Tables.destination;
import static dev.relais.ipvs.Tables.entry;
import static dev.relais.ipvs.Tables.key;
import static dev.relais.ipvs.Tables.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.ConnectionSync;
import dev.relais.plan.Forwarding;
import dev.relais.plan.LoadBalancing.Timeouts;
import dev.relais.plan.Persistence;
import dev.relais.plan.Scheduler;
import dev.relais.plan.VirtualService;
import dev.relais.testdata.Seeds;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private static final Reconciliation OWN = Reconciliation.of(Set.of(WEB, MAIL));

  private static void assertDone(String expected, List<TableOperation> operations) {
    assertEquals(
        expected.strip(), String.join("\n", operations.stream().map(Object::toString).toList()));
  }

  @Test
  void fillsAnEmptyTable() {
    Table desired =
        table(
            entry(WEB, "rr", destination("192.0.2.1", 1), destination("192.0.2.2", 1)),
            entry(MARKED, "wlc"));
    assertDone(
        """
        add TCP 192.0.2.10:80
        add [192.0.2.1]:80 to TCP 192.0.2.10:80
        add [192.0.2.2]:80 to TCP 192.0.2.10:80
        add FWM 5
        """,
        OWN.operations(Table.EMPTY, desired));
  }

  @Test
  void addsBeforeItRemoves() {
    assertDone(
        """
        add TCP 192.0.2.10:25
        add [192.0.2.3]:80 to TCP 192.0.2.10:25
        add [192.0.2.2]:80 to TCP 192.0.2.10:80
        remove [192.0.2.1]:80 from TCP 192.0.2.10:80
        """,
        OWN.operations(
            table(entry(WEB, "rr", destination("192.0.2.1", 1))),
            table(
                entry(MAIL, "rr", destination("192.0.2.3", 1)),
                entry(WEB, "rr", destination("192.0.2.2", 1)))));
  }

  @Test
  void changesWhatStaysInItsPlace() {
    Destination tunneled = new Destination(key("192.0.2.1"), Forwarding.Tunneling.PLAIN, 1, 0, 0);
    assertDone(
        """
        change TCP 192.0.2.10:80
        change [192.0.2.1]:80 of TCP 192.0.2.10:80
        """,
        OWN.operations(
            table(entry(WEB, "rr", destination("192.0.2.1", 1))),
            table(entry(WEB, "wlc", tunneled))));
  }

  /** Else there would be a moment without any server. */
  @Test
  void raisesAWeightBeforeItLowersAnother() {
    assertDone(
        """
        change [192.0.2.2]:80 of TCP 192.0.2.10:80
        change [192.0.2.1]:80 of TCP 192.0.2.10:80
        """,
        OWN.operations(
            table(entry(WEB, "rr", destination("192.0.2.1", 1), destination("192.0.2.2", 0))),
            table(entry(WEB, "rr", destination("192.0.2.1", 0), destination("192.0.2.2", 1)))));
  }

  @Test
  void leavesAloneWhatIsNotOurs() {
    Table observed = table(entry(MARKED, "rr", destination("192.0.2.1", 1)), entry(MAIL, "rr"));
    assertDone("remove TCP 192.0.2.10:25", OWN.operations(observed, Table.EMPTY));
    assertDone(
        """
        remove FWM 5
        remove TCP 192.0.2.10:25
        """,
        Reconciliation.ofEverything().operations(observed, Table.EMPTY));
  }

  @Test
  void aServiceThatIsDesiredIsOurs() {
    assertDone(
        "remove [192.0.2.1]:80 from FWM 5",
        Reconciliation.of(Set.of())
            .operations(
                table(entry(MARKED, "rr", destination("192.0.2.1", 1))),
                table(entry(MARKED, "rr"))));
  }

  @Test
  void setsTimeoutsThatAreAskedFor() {
    Timeouts kernel = timeouts(900, 120, 300);
    assertDone("", timeouts(kernel, Timeouts.KERNEL));
    assertDone("", timeouts(kernel, timeouts(900, 120, 300)));
    assertDone("set the timeouts", timeouts(kernel, timeouts(900, 120, 301)));
    assertDone(
        "set the timeouts",
        timeouts(
            kernel,
            new Timeouts(Optional.of(Duration.ofHours(1)), Optional.empty(), Optional.empty())));
  }

  private static Timeouts timeouts(int tcp, int tcpFin, int udp) {
    return new Timeouts(
        Optional.of(Duration.ofSeconds(tcp)),
        Optional.of(Duration.ofSeconds(tcpFin)),
        Optional.of(Duration.ofSeconds(udp)));
  }

  private static List<TableOperation> timeouts(Timeouts observed, Timeouts desired) {
    return OWN.operations(
        new Table(Map.of(), observed, Map.of()), new Table(Map.of(), desired, Map.of()));
  }

  @Test
  void syncsAsAskedFor() {
    ConnectionSync observed =
        new ConnectionSync(
            "eth0", "", 7, Optional.of(1472), Optional.of(8848), Optional.of(1), Optional.empty());
    ConnectionSync longer =
        new ConnectionSync(
            "eth0",
            "VI_1",
            7,
            Optional.of(9000),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertDone("", syncing(Map.of(Table.SyncRole.MASTER, observed), Table.SyncRole.MASTER, SYNC));
    assertDone("start the sync daemon as BACKUP", syncing(Map.of(), Table.SyncRole.BACKUP, SYNC));
    assertDone(
        """
        stop the sync daemon as MASTER
        start the sync daemon as BACKUP
        """,
        syncing(Map.of(Table.SyncRole.MASTER, observed), Table.SyncRole.BACKUP, SYNC));
    assertDone(
        """
        stop the sync daemon as BACKUP
        start the sync daemon as BACKUP
        """,
        syncing(Map.of(Table.SyncRole.BACKUP, observed), Table.SyncRole.BACKUP, longer));
  }

  private static List<TableOperation> syncing(
      Map<Table.SyncRole, ConnectionSync> observed, Table.SyncRole role, ConnectionSync desired) {
    return OWN.operations(
        new Table(Map.of(), Timeouts.KERNEL, observed),
        new Table(Map.of(), Timeouts.KERNEL, Map.of(role, desired)));
  }

  @Test
  void partsOfASecondDoNotCount() {
    assertDone("", OWN.operations(persistent(50_000), persistent(50_999)));
    assertDone("change TCP 192.0.2.10:80", OWN.operations(persistent(50_000), persistent(51_000)));
  }

  private static Table persistent(int milliseconds) {
    return table(
        ServiceEntry.of(
            WEB,
            Scheduler.plain("rr"),
            Optional.of(new Persistence(Duration.ofMillis(milliseconds), 32, Optional.empty())),
            List.of()));
  }

  // ---------------------------------------------------------------- any two tables

  @Test
  void reachesWhatIsDesiredAndMissesNothingOnTheWay() {
    Seeds.forEach(
        20_000,
        (_, random) -> {
          Table observed = Tables.random(random);
          Table desired = Tables.random(random);
          boolean everything = random.nextInt(4) == 0;
          Set<VirtualService> own = new HashSet<>();
          observed.services().keySet().stream().filter(_ -> random.nextBoolean()).forEach(own::add);
          Reconciliation reconciliation =
              everything ? Reconciliation.ofEverything() : Reconciliation.of(own);
          Map<VirtualService, ServiceEntry> kept = new LinkedHashMap<>(observed.services());
          kept.keySet()
              .removeIf(service ->
                  everything || own.contains(service) || desired.services().containsKey(service));
          // The kernel would not sync while what is left alone is of mixed families.
          boolean impossible =
              !desired.syncing().isEmpty()
                  && kept.values().stream().anyMatch(ReconciliationTest::isMixed);
          if (!impossible) {
            check(reconciliation, observed, desired, kept);
          }
        });
  }

  private static boolean isMixed(ServiceEntry entry) {
    return entry.destinations().values().stream()
        .anyMatch(destination -> Tables.isMixed(entry.service(), destination));
  }

  private static void check(
      Reconciliation reconciliation,
      Table observed,
      Table desired,
      Map<VirtualService, ServiceEntry> kept) {
    Table table = observed;
    for (TableOperation operation : reconciliation.operations(observed, desired)) {
      table = Tables.changed(table, operation);
      for (ServiceEntry before : observed.services().values()) {
        ServiceEntry after = desired.services().get(before.service());
        ServiceEntry now = table.services().get(before.service());
        if (after != null) {
          assertNothingIsMissing(before, after, Objects.requireNonNull(now));
        }
      }
      assertTrue(table.services().entrySet().containsAll(kept.entrySet()), operation::toString);
    }
    Map<VirtualService, ServiceEntry> expected = new LinkedHashMap<>(kept);
    expected.putAll(desired.services());
    assertEquals(sorted(expected), sorted(table.services()));
    assertEquals(desired.timeouts(), table.timeouts());
    assertEquals(desired.syncing(), table.syncing());
    assertEquals(List.of(), reconciliation.operations(table, desired), "nothing is left to do");
  }

  private static void assertNothingIsMissing(
      ServiceEntry before, ServiceEntry after, ServiceEntry now) {
    Set<Destination.Key> stay = new HashSet<>(before.destinations().keySet());
    stay.retainAll(after.destinations().keySet());
    assertTrue(now.destinations().keySet().containsAll(stay));
    if (works(before) && works(after)) {
      assertTrue(works(now), "a moment without a server");
    }
    assertFalse(
        now.destinations().keySet().stream()
            .anyMatch(key ->
                !before.destinations().containsKey(key) && !after.destinations().containsKey(key)));
  }

  private static boolean works(ServiceEntry entry) {
    return entry.destinations().values().stream().anyMatch(destination -> destination.weight() > 0);
  }

  private static Map<String, ServiceEntry> sorted(Map<VirtualService, ServiceEntry> services) {
    Map<String, ServiceEntry> sorted = new TreeMap<>();
    services.forEach((service, entry) -> sorted.put(service.toString(), entry));
    return sorted;
  }
}
