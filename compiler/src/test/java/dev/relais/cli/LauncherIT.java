package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a copy of what the build has laid out: no sources, so nothing to build. */
class LauncherIT {
  @TempDir static Path installed;

  private record Result(int status, String out, String err) {}

  @BeforeAll
  static void install() throws IOException {
    String install = TestData.repository().resolve("packaging/install").toString();
    assertEquals(new Needs.Output(0, ""), Needs.run(install, installed.toString()));
  }

  private static void copy(Path from, Path to) throws IOException {
    Path folder = to.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static Result relais(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = installed.resolve("relais").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(environment, command);
  }

  private static Result run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path err = Files.createTempFile(installed, "err", null);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out;
    try (InputStream in = process.getInputStream()) {
      out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> Arrays.toString(command));
    return new Result(process.exitValue(), out, Files.readString(err));
  }

  private static Path configuration(String name) throws IOException {
    return Files.writeString(
        installed.resolve(name),
        "vrrp_instance A {\n    interface eth0\n    virtual_router_id 0\n}\n");
  }

  @Test
  void printsNothingButTheReport() throws IOException, InterruptedException {
    String file = configuration("a.conf").toString();
    for (int run = 1; run <= 2; run++) {
      Result result = relais(Map.of(), "lint", "--format", "json", file);
      assertEquals(1, result.status(), result.err());
      assertEquals("", result.err(), "run " + run);
      assertEquals(1, new ObjectMapper().readTree(result.out()).get("schema").asInt());
    }
  }

  /** A cache that the JVM cannot use costs time and not one character on standard output. */
  @Test
  void survivesACacheThatIsDamaged() throws IOException, InterruptedException {
    String file = configuration("b.conf").toString();
    relais(Map.of(), "lint", file);
    List<Path> caches =
        TestData.files(installed.resolve("target/relais")).stream()
            .filter(path -> path.toString().endsWith(".aot"))
            .toList();
    assertFalse(caches.isEmpty(), "no cache was made");
    for (Path cache : caches) {
      Files.write(cache, new byte[] {1, 2, 3});
    }
    Result result = relais(Map.of(), "lint", "--format", "json", file);
    assertEquals(1, result.status(), result.err());
    assertEquals("", result.err());
    new ObjectMapper().readTree(result.out());
    assertTrue(Files.size(cache()) > 3, "it is not made anew");

    // As large as it should be: nobody but the JVM finds out.
    byte[] bytes = Files.readAllBytes(cache());
    Arrays.fill(bytes, 0, 10_000, (byte) 7);
    Files.write(cache(), bytes);
    result = relais(Map.of(), "lint", "--format", "json", file);
    assertEquals(1, result.status(), result.err());
    assertEquals("", result.err());
    Files.delete(cache());
  }

  /** A cache is of no use in another place; whoever moves a checkout takes it along. */
  @Test
  void makesACacheAnewInAnotherPlace(@TempDir Path folder)
      throws IOException, InterruptedException {
    String file = configuration("d.conf").toString();
    relais(Map.of(), "lint", file);
    Path moved = folder.resolve("moved");
    Needs.run("cp", "-a", installed.toString(), moved.toString());
    List<String> before = caches(moved);
    assertFalse(before.isEmpty(), "no cache was made");
    String program = moved.resolve("relais").toString();
    for (int run = 1; run <= 2; run++) {
      Result result = run(Map.of(), program, "lint", file);
      assertEquals(1, result.status(), result.err());
      assertEquals("", result.err(), "run " + run);
      assertEquals(before.size() + 1, caches(moved).size(), "run " + run);
    }
  }

