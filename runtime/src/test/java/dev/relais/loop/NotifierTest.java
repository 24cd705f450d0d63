package dev.relais.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Loads;
import dev.relais.engine.Notice;
import dev.relais.engine.Notice.Occasion;
import dev.relais.engine.Notice.Subject;
import dev.relais.plan.Mail;
import dev.relais.plan.Notifications;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.VirtualServer;
import dev.relais.port.Input;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NotifierTest {
  private static final Program READER = program("reader");

  private final Outside outside = new Outside();

  private static Program program(String word) {
    return new Program(List.of(word), Optional.empty(), Optional.empty());
  }

  private static ProcessSettings settings(List<NotifyPipe> pipes, Optional<Mail> mail) {
    ProcessSettings standard = ProcessSettings.DEFAULT;
    return new ProcessSettings(
        Optional.empty(),
        false,
        pipes,
        false,
        mail,
        Optional.empty(),
        Optional.empty(),
        standard.scheduling(),
        Optional.empty(),
        Optional.empty(),
        false,
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static NotifyPipe pipe(String path, Optional<Program> reader) {
    return new NotifyPipe(path, Optional.empty(), Optional.empty(), reader);
  }

  private static Notice notice(String name, Occasion occasion, boolean mail) {
    return new Notice.OfRouter(
        Subject.INSTANCE,
        name,
        occasion,
        100,
        new Notifications(
            Optional.of(program("m")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(program("any")),
            Optional.empty(),
            false,
            true,
            mail));
  }

  private Notifier notifier(List<NotifyPipe> pipes, Optional<Mail> mail) {
    Notifier notifier = new Notifier(settings(pipes, mail), outside, outside);
    notifier.change(settings(pipes, mail));
    return notifier;
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Input.ProgramEnded ended(long id) {
    return new Input.ProgramEnded(id, 0, "exited with status 0");
  }

  private List<String> starts() {
    return outside.notes("start ").stream().map(note -> note.substring("0.000 ".length())).toList();
  }

  // ---------------------------------------------------------------- programs

  @Test
  void startsTheProgramsOfAnInstanceOneAfterTheOther() {
    Notifier notifier = notifier(List.of(), Optional.empty());
    notifier.take(seconds(0), notice("A", Occasion.MASTER, false));
    notifier.take(seconds(0), notice("A", Occasion.BACKUP, false));
    notifier.take(seconds(0), notice("B", Occasion.BACKUP, false));
    assertEquals(List.of("start m", "start any INSTANCE B BACKUP 100"), starts());
    assertTrue(notifier.ended(seconds(1), ended(1)));
    assertTrue(notifier.ended(seconds(2), ended(3)));
    assertEquals(
        List.of(
            "start m",
            "start any INSTANCE B BACKUP 100",
            "start any INSTANCE A MASTER 100",
            "start any INSTANCE A BACKUP 100"),
        starts());
    assertEquals(false, notifier.ended(seconds(2), ended(99)));
  }

  @Test
  void waitsForAProgramThatHangsForSomeTimeOnly() {
    Notifier notifier = notifier(List.of(), Optional.empty());
    notifier.take(seconds(0), notice("A", Occasion.MASTER, false));
    notifier.take(seconds(4), notice("A", Occasion.BACKUP, false));
    assertEquals(Optional.of(NotifyPrograms.PATIENCE), notifier.deadline());
    notifier.due(NotifyPrograms.PATIENCE.minusMillis(1));
    assertEquals(List.of("start m"), starts());
    notifier.due(NotifyPrograms.PATIENCE);
    assertEquals(List.of("start m", "start any INSTANCE A MASTER 100"), starts());
    assertEquals(
        List.of(
            "0.000 WARNING (A) m takes longer than 10 s; the next program is started beside it"),
        outside.notes("WARNING"));
    // The one that hung does not start the one that waits for the next.
    notifier.ended(seconds(11), ended(1));
    assertEquals(2, starts().size());
    notifier.ended(seconds(11), ended(2));
    assertEquals("start any INSTANCE A BACKUP 100", starts().getLast());
  }

  @Test
  void leavesNoneOutWhereManyWait() {
    Notifier notifier = notifier(List.of(), Optional.empty());
    int times = NotifyPrograms.MOST_WAITING * 3;
    IntStream.range(0, times)
        .forEach(_ -> notifier.take(seconds(0), notice("A", Occasion.BACKUP, false)));
    assertEquals(times - NotifyPrograms.MOST_WAITING, starts().size());
    notifier.finish(seconds(1));
    assertEquals(times, starts().size());
    assertTrue(notifier.isBusy());
    notifier.terminate();
    assertEquals(times, outside.notes("terminate").size());
  }

  @Test
  void goesOnAfterAProgramThatCannotBeStarted() {
    outside.refuses.add("start m");
    Notifier notifier = notifier(List.of(), Optional.empty());
    notifier.take(seconds(0), notice("A", Occasion.MASTER, false));
    assertEquals(List.of("start m", "start any INSTANCE A MASTER 100"), starts());
    assertEquals(List.of("0.000 ERROR (A) cannot run m"), outside.notes("ERROR"));
  }

  // ---------------------------------------------------------------- pipes

  @Test
  void writesEveryLineInOrderOnceThereIsRoom() {
    outside.refuses.add("write /run/full");
    Notifier notifier =
        notifier(
            List.of(pipe("/run/full", Optional.empty()), pipe("/run/read", Optional.empty())),
            Optional.empty());
    notifier.take(seconds(0), notice("A", Occasion.BACKUP, false));
    notifier.take(seconds(1), notice("A", Occasion.MASTER_PRIORITY, false));
    assertEquals(
        List.of(
            "0.000 write INSTANCE \"A\" BACKUP 100",
            "0.000 write INSTANCE \"A\" MASTER_PRIORITY 100"),
        outside.notes("write"));
    outside.refuses.clear();
    notifier.due(seconds(2));
    assertEquals(
        List.of(
            "0.000 write INSTANCE \"A\" BACKUP 100",
            "0.000 write INSTANCE \"A\" MASTER_PRIORITY 100",
            "0.000 write INSTANCE \"A\" BACKUP 100",
            "0.000 write INSTANCE \"A\" MASTER_PRIORITY 100"),
        outside.notes("write"));
    assertEquals(List.of(), outside.notes("WARNING"));
  }

  @Test
  void leavesOutTheOldestLinesOfAPipeThatNobodyReads() {
    outside.refuses.add("write /run/full");
    Notifier notifier = notifier(List.of(pipe("/run/full", Optional.empty())), Optional.empty());
    for (int i = 0; i < NotifyPipes.MOST_WAITING + 3; i++) {
      notifier.take(seconds(0), notice("A" + i, Occasion.BACKUP_PRIORITY, false));
    }
    outside.refuses.clear();
    notifier.due(seconds(1));
    List<String> written = outside.notes("write");
    assertEquals(NotifyPipes.MOST_WAITING, written.size());
    assertEquals("0.000 write INSTANCE \"A3\" BACKUP_PRIORITY 100", written.getFirst());
    assertEquals(
        List.of(
            "0.000 WARNING nobody reads /run/full: it is full, and of 4096 lines that wait the"
                + " oldest are left out"),
        outside.notes("WARNING"));
  }

  @Test
  void aPipeThatStaysKeepsItsReader() {
    List<NotifyPipe> both =
        List.of(pipe("/run/stays", Optional.of(READER)), pipe("/run/goes", Optional.of(READER)));
    Notifier notifier = notifier(both, Optional.empty());
    notifier.change(
        settings(List.of(both.getFirst(), pipe("/run/comes", Optional.empty())), Optional.empty()));
    assertEquals(
        List.of(
            "0.000 make /run/stays",
            "0.000 make /run/goes",
            "0.000 start reader /run/stays",
            "0.000 start reader /run/goes",
            "0.000 take away /run/goes",
            "0.000 terminate 2",
            "0.000 make /run/comes"),
        outside.notes(""));
  }

  // ---------------------------------------------------------------- mails

  private static Optional<Mail> mail(boolean faults) {
    return Optional.of(
        new Mail(
            "relay",
            25,
            Optional.empty(),
            Duration.ofSeconds(5),
            Optional.empty(),
            List.of("a@example.com"),
            faults));
  }

  @Test
  void sendsWhatHappensAtTheSameTimeTogether() {
    Notifier notifier = notifier(List.of(), mail(false));
    notifier.take(seconds(0), notice("A", Occasion.BACKUP, true));
    notifier.take(seconds(0), notice("A", Occasion.FAULT, true));
    notifier.take(seconds(0), notice("B", Occasion.MASTER, true));
    notifier.take(seconds(0), notice("C", Occasion.MASTER, false));
    notifier.due(seconds(1));
    assertEquals(
        List.of(
            "0.000 start mail relay VRRP Instance A - Entering BACKUP state VRRP Instance B -"
                + " Entering MASTER state"),
        outside.notes("mail relay"));
  }

  @Test
  void givesUpAfterSomeAttempts() {
    Notifier notifier = notifier(List.of(), mail(true));
    notifier.take(seconds(0), new Notice.OfRouter(Subject.GROUP, "G", Occasion.FAULT, 0, mailed()));
    notifier.due(seconds(1));
    for (int attempt = 1; attempt <= Mails.ATTEMPTS; attempt++) {
      assertEquals(attempt, outside.notes("start mail").size());
      Duration now = seconds(1).plus(Mails.TRY_AGAIN.multipliedBy(attempt));
      notifier.ended(
          now.minus(Mails.TRY_AGAIN), new Input.ProgramEnded(attempt, 1, "exited with status 1"));
      notifier.due(now);
    }
    assertEquals(Mails.ATTEMPTS, outside.notes("start mail").size());
    assertEquals(Optional.empty(), notifier.deadline());
    assertEquals(
        "0.000 WARNING 1 mail could not be sent: the program that sends exited with status 1; given"
            + " up after 3 attempts; see to smtp_server",
        outside.notes("WARNING").getLast());
  }

  // ---------------------------------------------------------------- of servers

  private static List<Notice.OfBalancing> ofServers() {
    VirtualServer server =
        Loads.plan(Loads.server(100).programs().with(Loads.real(11, 1)))
            .balancing()
            .servers()
            .getFirst();
    return List.of(
        new Notice.OfRealServer(server, server.realServers().getFirst(), false, "it is silent"),
        new Notice.OfVirtualServer(server, false, "Lost quorum 1-0=1 > 0"));
  }

  @Test
  void tellsEachPipeWhatItIsFor() {
    Notifier notifier =
        notifier(
            List.of(
                new NotifyPipe(
                    "/routers",
                    NotifyPipe.Content.VIRTUAL_ROUTERS,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                new NotifyPipe(
                    "/servers",
                    NotifyPipe.Content.VIRTUAL_SERVERS,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())),
            Optional.empty());
    ofServers().forEach(notice -> notifier.take(seconds(0), notice));
    notifier.take(seconds(0), notice("A", Occasion.BACKUP, false));
    assertEquals(
        List.of(
            "0.000 write RS [10.7.0.11]:tcp:80 [192.0.2.100]:tcp:80 DOWN",
            "0.000 write VS [192.0.2.100]:tcp:80 DOWN",
            "0.000 write INSTANCE \"A\" BACKUP 100"),
        outside.notes(" write "));
    assertEquals(List.of("0.000 start /bin/quorum_down"), outside.notes("quorum"));
  }

  @Test
  void sendsMailsAboutServers() {
    Notifier notifier = notifier(List.of(), mail(true));
    ofServers().forEach(notice -> notifier.take(seconds(0), notice));
    notifier.due(seconds(1));
    assertEquals(
        List.of(
            "0.000 start mail relay Realserver [10.7.0.11]:tcp:80 of virtual server"
                + " [192.0.2.100]:tcp:80 - DOWN Virtualserver [192.0.2.100]:tcp:80 - DOWN"),
        outside.notes("start mail"));
  }

  private static Notifications mailed() {
    Notifications none = Notifications.NONE;
    return new Notifications(
        none.master(),
        none.backup(),
        none.fault(),
        none.stop(),
        none.deleted(),
        none.any(),
        none.lowerPriority(),
        false,
        false,
        true);
  }
}
