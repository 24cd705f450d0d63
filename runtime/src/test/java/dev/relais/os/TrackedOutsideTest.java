package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bfd.ControlPacket;
import dev.relais.bfd.Diagnostic;
import dev.relais.bfd.SessionState;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.IpAddress;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.ProcessTable;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files, processes and BFD packets, as the kernel tells of them. */
class TrackedOutsideTest {
  /** NETLINK_CONNECTOR of netlink(7). */
  private static final int CONNECTOR = 11;

  /** Waits until something comes in that is looked for, ten seconds at most. */
  private static Optional<Input> await(Reactor reactor, Predicate<Input> wanted)
      throws HostException {
    MonotonicClock clock = new MonotonicClock();
    Duration end = clock.now().plusSeconds(10);
    while (clock.now().compareTo(end) < 0) {
      for (Input input : reactor.await(Optional.of(end))) {
        if (wanted.test(input)) {
          return Optional.of(input);
        }
      }
    }
    return Optional.empty();
  }

  private static void says(Reactor reactor, Optional<String> text) throws HostException {
    Input expected = new Input.FileChanged("f", text);
    assertEquals(Optional.of(expected), await(reactor, expected::equals));
  }

  @Test
  void aFileMayComeAndGoAndBeReplaced(@TempDir Path folder) throws HostException, IOException {
    Path path = folder.resolve("number");
    try (Reactor reactor = new Reactor();
        LinuxFiles files = new LinuxFiles(reactor)) {
      FileCheck check = new FileCheck("f", path.toString(), Optional.empty());
      assertEquals(Optional.empty(), files.watch(check, true));
      Files.writeString(path, "1\n");
      says(reactor, Optional.of("1\n"));
      Files.writeString(path, "2\n");
      says(reactor, Optional.of("2\n"));
      Path other = Files.writeString(folder.resolve("other"), "3\n");
      Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
      says(reactor, Optional.of("3\n"));
      Files.delete(path);
      says(reactor, Optional.empty());
      Files.createSymbolicLink(path, Files.writeString(folder.resolve("target"), "4\n"));
      says(reactor, Optional.of("4\n"));
      files.ignore("f");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false, 7", "true, false, 5", "true, true, 7"})
  void aFileIsInitialized(boolean exists, boolean overwrites, String expected, @TempDir Path folder)
      throws HostException, IOException {
    Path path = folder.resolve("number");
    if (exists) {
      Files.writeString(path, "5\n");
    }
    try (Reactor reactor = new Reactor();
        LinuxFiles files = new LinuxFiles(reactor)) {
      FileCheck check =
          new FileCheck("f", path.toString(), Optional.of(new FileCheck.Initial(7, overwrites)));
      assertEquals(Optional.of(expected + "\n"), files.watch(check, true));
      if (!exists) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    }
  }

  @Test
  void aPipeIsNotRead(@TempDir Path folder) throws HostException {
    Path path = folder.resolve("pipe");
    assertEquals(0, Needs.run("mkfifo", path.toString()).status());
    try (Reactor reactor = new Reactor();
        LinuxFiles files = new LinuxFiles(reactor)) {
      assertEquals(
          Optional.empty(),
          files.watch(new FileCheck("f", path.toString(), Optional.empty()), false));
    }
  }

  private static ProcessCheck minuteOf(Path program) {
    return new ProcessCheck(
        "p",
        program.toString(),
        List.of("60"),
        ProcessCheck.Match.EXACT,
        false,
        1,
        Optional.empty(),
        Duration.ZERO,
        Duration.ZERO);
  }

  @Test
  void processesAreCounted(@TempDir Path folder)
      throws HostException, IOException, InterruptedException {
    Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("relaistrack"));
    ProcessCheck check = minuteOf(program);
    try (Reactor reactor = new Reactor();
        LinuxProcesses processes = new LinuxProcesses(reactor)) {
      ProcessTable.Counting before = processes.count(List.of(check), Optional.empty());
      assertEquals(Map.of("p", 0), before.counts());
      Process other = new ProcessBuilder(program.toString(), "61").start();
      Process process = new ProcessBuilder(program.toString(), "60").start();
      Input one = new Input.ProcessesCounted("p", 1);
      assertEquals(Optional.of(one), await(reactor, Input.ProcessesCounted.class::isInstance));
      process.destroyForcibly().waitFor();
      Input none = new Input.ProcessesCounted("p", 0);
      assertEquals(Optional.of(none), await(reactor, Input.ProcessesCounted.class::isInstance));
      other.destroyForcibly().waitFor();
      assertEquals(Map.of(), processes.count(List.of(), Optional.empty()).counts());
    }
  }

  /** Of the connector, whose events only the first namespaces have, and only root may hear. */
  @Test
  void eventsOfProcessesHaveTheBufferThatIsAskedFor() throws HostException {
    Needs.root();
    // Whoever reads it byte by byte is told its first one only.
    int most = Integer.parseInt(Needs.run("cat", "/proc/sys/net/core/rmem_max").output().strip());
    try (Reactor reactor = new Reactor();
        LinuxProcesses processes = new LinuxProcesses(reactor)) {
      Map<ReceiveBuffer, Integer> sizes =
          Map.of(
              new ReceiveBuffer(20_000, false),
              40_000,
              new ReceiveBuffer(most + 10_000, false),
              2 * most,
              new ReceiveBuffer(most + 10_000, true),
              2 * most + 20_000);
      for (Map.Entry<ReceiveBuffer, Integer> size : sizes.entrySet()) {
        ProcessTable.Counting counting =
            processes.count(List.of(minuteOf(Path.of("/bin/sleep"))), Optional.of(size.getKey()));
        Assumptions.assumeTrue(counting.limitation().isEmpty(), counting::toString);
        assertEquals(
            List.of(size.getValue()), OpenSockets.receiveBuffers(CONNECTOR), size::toString);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 255, false", "127.0.0.1, 64, true", "::1, 64, false"})
  void packetsAreSentAndHeard(String address, int hopLimit, boolean multihop) throws HostException {
    IpAddress here = IpAddress.of(address);
    BfdSession session =
        new BfdSession(
            "b",
            here,
            Optional.of(here),
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            3,
            false,
            hopLimit,
            0,
            multihop);
    ControlPacket packet =
        new ControlPacket(
            Diagnostic.NONE, SessionState.DOWN, false, false, false, 3, 1, 0, 50_000, 50_000);
    try (Reactor reactor = new Reactor();
        LinuxSessions sessions = new LinuxSessions(reactor)) {
      long first = sessions.open(session);
      assertEquals(Optional.empty(), sessions.send("b", packet.encode()));
      assertEquals(
          Optional.of(new Input.Control(here, hopLimit, multihop, new ControlPacket.Valid(packet))),
          await(reactor, Input.Control.class::isInstance));
      assertTrue(sessions.open(session) != first, "each time another random number");
      sessions.close("b");
      assertEquals(Optional.of("its sockets are closed"), sessions.send("b", packet.encode()));
    }
  }
}
