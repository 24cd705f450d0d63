package dev.relais.testkernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.cli.Relais;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The daemon balances load in a kernel with IPVS. */
@Tag("nightly")
class BalancingIT {
  private static final List<String> SCENARIOS =
      List.of(
          "no-module",
          "founding-balancer",
          "reload-with-traffic",
          "translation",
          "tunnels",
          "change-of-weights-with-traffic",
          "failure",
          "sorry-server",
          "quorum",
          "recovery",
          "drain",
          "killed-and-restarted",
          "killed-and-restarted-with-flush",
          "failover",
          "end-of-script");

  private static final List<String> SERVICES =
      List.of(
          "programmed",
          "marks",
          "group",
          "marked-group",
          "no-nftables",
          "ipv6",
          "datagrams",
          "all-fail",
          "all-recover",
          "table-elsewhere",
          "no-table",
          "end-of-script");

  private static final List<String> CHECKERS =
      List.of(
          "all-serve",
          "servers-end",
          "servers-begin",
          "servers-hang",
          "servers-wake",
          "wrong-answers",
          "right-answers",
          "weights",
          "program-hangs",
          "packets-get-lost",
          "packets-arrive",
          "neighbour-ends",
          "neighbour-begins",
          "goodbye",
          "end-of-script");

  @TempDir Path folder;

  /** Its table is the one that keepalived 2.2.7 leaves of the same configuration. */
  @TestFactory
  List<DynamicTest> tables() throws IOException, InterruptedException {
    needPrograms();
    List<Path> recorded =
        TestData.files(TestData.path("balancing/table")).stream()
            .filter(file -> file.toString().endsWith(".table"))
            .toList();
    Files.createDirectory(folder.resolve("plans"));
    Files.createDirectory(folder.resolve("awaited"));
    for (Path table : recorded) {
      Path configuration = table.resolveSibling(name(table) + ".conf");
      compile(configuration, "plans/" + name(table) + ".json");
      Files.copy(table, folder.resolve("awaited").resolve(table.getFileName()));
    }
    compile(TestData.path("balancing/none.conf"), "none.json");
    TestKernel.Run run = run("tables.sh");
    List<DynamicTest> tests = new ArrayList<>();
    for (Path table : recorded) {
      tests.add(
          DynamicTest.dynamicTest(
              name(table),
              () -> {
                assertShows(TestData.read(table), "shown/" + table.getFileName());
                assertShows("", "left/" + table.getFileName());
              }));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "nothing is left at the end",
            () -> {
              assertEquals(0, run.status(), run.output());
              assertShows(TestData.read(recorded.getLast()), "last.table");
              assertShows("", "end.table");
            }));
    return tests;
  }

  /** Clients, directors and servers, in one boot. */
  @TestFactory
  List<DynamicTest> scenarios() throws IOException, InterruptedException {
    needPrograms();
    Needs.program("curl", "curl");
    Needs.program("sysctl", "procps");
    Needs.program("ifup", "ifupdown");
    Path scenarios = TestData.path("balancing/scenarios");
    relais("generate", "-q", scenarios.toString(), "-o", folder.resolve("generated").toString());
    Path configuration = scenarios.resolve("director/keepalived.conf");
    String text = TestData.read(configuration);
    compile(TestData.path("balancing/founding-balancer.conf"), "founding.json");
    compile(configuration, "scenarios.json");
    compile(
        text.replaceFirst("weight 1\n", "weight 3\n").replaceFirst("weight 1\n", "weight 5\n"),
        "weights.json");
    compile(
        text.replace("state MASTER", "state BACKUP").replace("priority 200", "priority 100"),
        "backup.json");
    compile(text.replaceFirst("global_defs \\{\n", "global_defs {\n    lvs_flush\n"), "flush.json");
    return checks("scenarios.sh", SCENARIOS);
  }

  /** Marked packets, groups, IPv6, UDP and a table in another namespace, in one boot. */
  @TestFactory
  List<DynamicTest> services() throws IOException, InterruptedException {
    needPrograms();
    Needs.program("curl", "curl");
    Needs.program("iptables-legacy", "iptables");
    compile(TestData.path("balancing/services/keepalived.conf"), "services.json");
    compile(TestData.path("balancing/services/elsewhere.conf"), "elsewhere.json");
    return checks("services.sh", SERVICES);
  }

  /** Each way to look at servers, which fail in each way, in one boot. */
  @TestFactory
  List<DynamicTest> checkers() throws IOException, InterruptedException {
    needPrograms();
    Needs.program("openssl", "openssl");
    Needs.program("iptables-legacy", "iptables");
    Needs.program("keepalived", "keepalived");
    String text = TestData.read(TestData.path("balancing/checkers/keepalived.conf"));
    compile(text.replace("FOLDER", folder.toString()), "checkers.json");
    return checks("checkers.sh", CHECKERS);
  }

  /** What a script left of each of its scenarios. */
  private List<DynamicTest> checks(String script, List<String> scenarios)
      throws IOException, InterruptedException {
    TestKernel.Run run = run(script);
    System.out.print(run.output());
    assertEquals(0, run.status(), run.output());
    List<DynamicTest> tests = new ArrayList<>();
    for (String scenario : scenarios) {
      Path wrong = folder.resolve("checks").resolve(scenario);
      String says = Files.exists(wrong) ? TestData.read(wrong) : "it was not tried";
      tests.add(DynamicTest.dynamicTest(scenario, () -> assertEquals("", says)));
    }
    return tests;
  }

  private static void needPrograms() {
    Needs.program("ipvsadm", "ipvsadm");
    Needs.program("awk", "mawk");
    Needs.program("python3", "python3");
  }

  private TestKernel.Run run(String script) throws IOException, InterruptedException {
    makeCacheOfClasses();
    return TestKernel.run(
        folder, Duration.ofMinutes(20), TestData.read(TestData.path("testkernel/" + script)));
  }

  /** The launcher would make it inside, where that takes minutes. */
  private static void makeCacheOfClasses() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(TestData.repository().resolve("relaisd").toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("RELAIS_NO_BUILD", "1");
    assertEquals(0, builder.start().waitFor());
  }

  private void compile(Path configuration, String plan) {
    relais("compile", "-q", "-o", folder.resolve(plan).toString(), configuration.toString());
  }

  private void compile(String configuration, String plan) throws IOException {
    Path file = folder.resolve(plan + ".conf");
    Files.writeString(file, configuration);
    compile(file, plan);
  }

  private static void relais(String... arguments) {
    Relais.Result result = Relais.run(arguments);
    assertEquals(0, result.status(), result.err());
  }

  private static String name(Path table) {
    return table.getFileName().toString().replace(".table", "");
  }

  private void assertShows(String expected, String table) {
    assertEquals(
        String.join("\n", ShownTable.entries(expected)),
        String.join("\n", ShownTable.entries(TestData.read(folder.resolve(table)))));
  }
}
