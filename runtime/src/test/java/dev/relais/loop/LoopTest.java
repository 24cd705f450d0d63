package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Event;
import dev.relais.engine.Plans;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.Plan;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.wire.NetlinkMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final Plan PLAIN = Plans.of(Plans.router("VI", 51, 100));
  private static final Plan OWNER = Plans.of(Plans.router("VI", 51, 255));
  private static final Input RELOAD = new Input.Asked(Input.Request.RELOAD);

  private final Outside outside = new Outside();

  @Test
  void beginsAndLeavesNothingBehind() throws HostException {
    outside.stopAt(4000).run(PLAIN);
    assertEquals(
        List.of(
            "0.000 inventory",
            "0.000 listen eth0",
            "0.000 NOTICE (VI) Entering BACKUP STATE (init)",
            "0.000 begun",
            "3.603 brace for 3.609",
            "3.609 advertise priority 100",
            "3.609 add 192.0.2.175/24 on eth0",
            "3.609 announce",
            "3.609 announce",
            "3.609 announce",
            "3.609 announce",
            "3.609 announce",
            "3.609 NOTICE (VI) Receive advertisement timeout",
            "3.609 NOTICE (VI) Entering MASTER STATE",
            "3.609 INFO (VI) setting VIPs.",
            "3.609 INFO (VI) Sending/queueing gratuitous ARPs on eth0 for 192.0.2.175",
            "4.000 INFO Stopping",
            "4.000 advertise priority 0",
            "4.000 remove 192.0.2.175/24 on eth0",
            "4.000 INFO (VI) sent 0 priority",
            "4.000 INFO (VI) removing VIPs."),
        outside.notes(""));
  }

  /** The daemon was stopped, or its machine was: what waited in the socket was heard in time. */
  @Test
  void hearsBeforeItLooksAtTimers() throws HostException {
    outside.at(9000, Outside.heard(PLAIN, 150, 9000)).late(6000).stopAt(9100).run(PLAIN);
    assertEquals(List.of(), outside.notes("MASTER"));
  }

  @Test
  void silenceBeginsWhenAnAdvertisementArrivesAndNotWhenItIsTakenIn() throws HostException {
    outside.at(1040, Outside.heard(PLAIN, 150, 1000)).stopAt(5000).run(PLAIN);
    assertEquals(List.of("4.609 advertise priority 100"), outside.notes("priority 100"));
  }

  @Test
  void isAwakeBeforeItTakesOverAndSleepsBeforeItAdvertises() throws HostException {
    outside.stopAt(9000).run(PLAIN);
    assertEquals(List.of("3.603 brace for 3.609"), outside.notes("brace"));
    assertEquals("3.609 advertise priority 100", outside.notes("advertise").getFirst());
  }

  @Test
  void hearsTheMasterInTheLastMoment() throws HostException {
    outside.at(3608, Outside.heard(PLAIN, 150, 3608)).stopAt(7300).run(PLAIN);
    assertEquals(List.of("3.603 brace for 3.609", "7.211 brace for 7.217"), outside.notes("brace"));
    assertEquals(List.of("7.217 advertise priority 100"), outside.notes("priority 100"));
  }

  /** Between the takeovers of many there would be no time for anything else. */
  @Test
  void staysAwakeForOneOfThoseThatTakeOverTogether() throws HostException {
    Duration interval = Duration.ofMillis(100);
    outside
        .stopAt(400)
        .run(
            Plans.of(
                Plans.router("A", 51, 101).version3(interval),
                Plans.router("B", 52, 100).version3(interval).vips("192.0.2.176/24")));
    assertEquals(List.of("0.355 brace for 0.361"), outside.notes("brace"));
    assertEquals(
        List.of("0.361 advertise priority 101", "0.361 advertise priority 100"),
        outside.notes("advertise priority 1"));
  }

  /** Links, routes and files of others wake the daemon, and say nothing to it. */
  @Test
  void sleepsOnAfterWhatConcernsNobody() throws HostException {
    outside.at(1000).at(2000).at(3607).stopAt(9000).run(PLAIN);
    assertEquals(List.of("3.603 brace for 3.609"), outside.notes("brace"));
  }

  /** A backup that waits but for one advertisement would be awake most of the time. */
  @Test
  void restsAfterATakeoverThatDidNotCome() throws HostException {
    outside
        .at(3608, Outside.heard(PLAIN, 150, 3608))
        .at(3609, Outside.heard(PLAIN, 0, 3609))
        .stopAt(9000)
        .run(PLAIN);
    assertEquals(List.of("3.603 brace for 3.609"), outside.notes("brace"));
    assertEquals("4.218 advertise priority 100", outside.notes("advertise priority").getFirst());
  }

  @Test
  void doesNotBraceWhenItIsLate() throws HostException {
    outside.late(7).stopAt(9000).run(PLAIN);
    assertEquals(List.of(), outside.notes("brace"));
  }

  /** What came after it may be lost: there was no room for it. */
  @Test
  void silenceBeginsAfterAPause() throws HostException {
    outside.at(3500, Outside.heard(PLAIN, 150, 1000)).stopAt(7500).run(PLAIN);
    assertEquals(List.of("7.109 advertise priority 100"), outside.notes("priority 100"));
  }

  /** The next advertisement is due an interval after the one before, however late that was. */
  @Test
  void aLittleLateDoesNotAddUp() throws HostException {
    outside.late(40).stopAt(3500).run(OWNER);
    assertEquals(
        List.of(
            "0.000 advertise priority 255",
            "1.040 advertise priority 255",
            "2.040 advertise priority 255",
            "3.040 advertise priority 255",
            "3.500 advertise priority 0"),
        outside.notes("advertise"));
  }

  @Test
  void aPauseIsNotMadeUpFor() throws HostException {
    outside.late(2500).stopAt(7900).run(OWNER);
    assertEquals(
        List.of(
            "0.000 advertise priority 255",
            "3.500 advertise priority 255",
            "7.000 advertise priority 255",
            "7.900 advertise priority 0"),
        outside.notes("advertise"));
  }

  @Test
  void doesNotTakeOverToStopAtOnce() throws HostException {
    outside.late(1000).stopAt(4000).run(PLAIN);
    assertEquals(List.of(), outside.notes("MASTER"));
  }

  @Test
  void saysOnceThatSendingFails() throws HostException {
    outside.refuses.add("advertise");
    outside.stopAt(5500).run(OWNER);
    assertEquals(
        List.of("0.000 WARNING cannot advertise on eth0: not permitted"), outside.notes("WARNING"));
  }

  @Test
  void saysThatAnOperationWasRefused() throws HostException {
    outside.refuses.add("add 192.0.2.175/24");
    outside.stopAt(5500).run(OWNER);
    assertEquals(
        List.of("0.000 ERROR cannot add 192.0.2.175/24 on eth0: not permitted"),
        outside.notes("ERROR"));
  }

  @Test
  void doesNotServeWhereItCannotListen() throws HostException {
    outside.refuses.add("listen");
    outside.stopAt(9000).run(PLAIN);
    assertEquals(
        List.of("0.000 WARNING (VI) cannot serve: cannot listen on eth0"),
        outside.notes("WARNING"));
    assertEquals(List.of(), outside.notes("MASTER"));
  }

  @Test
  void takesInWhatTheKernelReports() throws HostException {
    outside
        .at(
            500,
            new Input.Changes(
                List.of(
                    new NetlinkMessage.Link(2, "eth0", false, Optional.empty()),
                    new NetlinkMessage.Link(2, "eth0", true, Optional.empty()))))
        .at(600, new Input.ChangesLost())
        .stopAt(700)
        .run(PLAIN);
    assertEquals(
        List.of("0.500 NOTICE Netlink reports eth0 down", "0.500 NOTICE Netlink reports eth0 up"),
        outside.notes("Netlink"));
    assertEquals(List.of("0.000 inventory", "0.600 inventory"), outside.notes("inventory"));
  }

  private static Plan scripted() {
    return new Plans()
        .script("chk", 1, 1)
        .with(Plans.router("VI", 51, 100).tracks(Plans.tracked("chk", 5)))
        .build();
  }

  @Test
  void runsScripts() throws HostException {
    outside
        .at(100, new Input.ProgramEnded(1, 0, "exited with status 0"))
        .at(1100, new Input.ProgramEnded(2, 7, "exited with status 7"))
        .at(1200, new Input.ProgramEnded(2, 0, "nobody asked"))
        .stopAt(3500)
        .run(scripted());
    assertEquals(
        List.of(
            "0.000 start /usr/bin/chk",
            "1.000 start /usr/bin/chk",
            "2.000 start /usr/bin/chk",
            "3.000 end 3",
            "3.000 start /usr/bin/chk",
            "3.500 end 4"),
        Stream.concat(outside.notes(" start ").stream(), outside.notes(" end ").stream())
            .sorted()
            .toList());
    assertEquals(
        List.of(
            "0.100 INFO VRRP_Script(chk) succeeded",
            "1.100 WARNING VRRP_Script(chk) failed (exited with status 7)"),
        outside.notes("VRRP_Script"));
  }

  @Test
  void aScriptThatCannotRunFails() throws HostException {
    outside.refuses.add("start /usr/bin/chk");
    outside.stopAt(2500).run(scripted());
    assertEquals(
        List.of("0.000 WARNING VRRP_Script(chk) failed (cannot run /usr/bin/chk)"),
        outside.notes("VRRP_Script"));
    assertEquals(3, outside.notes("start /usr/bin/chk").size(), "it is tried again");
  }

  // ---------------------------------------------------------------- reload

  @Test
  void reloadsWithoutACompiler() throws HostException {
    outside.newPlan = Optional.of(Plans.of(Plans.router("VI_2", 52, 255).vips("192.0.2.9/24")));
    outside.at(500, RELOAD).stopAt(600).run(OWNER);
    assertEquals(
        List.of(
            "0.500 INFO Reloading",
            "0.500 read 1",
            "0.500 advertise priority 0",
            "0.500 advertise priority 255",
            "0.500 remove 192.0.2.175/24 on eth0",
            "0.500 add 192.0.2.9/24 on eth0",
            "0.500 announce",
            "0.500 announce",
            "0.500 announce",
            "0.500 announce",
            "0.500 announce",
            "0.500 INFO (VI) sent 0 priority",
            "0.500 INFO (VI) removing VIPs.",
            "0.500 NOTICE (VI_2) Entering MASTER STATE",
            "0.500 INFO (VI_2) setting VIPs.",
            "0.500 INFO (VI_2) Sending/queueing gratuitous ARPs on eth0 for 192.0.2.9"),
        outside.notes("0.500").subList(0, 16));
    assertEquals("0.500 INFO Reload complete", outside.notes("0.500").getLast());
  }

  @Test
  void aPlanThatCannotBeReadChangesNothing() throws HostException {
    outside.at(500, RELOAD).stopAt(600).run(OWNER);
    assertEquals(
        List.of(
            "0.500 INFO Reloading",
            "0.500 read 1",
            "0.500 ERROR Reload refused: there is no plan. The running plan stays;"
                + " send SIGHUP again once that is corrected"),
        outside.notes("0.500"));
  }

  @Test
  void compilesBeside() throws HostException {
    outside.compiler = List.of("relais", "compile");
    outside.newPlan = Optional.of(OWNER);
    outside
        .at(500, RELOAD)
        .at(900, new Input.ProgramEnded(1, 0, "exited with status 0"))
        .stopAt(1500)
        .run(PLAIN);
    assertEquals(
        List.of("0.500 INFO Reloading", "0.500 start relais compile, talking"),
        outside.notes("0.500"));
    assertEquals("0.900 INFO Reload complete", outside.notes("0.900").getLast());
  }

  /** Thousands of virtual servers take a while. */
  @Test
  void goesOnWhileAPlanIsRead() throws HostException {
    outside.newPlan = Optional.of(PLAIN);
    outside.reading = Duration.ofMillis(1200);
    outside.at(500, RELOAD).stopAt(1800).run(OWNER);
    assertEquals(
        List.of("0.000 advertise priority 255", "1.000 advertise priority 255"),
        outside.notes("advertise priority 255"));
    assertEquals(List.of("1.700 INFO Reload complete"), outside.notes("Reload complete"));
  }

  @Test
  void readsOnceMoreForAllThatCameMeanwhile() throws HostException {
    outside.newPlan = Optional.of(PLAIN);
    outside.reading = Duration.ofMillis(200);
    outside.at(500, RELOAD, RELOAD).at(600, RELOAD).stopAt(1800).run(OWNER);
    assertEquals(
        List.of("0.500 read 1", "0.700 read 2", "0.900 INFO Reload complete"),
        Stream.concat(outside.notes("read ").stream(), outside.notes("complete").stream())
            .toList());
    assertEquals(
        List.of(
            Household.Phase.RELOADING,
            Household.Phase.RELOADING,
            Household.Phase.RUNNING,
            Household.Phase.STOPPING),
        outside.phases);
  }

  @Test
  void givesUpAReadingThatDoesNotEnd() throws HostException {
    outside.newPlan = Optional.of(PLAIN);
    outside.reading = Duration.ofSeconds(61);
    // The second one begins when the first is given up; the end of the first changes nothing then.
    outside.at(500, RELOAD).at(900, RELOAD).stopAt(62_000).run(OWNER);
    assertEquals(List.of("0.500 read 1", "60.500 read 2"), outside.notes("read "));
    assertEquals(
        List.of(
            "60.500 ERROR Reload refused: reading the plan takes longer than 60 s. The running plan"
                + " stays; send SIGHUP again once that is corrected"),
        outside.notes("refused"));
    assertEquals(List.of(), outside.notes("Reload complete"));
  }

  @Test
  void aReadingThatCannotBeginChangesNothing() throws HostException {
    outside.refuses.add("read");
    outside.at(500, RELOAD).stopAt(600).run(OWNER);
    assertEquals(
        List.of(
            "0.500 ERROR Reload refused: no thread can be started. The running plan stays;"
                + " send SIGHUP again once that is corrected"),
        outside.notes("refused"));
    assertEquals(
        List.of(Household.Phase.RELOADING, Household.Phase.RUNNING, Household.Phase.STOPPING),
        outside.phases);
  }

  /** Who is about to go does not begin anything else, even if all comes in together. */
  @Test
  void takesNoPlanWhenItStops() throws HostException {
    outside.newPlan = Optional.of(PLAIN);
    outside.reading = Duration.ofMillis(150);
    outside
        .at(500, RELOAD)
        .at(600, new Input.Asked(Input.Request.STOP), new Input.PlanRead(1), RELOAD)
        .run(OWNER);
    assertEquals(List.of(), outside.notes("Reload complete"));
    assertEquals(1, outside.notes("INFO Reloading").size());
    assertEquals(List.of(Household.Phase.RELOADING, Household.Phase.STOPPING), outside.phases);
  }

  @Test
  void aCompilerThatFailsChangesNothing() throws HostException {
    outside.compiler = List.of("relais", "compile");
    outside.newPlan = Optional.of(PLAIN);
    outside
        .at(500, RELOAD)
        .at(900, new Input.ProgramEnded(1, 1, "exited with status 1"))
        .stopAt(950)
        .run(OWNER);
    assertEquals(
        List.of(
            "0.900 ERROR transcript",
            "0.900 ERROR Reload refused: the configuration has errors, listed above."
                + " The running plan stays; send SIGHUP again once that is corrected"),
        outside.notes("0.900"));
  }

  @Test
  void aCompilerThatCannotRunChangesNothing() throws HostException {
    outside.compiler = List.of("relais", "compile");
    outside.refuses.add("start relais");
    outside.at(500, RELOAD).stopAt(600).run(OWNER);
    assertEquals(
        List.of(
            "0.500 ERROR Reload refused: cannot run relais. The running plan stays;"
                + " send SIGHUP again once that is corrected"),
        outside.notes("refused"));
  }

  /** Twenty in a second: one compiler at a time, and the last file wins. */
  @Test
  void compilesOnceMoreForAllThatCameMeanwhile() throws HostException {
    outside.compiler = List.of("relais", "compile");
    outside.newPlan = Optional.of(PLAIN);
    outside
        .at(500, RELOAD, RELOAD, RELOAD)
        .at(600, RELOAD)
        .at(900, new Input.ProgramEnded(1, 0, "exited with status 0"))
        .at(1300, new Input.ProgramEnded(2, 0, "exited with status 0"))
        .stopAt(1400)
        .run(PLAIN);
    assertEquals(
        List.of("0.500 start relais compile, talking", "0.900 start relais compile, talking"),
        outside.notes("start"));
    assertEquals(List.of("1.300 INFO Reload complete"), outside.notes("complete"));
  }

  @Test
  void endsTheCompilerWhenItStops() throws HostException {
    outside.compiler = List.of("relais", "compile");
    outside.at(500, RELOAD).stopAt(600).run(PLAIN);
    assertEquals(List.of("0.600 end 1"), outside.notes(" end "));
  }

  // ---------------------------------------------------------------- journal

  @Test
  void writesWhatItIsAskedFor() throws HostException {
    outside
        .at(
            500,
            new Input.Asked(Input.Request.WRITE_DATA),
            new Input.Asked(Input.Request.WRITE_STATISTICS))
        .stopAt(600)
        .run(PLAIN);
    assertEquals(List.of("0.500 data of 1", "0.500 statistics of 1"), outside.notes(" of 1"));
  }

  @Test
  void theJournalKeepsTheLatest() throws HostException {
    for (int i = 0; i < 300; i++) {
      outside.at(
          10 + i,
          new Input.Changes(
              List.of(new NetlinkMessage.Address(3, IpPrefix.of("198.51.100." + i % 250), false))));
    }
    outside.at(320, new Input.Asked(Input.Request.WRITE_DATA)).stopAt(330).run(PLAIN);
    Journal journal = outside.journal.orElseThrow();
    // With the beginning and the end: 302 events.
    assertEquals(256, journal.entries().size());
    assertEquals(302 - 256, journal.dropped());
    assertEquals(Duration.ofMillis(330), journal.entries().getLast().at());
    assertEquals(new Event.Stop(), journal.entries().getLast().event());
    assertTrue(
        journal.entries().stream()
            .skip(1)
            .allMatch(entry -> entry.at().compareTo(journal.entries().getFirst().at()) >= 0));
  }

  /** Whatever goes wrong, the addresses do not stay. */
  @Test
  void cleansUpWhenTheSystemRefuses() {
    assertThrows(IllegalStateException.class, () -> outside.at(500).run(OWNER));
    assertEquals(1, outside.notes("remove 192.0.2.175/24").size());
  }
}
