package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image that packages ship: rewritten classes say what those that were compiled say. */
class ImageIT {
  private static final String CORPUS = TestData.path("corpus/own").toString();
  private static final String MINET = TestData.path("minet").toString();

  @TempDir static Path folder;

  /** An image may be moved, as packages do. */
  @BeforeAll
  static void build() throws IOException {
    Path place = folder.resolve("built");
    Needs.Output built =
        Needs.run(
            TestData.repository().resolve("packaging/image/build").toString(), place.toString());
    assertEquals(0, built.status(), built::output);
    Files.move(place, folder.resolve("image"));
  }

  private static Needs.Output image(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = folder.resolve("image/bin/relais").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Needs.run(command);
  }

  private static void assertSame(String... arguments) {
    Relais.Result here = Relais.run(arguments);
    assertEquals(
        new Needs.Output(here.status(), here.out() + here.err()), image(arguments), here::out);
  }

  @Test
  void saysWhatTheClassesSay() {
    assertSame("lint", MINET);
    assertSame("lint", "--format", "json", MINET);
    assertSame("lint", "--format", "json", CORPUS);
    assertSame("lint", "-q", "--unsafe-fixes", "--diff", CORPUS);
    assertSame("effective", MINET + "/web1/keepalived.conf");
    assertSame("diff", MINET + "/web1/keepalived.conf", MINET + "/web2/keepalived.conf");
    assertSame("explain", "KF3005");
    assertSame("lint", "no-such-file.conf");
  }

  /** The JVM ends at once where it is told to use a cache that it cannot use. */
  @Test
  void usesACacheForEachKind() {
    for (String[] command : new String[][] {{"lint", MINET}, {"explain", "KF3005"}}) {
      Needs.Output output =
          Needs.run(
              "env",
              "JDK_JAVA_OPTIONS=-XX:AOTMode=on",
              folder.resolve("image/bin/relais").toString(),
              command[0],
              command[1]);
      assertEquals(Relais.run(command).status(), output.status(), output::output);
    }
  }

  @Test
  void knowsItsVersion() {
    Needs.Output output = image("--version");
    assertTrue(output.output().matches("relais \\d+\\.\\d+\\.\\d+.*\n"), output::output);
  }

  @Test
  void isNotBuiltOverSomethingElse() {
    assertEquals(
        2,
        Needs.run(
                TestData.repository().resolve("packaging/image/build").toString(),
                folder.resolve("image").toString())
            .status());
  }

  // ---------------------------------------------------------------- relaisd

  private static String configuration(int priority) {
    return """
    global_defs {
        router_id image
        enable_script_security
        script_user root
    }
    vrrp_instance A {
        state BACKUP
        interface eth0
        virtual_router_id 51
        priority %d
        advert_int 1
        virtual_ipaddress {
            192.0.2.1/24 dev eth0
        }
    }
    """
        .formatted(priority);
  }

  /** From its start in the foreground to a reload and its end, in a network of its own. */
  @Test
  @Timeout(120)
  void runsAsADaemon() throws IOException, InterruptedException {
    Needs.root();
    String space = "relais-image-" + ProcessHandle.current().pid();
    Path log = folder.resolve("daemon.log");
    Path file = Files.writeString(folder.resolve("daemon.conf"), configuration(100));
    run("ip", "netns", "add", space);
    try {
      run("ip", "-n", space, "link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
      run("ip", "-n", space, "address", "add", "192.0.2.9/24", "dev", "eth0");
      run("ip", "-n", space, "link", "set", "eth0", "up");
      run("ip", "-n", space, "link", "set", "eth1", "up");
      ProcessBuilder builder =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  space,
                  // As the cache that it has to use: it ends at once if it cannot.
                  "env",
                  "JDK_JAVA_OPTIONS=-XX:AOTMode=on",
                  folder.resolve("image/bin/relais").toString(),
                  "run",
                  "-p",
                  folder.resolve("daemon.pid").toString(),
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("TMPDIR", folder.toString());
      Process daemon = builder.start();
      try {
        await(() -> has(space, "192.0.2.1"), log);
        Files.writeString(file, configuration(90).replace("192.0.2.1/24", "192.0.2.2/24"));
        run("kill", "-HUP", Long.toString(daemon.pid()));
        await(() -> has(space, "192.0.2.2") && !has(space, "192.0.2.1"), log);
        daemon.destroy();
        assertTrue(daemon.waitFor(20, TimeUnit.SECONDS), () -> read(log));
        assertEquals(0, daemon.exitValue(), () -> read(log));
        assertFalse(has(space, "192.0.2.2"), () -> read(log));
        assertTrue(read(log).contains("Starting relaisd 0."), () -> read(log));
        assertEquals(List.of(), left("relaisd-"), "folders that are left");
      } finally {
        daemon.destroyForcibly();
      }
    } finally {
      Needs.run("ip", "netns", "delete", space);
    }
  }

  /** What is begun before the options are read is ended with them. */
  @Test
  void leavesNothingOfAStartThatFails() throws IOException {
    Path file = Files.writeString(folder.resolve("unused.conf"), configuration(100));
    Needs.Output output =
        Needs.run(
            "env",
            "TMPDIR=" + folder,
            folder.resolve("image/bin/relaisd").toString(),
            "-n",
            "--no-such-option",
            "-f",
            file.toString());
    assertEquals(2, output.status(), output::output);
    assertTrue(output.output().contains("--no-such-option"), output::output);
    assertEquals(List.of(), left("relaisd-"), "folders that are left");
  }

  private static void run(String... command) {
    Needs.Output output = Needs.run(command);
    assertEquals(0, output.status(), () -> String.join(" ", command) + ": " + output.output());
  }

  private static void await(BooleanSupplier condition, Path log) throws InterruptedException {
    for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertTrue(condition.getAsBoolean(), () -> read(log));
  }

  private static boolean has(String space, String address) {
    return Needs.run("ip", "-n", space, "-4", "-o", "address", "show", "dev", "eth0")
        .output()
        .contains(address + "/");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What begins with a name in the folder for temporary files. */
  private static List<String> left(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(each -> each.startsWith(name))
          .toList();
    }
  }
}
