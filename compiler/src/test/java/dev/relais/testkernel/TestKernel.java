package dev.relais.testkernel;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/**
 * A Linux kernel for a test: User-Mode Linux, Debian's package {@code user-mode-linux}, on the
 * files of this machine. It has IPVS, which the machine's own kernel may not have, and network
 * namespaces to play clients and servers in.
 *
 * <pre>{@code
 * @TempDir Path folder;
 *
 * Files.writeString(folder.resolve("balancer.conf"), "virtual_server …");
 * TestKernel.Run run = TestKernel.run(folder, Duration.ofMinutes(2), """
 *     set -e
 *     ip netns add client
 *     …
 *     timeout 60 "$RELAIS"/relaisd -n -l -D -f balancer.conf > daemon.log 2>&1 &
 *     ipvsadm -Sn > table
 *     """);
 * assertEquals(0, run.status(), run.output());
 * assertEquals("…", Files.readString(folder.resolve("table")));
 * }</pre>
 *
 * <ul>
 *   <li>The script is run by bash as root, in the folder. All paths are those of this machine, and
 *       so are all programs; ones that are missed are needed with {@link Needs#program}.
 *   <li>Only what is written into the folder stays; what is written elsewhere is in the memory of
 *       the kernel and gone with it. A file of the folder can be read from outside at any time.
 *   <li>The network is empty but for {@code lo}. Modules are loaded when they are needed, by the
 *       kernel itself too: {@code ip link add … type dummy}, {@code veth}, {@code macvlan}, {@code
 *       vlan}, {@code ipip}, a scheduler of IPVS. The kernel has the tables of nftables for bridges
 *       only; packets can be marked with {@code iptables-legacy} and {@code ip6tables-legacy}.
 *   <li>{@code JAVA_HOME} and {@code CLASSPATH} are those of the test, so that {@code
 *       "$JAVA_HOME"/bin/java dev.relais.…} runs a class of it. {@code RELAIS} is the repository;
 *       {@code RELAIS_NO_BUILD=1} is set for its launchers.
 *   <li>It has one processor, is slower than the machine, and its clock is that of the machine: say
 *       nothing about speed from it.
 *   <li>Put many checks into one script: a boot takes some seconds.
 * </ul>
 *
 * A kernel that does not come up, or dies, is booted once more. When this returns, or throws, all
 * its processes are gone.
 */
public final class TestKernel {
  private static final int MEMORY_MEGABYTES = 1536;
  private static final Duration LONGEST_BOOT = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 2;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** With which our own init begins what it has to say. */
  private static final String OURS = "testkernel:";

  private TestKernel() {}

  /**
   * What a script came to.
   *
   * @param status its exit status
   * @param output standard output and error together
   */
  public record Run(int status, String output) {}

