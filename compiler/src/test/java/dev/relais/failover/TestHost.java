package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A host of its own: network, processes and /proc are apart from the machine's. Everything that
 * runs in it ends with it.
 */
final class TestHost implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path folder;
  private final Process root;
  private final long init;
  private final List<Process> started = new ArrayList<>();
  private Optional<Process> apache = Optional.empty();

  /**
   * Makes it, without interfaces.
   *
   * @param name of its network namespace
   * @param folder for its files
   */
  TestHost(String name, Path folder) throws IOException, InterruptedException {
    this.name = name;
    this.folder = Files.createDirectories(folder);
    must("ip", "netns", "add", name);
    // The first process of a process namespace takes all others with it when it ends, and it has
    // to collect those that were left behind: this shell does.
    root =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                name,
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                "while sleep 1; do :; done")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("root.log").toFile())
            .start();
    init = child(root.pid());
    run("ip", "link", "set", "lo", "up");
  }

  private static long child(long process) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      Optional<ProcessHandle> child =
          ProcessHandle.of(process).flatMap(handle -> handle.children().findFirst());
      if (child.isPresent()
          && child.get().info().command().filter(c -> c.endsWith("sh")).isPresent()) {
        return child.get().pid();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the process namespace does not begin");
  }

  static String must(String... command) {
    Needs.Output output = Needs.run(command);
    assertEquals(0, output.status(), () -> String.join(" ", command) + ": " + output.output());
    return output.output();
  }

  String name() {
    return name;
  }

  private String[] inside(String... command) {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "-t", Long.toString(init), "-n", "-p", "-m", "--"));
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  /** Runs a command to its end, which has to be good. */
  String run(String... command) {
    return must(inside(command));
  }

  /** Runs a command to its end, whichever that is. */
  Needs.Output attempt(String... command) {
    List<String> all = new ArrayList<>(List.of("env", "RELAIS_NO_BUILD=1", "TMPDIR=" + folder));
    all.addAll(List.of(command));
    return Needs.run(inside(all.toArray(String[]::new)));
  }

  /** Starts a program; what it says goes into a file. */
  Process start(String log, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(inside(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    builder.environment().put("RELAIS_NO_BUILD", "1");
    builder.environment().put("TMPDIR", folder.toString());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  // ---------------------------------------------------------------- what runs on it

  /** A process that `killall -0 apache2` finds. */
  void startApache() throws IOException {
    Path program = folder.resolve("apache2");
    if (Files.notExists(program)) {
      Files.copy(Path.of("/bin/sleep"), program);
      assertEquals(true, program.toFile().setExecutable(true));
    }
    apache = Optional.of(start("apache.log", program.toString(), "3600"));
  }

  void killApache() {
    run("killall", "-KILL", "apache2");
    apache.ifPresent(Process::destroy);
  }

  /** The daemon under test, as a user starts it. */
  Process startRelais(Path configuration, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                TestData.repository().resolve("relais").toString(),
                "run",
                "-p",
                folder.resolve("vrrp.pid").toString()));
    command.addAll(List.of(options));
    command.add(configuration.toString());
    return start("daemon.log", command.toArray(String[]::new));
  }

  /** The number of the daemon among the processes of this host; empty if it has written none. */
  Optional<String> process() {
    try {
      return Optional.of(Files.readString(folder.resolve("vrrp.pid")).strip())
          .filter(number -> !number.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes a file into the folder. */
  Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  /** The daemon that it has to get along with. */
  void startKeepalived(Path configuration) throws IOException {
    start(
        "daemon.log",
        Needs.program("keepalived", "keepalived"),
        "-n",
        "-l",
        "-D",
        "-f",
        configuration.toString(),
        "-p",
        folder.resolve("parent.pid").toString(),
        "-r",
        folder.resolve("vrrp.pid").toString());
  }

  /** Starts a daemon with a configuration, which is written into the folder. */
  void start(TestPair.Daemon daemon, String configuration) throws IOException {
    start(daemon, write("keepalived.conf", configuration));
  }

  /** Starts a daemon. */
  void start(TestPair.Daemon daemon, Path configuration) throws IOException {
    switch (daemon) {
      case RELAIS -> startRelais(configuration);
      case KEEPALIVED -> startKeepalived(configuration);
    }
  }

  /** Sends the daemon a signal. */
  void signal(String signal) throws IOException {
    List<String> parent = processes("parent.pid");
    List<String> router = processes("vrrp.pid");
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    if (signal.equals("KILL") || parent.isEmpty()) {
      // The child first: one whose parent dies before it ends in order and says goodbye.
      command.addAll(router);
    }
    command.addAll(parent);
    run(command.toArray(String[]::new));
  }

  private List<String> processes(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? List.of(Files.readString(path).strip()) : List.of();
  }

  String log() throws IOException {
    Path log = folder.resolve("daemon.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  Path folder() {
    return folder;
  }

  // ---------------------------------------------------------------- what it looks like

  /** Whether an interface has an address. */
  boolean has(String device, String address) {
    return json("ip", "-j", "-4", "address", "show", "dev", device)
        .findValuesAsText("local")
        .contains(address);
  }

  /** The addresses of all interfaces, of both families. */
  List<String> addresses() {
    return json("ip", "-j", "address", "show").findValuesAsText("local");
  }

  /** The gateway of the default route. */
  Optional<String> gateway() {
    List<String> gateways =
        json("ip", "-j", "-4", "route", "show", "default").findValuesAsText("gateway");
    return gateways.stream().findFirst();
  }

  private JsonNode json(String... command) {
    try {
      return JSON.readTree(run(command));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    end(root);
    ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    started.forEach(TestHost::end);
    Needs.run("ip", "netns", "delete", name);
  }

  /** Ends a process and waits until it is gone, ten seconds at most. */
  static void end(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
