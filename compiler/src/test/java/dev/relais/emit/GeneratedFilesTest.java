package dev.relais.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais;
import dev.relais.testdata.Golden;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is generated is what the programs that read it understand. */
class GeneratedFilesTest {
  @TempDir static Path folder;

  /** The fleets of testdata/generate and the founding one. */
  private static List<Path> fleets() {
    return Stream.concat(
            Stream.of(TestData.path("minet")), TestData.folders(TestData.path("generate")).stream())
        .toList();
  }

  private static Path generated(Path fleet) {
    Path out = folder.resolve(fleet.getFileName().toString());
    Relais.Result result = Relais.run("generate", fleet.toString(), "-o", out.toString());
    assertEquals(0, result.status(), result.err());
    return out;
  }

  private static Stream<DynamicTest> forEach(String ending, Consumer<Path> test) {
    return fleets().stream()
        .flatMap(fleet -> TestData.files(generated(fleet)).stream())
        .filter(file -> file.toString().endsWith(ending))
        .map(file ->
            DynamicTest.dynamicTest(folder.relativize(file).toString(), () -> test.accept(file)));
  }

  @TestFactory
  Stream<DynamicTest> goldens() {
    return TestData.folders(TestData.path("generate")).stream()
        .map(fleet ->
            DynamicTest.dynamicTest(
                fleet.getFileName().toString(),
                () -> {
                  Path out = generated(fleet);
                  StringBuilder all = new StringBuilder();
                  for (Path file : TestData.files(out)) {
                    all.append("==> ").append(out.relativize(file)).append(" <==\n");
                    all.append(Files.readString(file)).append('\n');
                  }
                  Golden.verify(
                      TestData.path("golden/generate").resolve(fleet.getFileName() + ".txt"),
                      all.toString());
                }));
  }

  /** ifupdown lists the interfaces that are brought up, and fails on a file that it cannot read. */
  @TestFactory
  Stream<DynamicTest> ifqueryReadsInterfaces() {
    String ifquery = Needs.program("ifquery", "ifupdown");
    return forEach(
        "etc/network/interfaces",
        file -> {
          Needs.Output listed = Needs.run(ifquery, "--list", "-i", file.toString());
          assertEquals(0, listed.status(), listed.output());
          List<String> auto =
              TestData.read(file)
                  .lines()
                  .filter(line -> line.startsWith("auto "))
                  .map(line -> line.substring(5))
                  .toList();
          assertEquals(auto, listed.output().lines().toList());
          for (String name : auto) {
            Needs.Output one = Needs.run(ifquery, "-i", file.toString(), name);
            assertEquals(0, one.status(), one.output());
          }
        });
  }

  /** What ifquery understands of the founding pair is what the inventory says. */
  @Test
  void ifqueryRecoversTheInventory() {
    String ifquery = Needs.program("ifquery", "ifupdown");
    Path file = generated(TestData.path("minet")).resolve("web1/etc/network/interfaces");
    assertEquals(
        "address: 192.168.103.166\nbroadcast: 192.168.103.255\nnetmask: 255.255.255.0\n",
        Needs.run(ifquery, "-i", file.toString(), "eth0").output());
    assertEquals(
        "up: ip link set dev eth3 up\ndown: ip link set dev eth3 down\n",
        Needs.run(ifquery, "-i", file.toString(), "eth3").output());
  }

  /** sysctl(8) names the keys that it would set. */
  @TestFactory
  Stream<DynamicTest> sysctlReadsSettings() {
    String sysctl = Needs.program("sysctl", "procps");
    return forEach(
        "60-keepalived.conf",
        file -> {
          Needs.Output output = Needs.run(sysctl, "--dry-run", "--load=" + file);
          Map<String, String> expected = new TreeMap<>();
          TestData.read(file)
              .lines()
              .filter(line -> line.contains(" = ") && !line.startsWith("#"))
              .map(line -> line.split(" = ", 2))
              .forEach(parts -> expected.put(parts[0], parts[1]));
          Map<String, String> read = new TreeMap<>();
          output
              .output()
              .lines()
              .filter(line -> line.contains(" = "))
              .map(line -> line.split(" = ", 2))
              .forEach(parts -> read.put(parts[0], parts[1]));
          assertFalse(expected.isEmpty());
          assertEquals(expected, read, output.output());
        });
  }

  /** modprobe(8) prints the configuration that it has understood. */
  @TestFactory
  Stream<DynamicTest> modprobeReadsItsConfiguration() {
    String modprobe = Needs.program("modprobe", "kmod");
    return forEach(
        "etc/modprobe.d/keepalived.conf",
        file -> {
          Needs.Output output =
              Needs.run(modprobe, "--showconfig", "--config", String.valueOf(file.getParent()));
          List<String> softdeps =
              TestData.read(file).lines().filter(line -> line.startsWith("softdep")).toList();
          for (String softdep : softdeps) {
            assertTrue(
                output.output().lines().anyMatch(softdep::equals),
                softdep + " is not in\n" + output.output());
          }
        });
  }

  /** The names are modules of Debian's kernel: each has its line in modules-load.d's form. */
  @TestFactory
  Stream<DynamicTest> modulesAreNamesOnly() {
    return forEach(
        "etc/modules-load.d/keepalived.conf",
        file -> {
          List<String> names =
              TestData.read(file)
                  .lines()
                  .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                  .toList();
          assertFalse(names.isEmpty());
          assertTrue(names.stream().allMatch(name -> name.matches("[a-z0-9_]+")), names.toString());
        });
  }

  @TestFactory
  Stream<DynamicTest> shellReadsScripts() {
    return forEach(
        "prepare-containers",
        file -> {
          assertEquals("", Needs.run("/bin/sh", "-n", file.toString()).output());
          String shellcheck = Needs.program("shellcheck", "shellcheck");
          assertEquals("", Needs.run(shellcheck, file.toString()).output());
        });
  }

  /** keepalived says of the laid out file what it says of the written one: nothing. */
  @TestFactory
  Stream<DynamicTest> keepalivedReadsItsConfiguration() {
    Needs.root();
    Needs.program("keepalived", "keepalived");
    String oracle = TestData.path("oracle/keepalived-says").toString();
    return forEach(
        "etc/keepalived/keepalived.conf",
        file -> {
          Needs.Output output = Needs.run(oracle, file.toString());
          assertEquals("file %s\nstatus 0\n".formatted(file), output.output());
        });
  }

  // ------------------------------------------------------------------ hostile inventories

  @Test
  void refusesNamesThatCouldBecomeCommands() throws IOException {
    String inventory =
        """
        hosts:
          web1:
            interfaces:
              "eth0; reboot": { method: manual }
              "eth1\\n    up reboot": { method: manual }
              eth2: { address: "192.0.2.1/24\\n    up reboot" }
          ../../etc: { interfaces: { eth0: { method: manual } } }
        """;
    Path file = Files.writeString(folder.resolve("hostile.yaml"), inventory);
    Path out = folder.resolve("hostile");
    Relais.Result result = Relais.run("generate", file.toString(), "-o", out.toString());
    assertEquals(1, result.status(), result.out());
    assertEquals(
        4,
        Arrays.stream(result.err().split("\n")).filter(l -> l.contains("error[KF3900]")).count(),
        result.err());
    assertFalse(Files.exists(out), "nothing was written");
  }
}
