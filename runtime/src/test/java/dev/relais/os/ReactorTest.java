package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.testdata.Needs;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timers, programs and users against the running system. */
class ReactorTest {
  /** No test waits longer. */
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final MonotonicClock clock = new MonotonicClock();
  private Optional<Reactor> open = Optional.empty();

  @TempDir Path folder;

  @BeforeEach
  void open() throws HostException {
    open = Optional.of(new Reactor());
  }

  @AfterEach
  void close() {
    open.ifPresent(Reactor::close);
  }

  private Reactor reactor() {
    return open.orElseThrow();
  }

  private LinuxPrograms programs() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("RELAIS_TEST", "there");
    environment.put("_JAVA_SR_SIGNUM", "60");
    return new LinuxPrograms(reactor(), environment, new KnownUsers());
  }

  // ---------------------------------------------------------------- timers

  @Test
  void waitsUntilTheMoment() throws HostException {
    for (long milliseconds : new long[] {1, 20, 5}) {
      Duration deadline = clock.now().plusMillis(milliseconds);
      assertEquals(List.of(), reactor().await(Optional.of(deadline)));
      assertTrue(clock.now().compareTo(deadline) >= 0, "not too early");
    }
  }

  @Test
  void aMomentOfThePastIsDueAtOnce() throws HostException {
    assertEquals(List.of(), reactor().await(Optional.of(Duration.ZERO)));
    assertEquals(List.of(), reactor().await(Optional.of(clock.now())));
    // The same moment once more: the timer is set again.
    assertEquals(List.of(), reactor().await(Optional.of(Duration.ZERO)));
  }

  @Test
  void waitsForTheEarlierOfTwoMoments() throws HostException {
    LinuxPrograms programs = programs();
    Duration far = clock.now().plus(ENOUGH);
    long id = programs.start(Command.of(List.of("true")));
    assertEquals(
        List.of(new Input.ProgramEnded(id, 0, "exited with status 0")),
        reactor().await(Optional.of(far)));
    assertTrue(clock.now().compareTo(far) < 0);
    Duration near = clock.now().plusMillis(5);
    assertEquals(List.of(), reactor().await(Optional.of(near)));
    assertTrue(clock.now().compareTo(far) < 0);
  }

  // ---------------------------------------------------------------- programs

  private List<Input> next() throws HostException {
    Duration end = clock.now().plus(ENOUGH);
    List<Input> inputs = List.of();
    while (inputs.isEmpty() && clock.now().compareTo(end) < 0) {
      inputs = reactor().await(Optional.of(end));
    }
    return inputs;
  }

  private Input.ProgramEnded run(String... command) throws HostException {
    long id = programs().start(Command.of(List.of(command)));
    Input.ProgramEnded ended = (Input.ProgramEnded) next().getFirst();
    assertEquals(id, ended.id());
    return ended;
  }

  @Test
  void reportsHowAProgramEnded() throws HostException {
    assertEquals("exited with status 0", run("true").words());
    Input.ProgramEnded failed = run("sh", "-c", "exit 42");
    assertEquals(42, failed.status());
    assertEquals("exited with status 42", failed.words());
    Input.ProgramEnded killed = run("sh", "-c", "kill -9 $$");
    assertEquals(-1, killed.status());
    assertEquals("ended by signal 9", killed.words());
    // A JVM ignores SIGPIPE and has a mask of its own; a program has what it expects.
    assertEquals("ended by signal 13", run("sh", "-c", "kill -PIPE $$").words());
    assertEquals("ended by signal 15", run("sh", "-c", "kill -TERM $$; sleep 30").words());
  }

  @Test
  void saysWhyAProgramCannotRun() {
    HostException e =
        assertThrows(
            HostException.class, () -> programs().start(Command.of(List.of("/nowhere/check"))));
    assertEquals("cannot run /nowhere/check: No such file or directory", e.getMessage());
  }

  @Test
  void passesArgumentsAndEnvironmentAndNothingElse() throws HostException, IOException {
    Path out = folder.resolve("out");
    run(
        "sh",
        "-c",
        "printf '%s|' \"$@\" \"$RELAIS_TEST\" \"$_JAVA_SR_SIGNUM\" \"$(ls /proc/self/fd | wc -l)\""
            + " > "
            + out,
        "sh",
        "two words",
        "ü",
        "");
    // ls has its standard descriptors and the folder that it lists.
    assertEquals("two words|ü||there||4|", Files.readString(out));
  }

  /** Whoever runs a script as another user must not hand a key over with it. */
  @Test
  void passesNothingThatAnotherThreadOpensMeanwhile() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "secret");
    Path seen = folder.resolve("seen");
    AtomicBoolean goesOn = new AtomicBoolean(true);
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (goesOn.get()) {
                try {
                  assertEquals("secret", Files.readString(key));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    LinuxPrograms programs = programs();
    try {
      String look = "ls -l /proc/self/fd | grep -q /key && touch " + seen + "; exit 0";
      for (int i = 0; i < 50; i++) {
        programs.start(Command.of(List.of("sh", "-c", look)));
        assertEquals("exited with status 0", ((Input.ProgramEnded) next().getFirst()).words());
      }
    } finally {
      goesOn.set(false);
      reader.join();
    }
    assertFalse(Files.exists(seen), "a program has a file open that another thread reads");
  }

  @Test
  void runsTheFileThatItIsGivenUnderTheNameThatWasWritten() throws HostException, IOException {
    Path out = folder.resolve("out");
    programs()
        .start(
            Command.of(List.of("/nowhere/check", "-c", "printf '%s|%s' \"$0\" \"$MORE\" > " + out))
                .running(Path.of("/bin/sh"))
                .with("MORE", "than others"));
    assertEquals("exited with status 0", ((Input.ProgramEnded) next().getFirst()).words());
    assertEquals("/nowhere/check|than others", Files.readString(out));
  }

  /** With no descriptor left there is none for the program either: it is ended, and collected. */
  @Test
  void leavesNoZombieBehindWhereAProgramCannotBeWatched() throws Exception {
    String prlimit = Needs.program("prlimit", "util-linux");
    LinuxPrograms programs = programs();
    programs.start(Command.of(List.of("true")));
    assertFalse(next().isEmpty());
    Command sleep = Command.of(List.of("sleep", "30"));
    String self = "--pid=" + ProcessHandle.current().pid();
    String before =
        Needs.run(prlimit, self, "--nofile", "--raw", "--noheadings", "-o", "SOFT").output();
    List<InputStream> all = new ArrayList<>();
    Optional<HostException> refused = Optional.empty();
    assertEquals(0, Needs.run(prlimit, self, "--nofile=512:").status());
    try {
      // Some may become free in between: whoever ran a program closes what it said a little later.
      for (int attempt = 0; refused.isEmpty() && attempt < 50; attempt++) {
        fill(all);
        refused = refusal(programs, sleep);
      }
    } finally {
      for (InputStream each : all) {
        each.close();
      }
      Needs.run(prlimit, self, "--nofile=" + before.strip() + ":");
    }
    assertEquals(
        Optional.of("cannot watch sleep: Too many open files"),
        refused.map(HostException::getMessage));
    assertFalse(
        Needs.run("ps", "--ppid", Long.toString(ProcessHandle.current().pid()), "-o", "comm=")
            .output()
            .contains("sleep"),
        "a zombie is left");
  }

  /** Why it cannot be started; one that can is ended and collected. */
  private Optional<HostException> refusal(LinuxPrograms programs, Command command)
      throws HostException {
    try {
      programs.end(programs.start(command));
    } catch (HostException e) {
      return Optional.of(e);
    }
    reactor().await(Optional.of(clock.now().plusSeconds(20)));
    return Optional.empty();
  }

  private static void fill(List<InputStream> all) {
    try {
      while (true) {
        all.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // That was the last one.
    }
  }

  @Test
  void closesWhatItInheritedAndNothingElse() throws IOException {
    Path inherited = Files.writeString(folder.resolve("inherited"), "");
    Path own = Files.writeString(folder.resolve("own"), "");
    FileInputStream unclosed = new FileInputStream(inherited.toFile());
    try (FileInputStream _ = new FileInputStream(own.toFile())) {
      InheritedDescriptors.close("0 1 2 " + descriptor(inherited).orElseThrow() + " * ");
      assertEquals(Optional.empty(), descriptor(inherited));
      assertTrue(descriptor(own).isPresent());
      assertThrows(IOException.class, unclosed::read);
    }
  }

  private static Optional<String> descriptor(Path file) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : open.toList()) {
        if (Files.exists(each) && Files.isSameFile(each, file)) {
          return Optional.of(each.getFileName().toString());
        }
      }
    }
    return Optional.empty();
  }

  @Test
  void manyEndAtOnce() throws HostException {
    LinuxPrograms programs = programs();
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(programs.start(Command.of(List.of("true"))));
    }
    List<Long> ended = new ArrayList<>();
    while (ended.size() < ids.size()) {
      List<Input> inputs = next();
      assertFalse(inputs.isEmpty(), "all of them end");
      inputs.forEach(input -> ended.add(((Input.ProgramEnded) input).id()));
    }
    assertEquals(ids, ended.stream().sorted().toList());
  }

  @Test
  void endsAProgramWithAllThatItStarted() throws Exception {
    LinuxPrograms programs = programs();
    Path pids = folder.resolve("pids");
    long id =
        programs.start(
            Command.of(
                List.of(
                    "sh",
                    "-c",
                    "sleep 60 & echo $! $$ > "
                        + pids
                        + ".new; mv "
                        + pids
                        + ".new "
                        + pids
                        + "; wait")));
    for (int i = 0; i < 500 && !Files.exists(pids); i++) {
      Thread.sleep(20);
    }
    programs.end(id);
    // Its end does not come in; that of the next one does.
    assertEquals("exited with status 0", run("sleep", "0.2").words());
    for (String pid : Files.readString(pids).strip().split(" ", -1)) {
      for (int i = 0; i < 500 && isAlive(pid); i++) {
        Thread.sleep(20);
      }
      assertFalse(isAlive(pid), "process " + pid);
    }
    programs.end(id);
    programs.end(12345);
  }

  /** Zombies of which nobody asks do not count: init collects them. */
  private static boolean isAlive(String pid) throws IOException {
    Path status = Path.of("/proc", pid, "stat");
    try {
      return !Files.readString(status).contains(") Z ");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  // ---------------------------------------------------------------- users

  @Test
  void findsUsers() throws HostException {
    assertEquals(new Users.User(0, 0), Users.find("root"));
    HostException e = assertThrows(HostException.class, () -> Users.find("nobody-of-this-name"));
    assertEquals("there is no user `nobody-of-this-name` on this machine", e.getMessage());
  }

  @Test
  void findsGroups() throws HostException {
    assertEquals(0, Users.group("root"));
    assertEquals(1, Users.group("daemon"));
    HostException e = assertThrows(HostException.class, () -> Users.group("none-of-this-name"));
    assertEquals("there is no group `none-of-this-name` on this machine", e.getMessage());
  }

  @Test
  void runsAsAnotherUser() throws HostException, IOException {
    Needs.root();
    Needs.program("setpriv", "util-linux");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path out = folder.resolve("user");
    LinuxPrograms programs = programs();
    Command command =
        Command.of(List.of("sh", "-c", "id -u > " + out + "; id -g >> " + out))
            .by(Optional.of("nobody"), Optional.empty());
    programs.start(command);
    assertEquals("exited with status 0", ((Input.ProgramEnded) next().getFirst()).words());
    Users.User nobody = Users.find("nobody");
    assertEquals(nobody.id() + "\n" + nobody.group() + "\n", Files.readString(out));
    Files.delete(out);
    programs.start(command.by(Optional.of("nobody"), Optional.of("daemon")));
    assertEquals("exited with status 0", ((Input.ProgramEnded) next().getFirst()).words());
    assertEquals(nobody.id() + "\n1\n", Files.readString(out));
    assertThrows(
        HostException.class,
        () -> programs.start(command.by(Optional.of("nobody-of-this-name"), Optional.empty())));
    assertThrows(
        HostException.class,
        () -> programs.start(command.by(Optional.of("root"), Optional.of("none-of-this-name"))));
  }
}