  /**
   * Boots a kernel, runs a script in it and ends it. The test is skipped where the machine cannot.
   *
   * @param folder that exists, in which the script begins and what it writes stays
   * @param limit how long the script may run
   * @param script for bash
   */
  public static Run run(Path folder, Duration limit, String script) throws IOException {
    Needs.root();
    Needs.program("linux.uml", "user-mode-linux");
    Needs.program("unshare", "util-linux");
    Needs.program("insmod", "kmod");
    Needs.program("ip", "iproute2");
    Path real = folder.toRealPath();
    Files.writeString(real.resolve("script"), script);
    Files.writeString(real.resolve("environment"), environment());
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<Run> run = new Boot(real, limit).run();
      if (run.isPresent()) {
        return run.get();
      }
    }
    String console = read(real.resolve("console"));
    if (console.contains(OURS) || Files.exists(real.resolve("begun"))) {
      throw new AssertionError("the kernel ends: " + console + "\n" + read(real.resolve("output")));
    }
    throw Needs.absent(
        "needs a machine on which User-Mode Linux boots: "
            + console.lines().reduce((_, last) -> last).orElse("it says nothing"));
  }

  private static String environment() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("CLASSPATH", System.getProperty("java.class.path"));
    variables.put("RELAIS", TestData.repository().toString());
    variables.put("RELAIS_NO_BUILD", "1");
    variables.put("LC_ALL", "C.UTF-8");
    StringBuilder text = new StringBuilder();
    variables.forEach((name, value) ->
        text.append("export %s='%s'%n".formatted(name, value.replace("'", "'\\''"))));
    return text.toString();
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }

  /** One attempt. */
  private record Boot(Path folder, Duration limit) {

    /** What the script came to; empty if the kernel did not come up, or died. */
    Optional<Run> run() throws IOException {
      for (String file : List.of("begun", "status", "output", "console")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Path memory = memory();
      try {
        Process kernel = start(memory);
        try {
          await(kernel);
        } finally {
          // Its processes are in a namespace of their own, and end with its first one.
          kernel.destroyForcibly();
          waitFor(kernel, Duration.ofSeconds(10));
        }
      } finally {
        delete(memory);
      }
      Path status = folder.resolve("status");
      return Files.exists(status)
          ? Optional.of(
              new Run(
                  Integer.parseInt(Files.readString(status).strip()),
                  read(folder.resolve("output"))))
          : Optional.empty();
    }

    /** Where its memory is, as a file: in memory if there is enough of it. */
    private static Path memory() throws IOException {
      boolean fits =
          Files.isWritable(SHARED_MEMORY)
              && Files.getFileStore(SHARED_MEMORY).getUsableSpace() >> 20 > MEMORY_MEGABYTES;
      return fits
          ? Files.createTempDirectory(SHARED_MEMORY, "relais")
          : Files.createTempDirectory("relais");
    }

    private static void delete(Path folder) throws IOException {
      List<Path> all;
      try (Stream<Path> paths = Files.walk(folder)) {
        all = paths.toList();
      }
      for (Path path : all.reversed()) {
        Files.deleteIfExists(path);
      }
    }

    private Process start(Path memory) throws IOException {
      long most = LONGEST_BOOT.plus(limit).plusSeconds(10).toSeconds();
      List<String> command =
          new ArrayList<>(
              List.of(
                  "unshare",
                  "--pid",
                  "--fork",
                  "--kill-child",
                  "--mount-proc",
                  // The first process of a namespace is treated in ways that the kernel is not made
                  // for; a shell can be that.
                  "sh",
                  "-c",
                  "\"$@\"; exit 0",
                  "sh",
                  // For when the test cannot end it, as it was killed.
                  "timeout",
                  "--signal=KILL",
                  Long.toString(most)));
      command.addAll(
          List.of(
              "linux.uml",
              "rootfstype=hostfs",
              "root=/dev/root",
              "rootflags=/",
              "ro",
              "init=" + TestData.path("testkernel/init"),
              "mem=" + MEMORY_MEGABYTES + "M",
              "uml_dir=" + memory,
              "con=null",
              "con0=null,fd:1",
              "quiet",
              "FOLDER=" + folder));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("console").toFile());
      builder.environment().put("TMPDIR", memory.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    }

    /** Waits until it ends; a boot that takes too long is given up. */
    private void await(Process kernel) throws IOException {
      long start = System.nanoTime();
      long begun = 0;
      while (!waitFor(kernel, Duration.ofMillis(50))) {
        long now = System.nanoTime();
        if (begun == 0 && Files.exists(folder.resolve("begun"))) {
          begun = now;
        }
        if (begun == 0 && now - start > LONGEST_BOOT.toNanos()) {
          return;
        }
        if (begun != 0
            && now - begun > limit.toNanos()
            && !Files.exists(folder.resolve("status"))) {
          Assertions.fail(
              "the script does not end within %s:%n%s"
                  .formatted(limit, read(folder.resolve("output"))));
        }
        if (begun != 0 && now - begun > limit.plus(LONGEST_BOOT).toNanos()) {
          return;
        }
      }
    }

    private static boolean waitFor(Process process, Duration time) {
      try {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