  private static List<String> caches(Path root) {
    return TestData.files(root.resolve("target/relais")).stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> name.endsWith(".aot"))
        .toList();
  }

  // ---------------------------------------------------------------- the build

  /** A checkout, as far as the launcher looks at it. */
  private static Path checkout(Path folder) throws IOException {
    for (String name :
        List.of("relais", "relaisd", "packaging/launch.sh", "packaging/launch-daemon.sh")) {
      copy(TestData.repository().resolve(name), folder.resolve(name));
    }
    Files.createDirectories(folder.resolve("runtime/src/main"));
    Files.writeString(folder.resolve("runtime/pom.xml"), "");
    return Files.writeString(folder.resolve("pom.xml"), "");
  }

  @Test
  void saysWhatToDoWhereNothingIsBuiltAndNothingCanBe(@TempDir Path folder)
      throws IOException, InterruptedException {
    Needs.root();
    String unshare = Needs.program("unshare", "util-linux");
    checkout(folder);
    for (Map.Entry<String, Integer> each : Map.of("relais", 3, "relaisd", 2).entrySet()) {
      Result result =
          run(
              Map.of(),
              unshare,
              "--mount",
              "sh",
              "-c",
              "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$0/$1\" --help",
              folder.toString(),
              each.getKey());
      assertEquals(each.getValue(), result.status(), result.err());
      assertEquals(
          each.getKey()
              + ": nothing is built yet, and "
              + folder
              + " cannot be written; run ./relais --version there as a user who may, or copy the"
              + " folder\n",
          result.err());
    }
  }

  @Test
  void saysThatItWaitsForAnotherBuild(@TempDir Path folder)
      throws IOException, InterruptedException {
    String flock = Needs.program("flock", "util-linux");
    checkout(folder);
    Path held = folder.resolve("held");
    Files.createDirectories(folder.resolve("target/relais"));
    Process other =
        new ProcessBuilder(
                flock,
                folder.resolve("target/build.lock").toString(),
                "sh",
                "-c",
                "touch \"$0/held\"; sleep 2; touch \"$0/target/relais/built\"",
                folder.toString())
            .start();
    for (int i = 0; i < 500 && Files.notExists(held); i++) {
      Thread.sleep(20);
    }
    Result result = run(Map.of(), folder.resolve("relais").toString(), "--version");
    assertTrue(
        result.err().startsWith("relais: waiting for another launcher, which is building …\n"),
        result.err());
    assertFalse(result.err().contains("relais: building"), result.err());
    assertEquals(0, other.waitFor());
  }

  /** JDK 25.0.3 runs the classes of a cache even if the jars have changed since. */
  @Test
  void makesACacheAnewForOtherJars() throws IOException, InterruptedException {
    String file = configuration("c.conf").toString();
    relais(Map.of(), "lint", file);
    Path jar = installed.resolve("target/relais/lib").resolve("antlr4-runtime-4.13.2.jar");
    Path cache = cache();
    Files.setLastModifiedTime(
        jar, FileTime.fromMillis(Files.getLastModifiedTime(cache).toMillis() + 5000));
    Files.setLastModifiedTime(
        cache, FileTime.fromMillis(Files.getLastModifiedTime(cache).toMillis() - 5000));
    long before = Files.getLastModifiedTime(cache).toMillis();
    relais(Map.of(), "lint", file);
    assertTrue(Files.getLastModifiedTime(cache()).toMillis() > before, "the old cache is kept");
  }

  private static Path cache() {
    return TestData.files(installed.resolve("target/relais")).stream()
        .filter(path -> path.getFileName().toString().matches("relais-.*\\.aot"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void opensFilesWhateverTheLocale() throws IOException, InterruptedException {
    Path file = configuration("café-配置.conf");
    Result result = relais(Map.of("LC_ALL", "C", "LANG", "C"), "lint", file.toString());
    assertEquals(1, result.status(), result.err());
    assertTrue(result.out().contains("café-配置.conf:3:23: error[KV2001]"), result.out());
  }

  /** A closed stream must not become a file that the JVM opens, and be written to. */
  @Test
  void tellsThatStandardOutputIsClosed() throws IOException, InterruptedException {
    Result result =
        run(Map.of(), "sh", "-c", "exec \"$0\" rules >&-", installed.resolve("relais").toString());
    assertEquals(3, result.status());
    assertEquals("relais: cannot write the output: Bad file descriptor\n", result.err());
  }

  @Test
  void tellsThatTheOutputIsFull() throws IOException, InterruptedException {
    Result result =
        run(
            Map.of(),
            "sh",
            "-c",
            "exec \"$0\" lint --format json - </dev/null >/dev/full",
            installed.resolve("relais").toString());
    assertEquals(3, result.status());
    assertEquals("relais: cannot write the output: No space left on device\n", result.err());
  }

  @Test
  void isAsWideAsTheTerminal() throws IOException, InterruptedException {
    String script = Needs.program("script", "bsdutils");
    for (int columns : new int[] {60, 90}) {
      Result result =
          run(
              Map.of("NO_COLOR", "1"),
              script,
              "-qec",
              "stty cols %d <&1; '%s' help lint".formatted(columns, installed.resolve("relais")),
              "/dev/null");
      int longest = result.out().lines().mapToInt(String::length).max().orElse(0);
      assertTrue(columns - 10 < longest && longest <= columns, result.out());
    }
  }

  @Test
  void readsWhatAnotherCommandPrints() throws IOException, InterruptedException {
    String bash = Needs.program("bash", "bash");
    Result result =
        run(
            Map.of(),
            bash,
            "-c",
            "exec \"$0\" lint -q a=<(cat \"$1\") <(echo global_defs) </dev/null",
            installed.resolve("relais").toString(),
            configuration("d.conf").toString());
    assertEquals(1, result.status(), result.err());
    assertTrue(result.out().contains("/dev/fd/63:3:23: error[KV2001]"), result.out());
    assertEquals("", result.err());
  }

  /** As by {@code head}: nothing is wrong, so nothing is said. */
  @Test
  void endsQuietlyWithItsReader() throws IOException, InterruptedException {
    Result result =
        run(
            Map.of(),
            "sh",
            "-c",
            "{ \"$0\" rules; echo $? >&2; } | true",
            installed.resolve("relais").toString());
    assertEquals("141\n", result.err());
  }

  @Test
  void generatesByTheTemplatesBesideIt() throws IOException, InterruptedException {
    String out = installed.resolve("out").toString();
    Result result = relais(Map.of(), "generate", TestData.path("minet").toString(), "-o", out);
    assertEquals(0, result.status(), result.err());
    assertEquals("", result.err());
  }

  @Test
  void namesThePackageWhereNoJdkIsFound() throws IOException, InterruptedException {
    Needs.root();
    String unshare = Needs.program("unshare", "util-linux");
    Result result =
        run(
            Map.of("JAVA_HOME", "", "HOME", "/nonexistent"),
            unshare,
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs none /usr/lib/jvm && exec \"$0\" lint x.conf",
            installed.resolve("relais").toString());
    assertEquals(3, result.status(), result.err());
    assertTrue(result.err().contains("a JDK 25 or later is needed"), result.err());
    assertTrue(result.err().contains("temurin-25-jdk"), result.err());
    assertTrue(result.err().contains("openjdk-25-jdk"), result.err());
  }
}
