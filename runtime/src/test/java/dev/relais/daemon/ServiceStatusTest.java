package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.engine.Action;
import dev.relais.port.HostException;
import dev.relais.testdata.Needs;
import dev.relais.vrrp.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at sockets, as a program in another language sees it. */
@Timeout(30)
class ServiceStatusTest {
  /** Says that it listens, and then what each datagram holds, one line for each. */
  private static final String LISTENER =
      """
      import socket, sys
      name = sys.argv[1]
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.settimeout(10)
      s.bind("\\0" + name[1:] if name.startswith("@") else name)
      print("listening", flush=True)
      for _ in range(int(sys.argv[2])):
          print(repr(s.recv(65536))[2:-1], flush=True)
      """;

  @TempDir Path folder;

  private interface Talk {
    void talk() throws HostException;
  }

  private static List<String> heard(String name, int count, Talk talk)
      throws IOException, HostException, InterruptedException {
    String python = Needs.program("python3", "python3");
    Process process =
        new ProcessBuilder(python, "-c", LISTENER, name, Integer.toString(count))
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("listening", reader.readLine());
      talk.talk();
      reader.lines().forEach(lines::add);
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    return lines;
  }

  private static Action.LogTransition transition(String router, State state) {
    return new Action.LogTransition(router, state, 100, "a reason\nin two lines");
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "abstract"})
  void tellsTheServiceStatus(String kind) throws IOException, HostException, InterruptedException {
    String name =
        kind.equals("path")
            ? folder.resolve("notify").toString()
            : "@relais-test-" + ProcessHandle.current().pid();
    List<String> datagrams =
        heard(
            name,
            6,
            () -> {
              try (ServiceStatus service = ServiceStatus.of(Map.of("NOTIFY_SOCKET", name))) {
                service.status(transition("A", State.BACKUP));
                service.status(transition("B", State.BACKUP));
                service.ready();
                service.status(transition("A", State.MASTER));
                service.reloading();
                service.stopping();
              }
            });
    assertEquals("STATUS=1 instance: 1 BACKUP", datagrams.get(0));
    assertEquals("STATUS=2 instances: 2 BACKUP", datagrams.get(1));
    assertEquals("READY=1\\nSTATUS=2 instances: 2 BACKUP", datagrams.get(2));
    assertEquals("STATUS=2 instances: 1 BACKUP, 1 MASTER", datagrams.get(3));
    assertTrue(
        datagrams.get(4).matches("RELOADING=1\\\\nMONOTONIC_USEC=[0-9]+\\\\nSTATUS=Reloading"),
        datagrams.get(4));
    assertEquals("STOPPING=1\\nSTATUS=Stopping", datagrams.get(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-slash", "@", "/"})
  void refusesWhatIsNoSocket(String name) {
    assertThrows(HostException.class, () -> ServiceStatus.of(Map.of("NOTIFY_SOCKET", name)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesFieldsIntoTheJournal(boolean detail)
      throws IOException, HostException, InterruptedException {
    String name = folder.resolve("journal").toString();
    List<String> datagrams =
        heard(
            name,
            2,
            () -> {
              Optional<LogSink> journal = JournalLog.at(name);
              DaemonLog log = new DaemonLog(journal, List.of(), detail);
              log.write(transition("VI_1", State.MASTER));
              log.write(Action.Level.ERROR, "something failed");
            });
    List<String> fields = List.of(datagrams.getFirst().split("\\\\n"));
    assertEquals(
        "MESSAGE=(VI_1) is MASTER with priority 100: a reason<U+000A>in two lines",
        fields.getFirst());
    assertTrue(
        fields.containsAll(
            List.of(
                "PRIORITY=6",
                "SYSLOG_IDENTIFIER=relaisd",
                "RELAIS_INSTANCE=VI_1",
                "RELAIS_STATE=MASTER",
                "RELAIS_PRIORITY=100",
                "RELAIS_REASON=a reason<U+000A>in two lines")),
        datagrams.getFirst());
    assertEquals(
        "MESSAGE=something failed\\nPRIORITY=3\\nSYSLOG_IDENTIFIER=relaisd\\n", datagrams.get(1));
  }

  /** A journal that is gone must not take the log with it. */
  @Test
  void fallsBackWhereTheJournalTakesNothing() {
    List<String> lines = new ArrayList<>();
    DaemonLog log =
        new DaemonLog(
            JournalLog.at(folder.resolve("nobody").toString()),
            List.of((_, line, _) -> lines.add(line)),
            false);
    log.write(Action.Level.NOTICE, "still there");
    assertEquals(List.of("still there"), lines);
  }
}
