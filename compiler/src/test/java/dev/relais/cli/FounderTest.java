package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais.Result;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The founding scenario as its owner runs it: testdata/minet. */
class FounderTest {
  private static final String MINET = TestData.path("minet").toString();
  private static final Path GOLDEN = TestData.path("golden/minet");

  @TempDir Path folder;

  /** Paths as they are seen from the root of the repository. */
  private static String relative(String text) {
    return text.replace(TestData.repository() + "/", "");
  }

  @Test
  void lintIsApproved() {
    Result result = Relais.run("lint", MINET);
    assertEquals(1, result.status());
    Golden.verify(GOLDEN.resolve("lint.txt"), relative(result.out()));
  }

  @Test
  void jsonIsApproved() {
    Result result = Relais.run("lint", "--format", "json", MINET);
    assertEquals(1, result.status());
    Golden.verify(GOLDEN.resolve("lint.json"), relative(result.out()));
  }

  @Test
  void theTypedTreeIsApproved() {
    Result result = Relais.run("ast", MINET + "/web1/keepalived.conf");
    assertEquals(0, result.status());
    Golden.verify(GOLDEN.resolve("ast-web1.json"), relative(result.out()));
  }

  /** What runs, defaults and all: of the balancer too, whose port keepalived corrects. */
  @Test
  void theEffectiveConfigurationIsApproved() {
    String web1 = MINET + "/web1/keepalived.conf";
    Result text = Relais.run("effective", "-q", "--format", "conf", web1);
    assertEquals(0, text.status(), text.err());
    Golden.verify(GOLDEN.resolve("effective-web1.conf"), relative(text.out()));
    Result balancer =
        Relais.run("effective", "-q", "--format", "conf", MINET + "/balancer/keepalived.conf");
    Golden.verify(GOLDEN.resolve("effective-balancer.conf"), relative(balancer.out()));
    Result json = Relais.run("effective", "-q", "--format", "json", web1);
    Golden.verify(GOLDEN.resolve("effective-web1.json"), relative(json.out()));
  }

  @Test
  void theBalancerYieldsOneFindingForEachCause() throws IOException {
    JsonNode findings =
        new ObjectMapper()
            .readTree(Relais.run("lint", "--format", "json", MINET).out())
            .get("findings");
    List<String> codes = new ArrayList<>();
    for (JsonNode finding : findings) {
      if (finding.get("file").asText().endsWith("balancer/keepalived.conf")
          && !finding.get("severity").asText().equals("note")) {
        codes.add(finding.get("code").asText());
      }
    }
    assertEquals(List.of("KS1001", "KL4001"), codes);
  }

  /** The pair itself is right: nothing above advice. */
  @Test
  void thePairIsClean() {
    Result result =
        Relais.run(
            "lint",
            "--fail-on",
            "warning",
            "web1=" + MINET + "/web1/keepalived.conf",
            "web2=" + MINET + "/web2/keepalived.conf");
    assertEquals(0, result.status(), result.out());
  }

  @Test
  void generatedTreesAreApproved() throws IOException {
    Path out = folder.resolve("out");
    Result first = Relais.run("generate", MINET, "-o", out.toString());
    assertEquals(0, first.status(), first.err());
    List<String> names = new ArrayList<>();
    for (Path file : TestData.files(out)) {
      String name = out.relativize(file).toString();
      names.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + name);
      Golden.verify(GOLDEN.resolve("generate").resolve(name), Files.readString(file));
    }
    Golden.verify(GOLDEN.resolve("generate.txt"), String.join("\n", names) + "\n");
    for (Path approved : TestData.files(GOLDEN.resolve("generate"))) {
      Path name = GOLDEN.resolve("generate").relativize(approved);
      assertTrue(Files.exists(out.resolve(name)), name + " is approved and no longer generated");
    }
  }

  @Test
  void generatingTwiceChangesNothing() throws IOException {
    Path out = folder.resolve("out");
    Relais.run("generate", MINET, "-o", out.toString());
    Result check = Relais.run("generate", MINET, "-o", out.toString(), "--check");
    assertEquals(0, check.status(), check.out());
    Result again = Relais.run("generate", MINET, "-o", out.toString());
    assertTrue(again.out().lines().allMatch(line -> line.startsWith("unchanged  ")), again.out());
    Path interfaces = out.resolve("web1/etc/network/interfaces");
    Files.writeString(interfaces, Files.readString(interfaces).replace("eth3", "eth4"));
    Result changed = Relais.run("generate", MINET, "-o", out.toString(), "--check");
    assertEquals(1, changed.status());
    assertEquals(interfaces + " is not up to date\n", changed.out());
    Result diff = Relais.run("generate", MINET, "-o", out.toString(), "--diff");
    assertEquals(0, diff.status());
    assertTrue(diff.out().contains("-auto eth4\n"), diff.out());
    assertTrue(diff.out().contains("+auto eth3\n"), diff.out());
  }

  @Test
  void plansAreApproved() {
    for (String host : List.of("web1", "web2")) {
      Result result = Relais.run("compile", MINET, "--host", host, "-o", "-");
      assertEquals(0, result.status(), result.err());
      Golden.verify(GOLDEN.resolve("plan-" + host + ".json"), relative(result.out()));
    }
  }

  @Test
  void theCorrectedBalancerIsCompiled() {
    Result result =
        Relais.run(
            "compile", TestData.path("balancing/founding-balancer.conf").toString(), "-o", "-");
    assertEquals(0, result.status(), result.err());
    Golden.verify(GOLDEN.resolve("plan-balancer.json"), relative(result.out()));
  }

  @Test
  void theBalancerIsNotCompiled() {
    Result result = Relais.run("compile", MINET + "/balancer/keepalived.conf", "-o", "-");
    assertEquals(1, result.status());
    assertEquals("", result.out());
    assertTrue(result.err().contains("error[KS1001]"), result.err());
    assertTrue(
        result.err().endsWith("relais: no plan was made: correct the errors above first\n"),
        result.err());
  }
}
