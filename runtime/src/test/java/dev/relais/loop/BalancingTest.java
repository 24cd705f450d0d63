package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Loads;
import dev.relais.engine.Plans;
import dev.relais.health.ProbeResult;
import dev.relais.plan.Plan;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BalancingTest {
  private static final Input RELOAD = new Input.Asked(Input.Request.RELOAD);

  private final Outside outside = new Outside();

  private static Loads.Server server() {
    return Loads.server(100)
        .with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false)))
        .with(Loads.real(12, 1).checked(Loads.tcp(12, 0, false)));
  }

  private static Input probed(long id, boolean good) {
    return new Input.Probed(id, good ? ProbeResult.good("connected") : ProbeResult.bad("refused"));
  }

  @Test
  void changesTheTableAllAtOnce() throws HostException {
    outside.at(100, probed(1, false), probed(2, false)).stopAt(200).run(Loads.plan(server()));
    assertEquals(
        List.of(
            "0.000 table [add TCP 192.0.2.100:80, add [10.7.0.11]:80 to TCP 192.0.2.100:80,"
                + " add [10.7.0.12]:80 to TCP 192.0.2.100:80]",
            "0.100 table [remove [10.7.0.11]:80 from TCP 192.0.2.100:80,"
                + " remove [10.7.0.12]:80 from TCP 192.0.2.100:80]",
            "0.200 table [remove TCP 192.0.2.100:80]"),
        outside.notes(" table "));
    assertEquals(List.of("0.000 observe"), outside.notes("observe"));
    assertEquals(List.of("0.000 begun"), outside.notes("begun"));
    assertEquals(List.of("0.000 probe 1", "0.000 probe 2"), outside.notes(" probe "));
  }

  @Test
  void changesTheHostBeforeTheTable() throws HostException {
    Plan plan =
        new Plans()
            .with(Plans.router("VI", 51, 255).vips("192.0.2.100/24"))
            .balancing(Loads.syncing(Loads.balancing(server()), "VI"))
            .build();
    outside.stopAt(100).run(plan);
    List<String> changes =
        outside.notes("").stream()
            .filter(note -> note.contains("0.000 add ") || note.contains(" table "))
            .toList();
    assertEquals("0.000 add 192.0.2.100/24 on eth0", changes.getFirst());
    assertTrue(changes.get(1).endsWith("start the sync daemon as MASTER]"), changes.get(1));
  }

  @Test
  void endsWhatLooks() throws HostException {
    outside.at(100, probed(1, true)).stopAt(200).run(Loads.plan(server()));
    assertEquals(List.of("0.200 end probe 2"), outside.notes("end probe"));
  }

  private static Loads.Server scripted() {
    return Loads.server(100).with(Loads.real(11, 3).checked(Loads.misc("chk")));
  }

  @Test
  void runsPrograms() throws HostException {
    outside
        .at(100, new Input.ProgramEnded(1, 9, "exited with status 9"))
        .stopAt(3500)
        .run(Loads.plan(scripted()));
    assertEquals(
        List.of("0.000 start /bin/chk", "2.100 start /bin/chk"), outside.notes(" start /bin/chk"));
    assertEquals(
        List.of("0.100 table [change [10.7.0.11]:80 of TCP 192.0.2.100:80]"),
        outside.notes("change"));
    assertEquals(1, outside.notes("MISC_CHECK /bin/chk failed (timed out)").size());
    assertEquals(List.of("3.100 end 2"), outside.notes(" end "));
  }

  @Test
  void aProgramThatCannotRunIsBad() throws HostException {
    outside.refuses.add("start /bin/chk");
    outside.stopAt(500).run(Loads.plan(scripted()));
    assertEquals(
        List.of("0.000 WARNING MISC_CHECK /bin/chk failed (cannot run /bin/chk)"),
        outside.notes("MISC_CHECK"));
  }

  /** It ends as any other: nothing would begin the next one else. */
  @Test
  void aLookThatCannotBeginIsBad() throws HostException {
    outside.refuses.add("probe 1");
    outside
        .stopAt(500)
        .run(
            Loads.plan(Loads.server(100).with(Loads.real(11, 1).checked(Loads.tcp(11, 0, false)))));
    assertEquals(
        List.of("0.000 WARNING TCP_CHECK of [10.7.0.11]:80 failed (cannot wait for servers)"),
        outside.notes("TCP_CHECK"));
  }

  @Test
  void theRestGoesOnWithoutATable() throws HostException {
    outside.refuses.add("observe");
    Plan plan =
        new Plans().with(Plans.router("VI", 51, 100)).balancing(Loads.balancing(server())).build();
    outside.stopAt(5000).run(plan);
    assertEquals(
        List.of("0.000 ERROR the table of virtual services cannot be read: the kernel has no IPVS"),
        outside.notes("ERROR"));
    assertEquals(List.of(), outside.notes(" table ["));
    assertEquals(1, outside.notes("Entering MASTER STATE").size());
  }

  @Test
  void saysWhatTheKernelRefuses() throws HostException {
    outside.refuses.add("add TCP");
    outside.stopAt(500).run(Loads.plan(server()));
    assertEquals(
        List.of("0.000 ERROR cannot add TCP 192.0.2.100:80: not permitted"),
        outside.notes("ERROR"));
  }

  // ---------------------------------------------------------------- reload

  @Test
  void runsWithVirtualServersOnly() throws HostException {
    Plan both =
        new Plans().with(Plans.router("VI", 51, 100)).balancing(Loads.balancing(server())).build();
    outside.newPlan = Optional.of(Loads.plan(server()));
    outside.at(500, RELOAD).stopAt(600).run(both);
    assertEquals(List.of("0.500 INFO Reload complete"), outside.notes("Reload "));
    assertEquals(List.of("0.000 observe", "0.500 observe"), outside.notes("observe"));
  }

  @Test
  void aPlanThatServesNothingIsNotTakenForOneThatServed() throws HostException {
    outside.newPlan = Optional.of(new Plans().build());
    outside.at(500, RELOAD).stopAt(600).run(Loads.plan(server()));
    assertEquals(
        List.of(
            "0.500 ERROR Reload refused: the configuration has no instance and no virtual server"
                + " any more; to serve nothing, stop the daemon. The running plan stays;"
                + " send SIGHUP again once that is corrected"),
        outside.notes("Reload refused"));
    assertEquals(List.of("0.000 observe"), outside.notes("observe"));
  }

  // ---------------------------------------------------------------- orders

  private static Input ordered(String order) {
    return new Input.Ordered(7, "{\"version\":1,\"order\":%s}".formatted(order));
  }

  /** Whoever is answered finds the table as it was ordered. */
  @Test
  void changesTheTableBeforeItAnswers() throws HostException {
    String drain =
        """
        {"type":"weight","servers":{"virtualServer":null,"realServer":"10.7.0.11:80"},"weight":0}\
        """;
    outside.at(100, ordered(drain)).stopAt(200).run(Loads.plan(server()));
    List<String> done =
        outside.notes("0.100 ").stream()
            .filter(note -> note.matches("0.100 (table|answer) .*"))
            .toList();
    assertEquals("0.100 table [change [10.7.0.11]:80 of TCP 192.0.2.100:80]", done.getFirst());
    assertTrue(done.getLast().startsWith("0.100 answer 7 {"), done.getLast());
  }

  @Test
  void answersWhatItCannotUnderstand() throws HostException {
    outside.at(100, ordered("7"), new Input.Ordered(8, "")).stopAt(200).run(Loads.plan(server()));
    assertEquals(
        1, outside.notes("answer 7 {\"version\":1,\"outcome\":{\"type\":\"refused\"").size());
    assertEquals(
        1, outside.notes("answer 8 {\"version\":1,\"outcome\":{\"type\":\"refused\"").size());
  }

  // ---------------------------------------------------------------- journal

  @Test
  void theJournalHasRoomForMoreThanGoodResults() throws HostException {
    for (int i = 0; i < 100; i++) {
      outside.at(10 + 2000L * i, probed(2 * i + 1, true), probed(2 * i + 2, true));
    }
    outside
        .at(200_500, new Input.Asked(Input.Request.WRITE_DATA))
        .stopAt(200_600)
        .run(Loads.plan(server()));
    int written = outside.journal.orElseThrow().entries().size();
    assertTrue(written < 10, () -> written + " entries");
    assertEquals(0, outside.journal.orElseThrow().dropped());
  }
}
