package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is silent, and what is not: comments, project file, baseline, command line. */
class ControlTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One error in line 4, one warning in line 8; and no note. */
  private static final String CONFIGURATION =
      """
      vrrp_instance A {
          version 3
          interface eth0
          virtual_router_id 300
          virtual_ipaddress {
              192.0.2.10/24
              192.0.2.11/24
              192.0.2.10/24
          }
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void noProjectAbove() {
    for (Path above = folder; above != null; above = above.getParent()) {
      assertFalse(Files.exists(above.resolve(".relais.yaml")), above::toString);
    }
  }

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("lint", "--format", "json"));
    words.addAll(Arrays.asList(arguments));
    Result result = Relais.run(words.toArray(String[]::new));
    assertEquals("", result.err());
    return JSON.readTree(result.out());
  }

  /** {@code LINE CODE} of each finding. */
  private static List<String> found(JsonNode document) {
    return document
        .path("findings")
        .valueStream()
        .map(found -> found.path("line").asInt() + " " + found.path("code").asText())
        .toList();
  }

  private static List<String> found(String... arguments) throws IOException {
    return found(json(arguments));
  }

  // ------------------------------------------------------------------ comments

  @Test
  void theConfigurationHasTwoFindings() throws IOException {
    assertEquals(List.of("4 KV2001", "8 KV2015"), found(file("a.conf", CONFIGURATION)));
  }

  @ParameterizedTest
  @CsvSource({
    "# relais: ignore KV2001 -- why, ''",
    "! relais: ignore KV2001 -- why, ''",
    "## relais: ignore kv2001 -- why, ''",
    "#relais:ignore virtual-router-id-out-of-range -- why, ''",
    "# relais: ignore KV -- why, ''",
    "# ticket 12 # relais: ignore KV2001 -- why, ''",
    "# relais: ignore KV2001 — why, ''",
    "# relais: ignore KV2001, KY8001",
    "# relais: ignore KV2001 because it is wanted, KY8001",
    "# relais: ignore KV2001 --, KY8001",
    "# relais: ignore KV2015 -- why, KV2001 KY8003",
    "# relais: ignore KV2001 KV2015 -- why, KY8003",
    "# relais: ignore KV2001 KS1001 -- why, KY8005",
    "# relais: ignore KS -- why, KV2001 KY8003",
    "# relais: ignore KY8003 -- why, KV2001 KY8005",
    "# relais: ignore KX2001 -- why, KV2001 KY8002",
    "# relais: ignore K -- why, KV2001 KY8002",
    "# relais: ignore -- why, KV2001 KY8004",
    "# relais: ignore, KV2001 KY8004",
    "# relais: disable KV2001 -- why, KV2001 KY8004",
    "# relais:, KV2001 KY8004",
    "# relais ignore KV2001 -- why, KV2001 KY8004",
    "# Relais is what ignores KV2001, KV2001",
    "# see relais: ignore KV2001 -- why, KV2001",
    "'\"# relais: ignore KV2001 -- why\"', KV2001 KS1106",
  })
  void aCommentBehindAStatementCoversItsLine(String comment, String expected) throws IOException {
    String text = CONFIGURATION.replace("_id 300", "_id 300 " + comment);
    List<String> codes =
        found(file("a.conf", text)).stream()
            .filter(found -> found.startsWith("4 "))
            .map(found -> found.split(" ", -1)[1])
            .toList();
    assertEquals(expected, String.join(" ", codes));
  }

  @Test
  void severalRulesHaveCommas() throws IOException {
    String text = CONFIGURATION.replace("_id 300", "_id 300 # relais: ignore KV2015 ,KV2001 -- x");
    JsonNode document = json(file("a.conf", text));
    assertEquals(List.of("4 KY8003", "8 KV2015"), found(document));
    assertEquals(1, document.path("summary").path("suppressed").asInt());
  }

  @Test
  void aCommentOnItsOwnLineCoversTheNextThatSaysSomething() throws IOException {
    String comment = "    # relais: ignore KV2001 -- why\n";
    String line = "    virtual_router_id 300\n";
    assertEquals(
        List.of("9 KV2015"), found(file("a.conf", CONFIGURATION.replace(line, comment + line))));
    assertEquals(
        List.of("11 KV2015"),
        found(file("a.conf", CONFIGURATION.replace(line, comment + "\n  # more\n" + line))));
    assertEquals(
        List.of("3 KY8003", "5 KV2001", "9 KV2015"),
        found(file("a.conf", CONFIGURATION.replace("    interface", comment + "    interface"))));
  }

  @Test
  void atTheHeadOfABlockTheBlockIsNotCovered() throws IOException {
    assertEquals(
        List.of("1 KY8003", "5 KV2001", "9 KV2015"),
        found(file("a.conf", "# relais: ignore KV2001 -- why\n" + CONFIGURATION)));
    String missing =
        "# relais: ignore KV2002 -- why\n" + CONFIGURATION.replaceFirst(".*_id.*\n", "");
    assertFalse(found(file("a.conf", missing)).toString().contains("KV2002"));
  }

  @Test
  void behindTheLastLineNothingIsCovered() throws IOException {
    JsonNode document = json(file("a.conf", CONFIGURATION + "# relais: ignore KV2001 -- why\n"));
    assertEquals(List.of("4 KV2001", "8 KV2015", "11 KY8003"), found(document));
    assertTrue(
        document.path("findings").get(2).path("message").asText().contains("no line follows"));
  }

  @Test
  void theFileIsCoveredFromAnywhere() throws IOException {
    JsonNode document =
        json(file("a.conf", CONFIGURATION + "# relais: ignore-file KV2001, KV2015 -- why\n"));
    assertEquals(List.of(), found(document));
    assertEquals(2, document.path("summary").path("suppressed").asInt());
    assertEquals(0, document.path("summary").path("errors").asInt());
  }

  @Test
  void theSummaryOfTheTextSaysIt() throws IOException {
    String text = CONFIGURATION + "# relais: ignore-file KV -- why\n";
    Result result = Relais.run("lint", file("a.conf", text));
    assertEquals(0, result.status());
    assertEquals("No findings in 1 file (2 suppressed).\n", result.out());
  }

  @Test
  void inAnIncludedFileTheCommentCountsWhereTheFindingIs() throws IOException {
    String main = file("a.conf", CONFIGURATION.replace("    virtual_router_id 300", "include b"));
    file("b", "virtual_router_id 300 # relais: ignore KV2001 -- why\n");
    assertEquals(List.of("8 KV2015"), found(main));
    file("b", "virtual_router_id 300\n");
    file(
        "a.conf",
        CONFIGURATION.replace(
            "    virtual_router_id 300", "# relais: ignore KV2001 -- why\ninclude b"));
    assertEquals(List.of("4 KY8003", "9 KV2015", "1 KV2001"), found(main));
  }

  @Test
  void inADefinitionTheCommentCountsWhereTheFindingIs() throws IOException {
    String text = "$ID=300\n" + CONFIGURATION.replace("300", "$ID # relais: ignore KV2001 -- why");
    assertEquals(List.of("9 KV2015"), found(file("a.conf", text)));
  }

  @Test
  void aFindingAboutHostsIsSuppressedAtItsMainPlace() throws IOException {
    String good = CONFIGURATION.replace("300", "20").replaceFirst(".*\\.11/24\n.*\n", "");
    String one = file("lb1.conf", good);
    String other = file("lb2.conf", good + "# of another host\nstatic_routes {\n}\n");
    JsonNode before = json("--select", "KF,KY", "lb1=" + one, "lb2=" + other);
    assertEquals(1, before.path("findings").size(), before::toString);
    JsonNode finding = before.path("findings").get(0);
    String code = finding.path("code").asText();
    int line = finding.path("line").asInt();
    String place = finding.path("file").asText();
    String text = Files.readString(Path.of(place));
    String suppressed =
        text.lines().limit(line - 1).reduce("", (a, b) -> a + b + "\n")
            + "# relais: ignore %s -- why\n".formatted(code)
            + text.lines().skip(line - 1).reduce("", (a, b) -> a + b + "\n");
    Files.writeString(Path.of(place), suppressed);
    JsonNode after = json("--select", "KF,KY", "lb1=" + one, "lb2=" + other);
    assertEquals(List.of(), found(after));
    assertEquals(1, after.path("summary").path("suppressed").asInt());
    assertEquals(
        List.of(),
        found("--select", "KF,KY", place),
        "where one host is looked at alone, nobody knows whether it is needed");
  }

  @Test
  void rulesThatWereNotRunAreNotUnused() throws IOException {
    String text = CONFIGURATION + "# relais: ignore-file KV2003, KC7001, KS1201 -- why\n";
    String file = file("a.conf", text);
    assertEquals(List.of("11 KY8003", "11 KY8003"), found("--select", "KY,KV2003,KS12", file));
    assertEquals(List.of(), found("--select", "KY", file));
    assertEquals(
        List.of(),
        found(
            "--select",
            "KY8003",
            file(
                "a.conf",
                CONFIGURATION
                    .replace("    interface", "@x   interface")
                    .replace("eth0", "eth0 # relais: ignore KV2001 -- why"))),
        "the line counts on some hosts only");
  }

  @Test
  void whereBracesDoNotPairNothingIsUnused() throws IOException {
    String text = CONFIGURATION + "}\n# relais: ignore-file KV2003 -- why\n";
    assertEquals(List.of("4 KV2001", "8 KV2015", "11 KS1002"), found(file("a.conf", text)));
  }

  @Test
  void anInventoryIsYaml() throws IOException {
    file("lb1/keepalived.conf", CONFIGURATION);
    String inventory =
        file(
            "inventory.yaml",
            """
            # relais: ignore KF3900 -- why
            hosts:
              lb1:
                config: lb1/keepalived.conf # relais: ignore KV2001 -- why
            """);
    List<String> ours =
        found("--select", "KY,KV2001", inventory).stream()
            .filter(found -> found.contains("KY"))
            .toList();
    assertEquals(List.of("1 KY8005", "4 KY8003"), ours);
  }

  @Test
  void aCommentSilencesWarningsOfOtherCommands() throws IOException {
    String warning = CONFIGURATION.replace("version 3", "version 2").replace("_id 300", "_id 51");
    String plan = folder.resolve("plan.json").toString();
    Result shown = Relais.run("compile", "-o", plan, file("a.conf", warning));
    assertTrue(shown.err().contains("KV2015"), shown.err());
    String comments = "# relais: ignore-file KV2015, KV2001 -- why\n";
    Result silent = Relais.run("compile", "-o", plan, file("a.conf", comments + warning));
    assertFalse(silent.err().contains("KV2015"), silent.err());
    assertEquals(shown.status(), silent.status());
    Result error = Relais.run("compile", "-o", plan, file("a.conf", comments + CONFIGURATION));
    assertEquals(1, error.status());
    assertTrue(error.err().contains("KV2001"), error.err());
  }

  // ------------------------------------------------------------------ project file

  @Test
  void theNearestProjectFileCounts() throws IOException {
    String file = file("a/b/x.conf", CONFIGURATION);
    file(".relais.yaml", "ignore: [KV]\n");
    assertEquals(List.of(), found(file));
    file("a/.relais.yaml", "ignore: [KV2015]\n");
    assertEquals(List.of("4 KV2001"), found(file));
    assertEquals(List.of("4 KV2001", "8 KV2015"), found("--no-config", file));
    assertEquals(List.of(), found("--config", folder.resolve(".relais.yaml").toString(), file));
    assertEquals(List.of("4 KV2001"), found("h=" + file));
    assertEquals(List.of("4 KV2001"), found(folder.resolve("a/b").toString()));
    Result input =
        Relais.runWith(
            CONFIGURATION,
            "lint",
            "-q",
            "--stdin-filename",
            folder.resolve("a/new").toString(),
            "-");
    assertTrue(input.out().contains("KV2001") && !input.out().contains("KV2015"), input.out());
  }

  @Test
  void theCommandLineGoesBeforeTheProjectFile() throws IOException {
    String file = file("x.conf", CONFIGURATION.replace("version 3", "version $VERSION"));
    file(
        ".relais.yaml",
        """
        select: [KV2001]
        fail-on: note
        define: { VERSION: 3 }
        """);
    assertEquals(List.of("4 KV2001"), found(file));
    assertEquals(List.of("8 KV2015"), found("--select", "KV2015", file));
    assertEquals(List.of(), found("--ignore", "KV", file));
    assertEquals(
        1, Relais.run("lint", "--select", "KV2015", file).status(), "fail-on of the project");
    assertEquals(0, Relais.run("lint", "--select", "KV2015", "--fail-on", "error", file).status());
    assertFalse(found("--select", "KS1105", file).contains("2 KS1105"));
    assertTrue(found("--select", "KS1105", "--define", "VERSION=9", file).contains("2 KS1105"));
  }

  @Test
  void severitiesAreDecided() throws IOException {
    String file = file("x.conf", CONFIGURATION);
    file(
        ".relais.yaml",
        """
        severity:
          KV: note
          KV2001: off
          duplicate-entry: error
        """);
    JsonNode document = json(file);
    assertEquals(List.of("8 KV2015"), found(document));
    assertEquals("error", document.path("findings").get(0).path("severity").asText());
    assertEquals(1, Relais.run("lint", file).status());
  }

  @Test
  void filesAreLeftOut() throws IOException {
    file("lb/x.conf", CONFIGURATION);
    file("lab/deep/y.conf", CONFIGURATION);
    file("old/z.conf", CONFIGURATION);
    file(
        ".relais.yaml",
        """
        exclude: [old]
        per-file-ignores:
          "lab/**": [KV2001]
          "*/x.conf": [KV2015]
        """);
    JsonNode document = json(folder.toString());
    assertEquals(List.of("8 KV2015", "4 KV2001"), found(document));
    assertEquals(2, document.path("summary").path("files").asInt());
    assertEquals(
        List.of("4 KV2001", "8 KV2015"),
        found(folder.resolve("old/z.conf").toString()),
        "what is named is looked at");
  }

  @Test
  void theProjectHasAnInventory() throws IOException {
    file("hosts/lb1.conf", CONFIGURATION);
    file("hosts/all.yaml", "hosts:\n  lb1: { config: lb1.conf }\n");
    file(".relais.yaml", "inventory: hosts/all.yaml\n");
    JsonNode document = json(folder.toString());
    assertEquals("lb1", document.path("findings").get(0).path("host").asText());
  }

  @Test
  void theTargetOfTheProjectIsTheWeakest() throws IOException {
    file("lb1.conf", "global_defs {\n  vrrp_startup_delay 5\n}\n" + CONFIGURATION);
    file("inventory.yaml", "hosts:\n  lb1: { config: lb1.conf, keepalived: debian-12 }\n");
    file(".relais.yaml", "target: debian-10\n");
    String alone = folder.resolve("lb1.conf").toString();
    assertTrue(
        found(alone).toString().contains("KC7"), () -> "debian-10 does not know the keyword");
    assertFalse(found("--target", "debian-12", alone).toString().contains("KC7"));
    assertFalse(found(folder.toString()).toString().contains("KC7"), "the inventory says it");
  }

  @Test
  void mistakesInTheProjectFileAreFindings() throws IOException {
    String file = file("x.conf", CONFIGURATION);
    file(".relais.yaml", "ignroe: [KV2015]\nselect: [KV]\n");
    JsonNode document = json("--select", "KV,KS1900", file);
    assertEquals(List.of("1 KS1900", "4 KV2001", "8 KV2015"), found(document));
    JsonNode first = document.path("findings").get(0);
    assertEquals("`ignroe` is no key of the project file.", first.path("message").asText());
    assertEquals("did you mean `ignore`?", first.path("help").asText());
    assertTrue(first.path("file").asText().endsWith(".relais.yaml"));
  }

  @Test
  void oneRunHasOneProject() throws IOException {
    String one = file("a/x.conf", CONFIGURATION);
    String other = file("b/x.conf", CONFIGURATION);
    file("a/.relais.yaml", "");
    file("b/.relais.yaml", "");
    Result result = Relais.run("lint", one, other);
    assertEquals(2, result.status());
    assertEquals(
        ("relais: %s belongs to the project of %s/a/.relais.yaml, and %s to that of"
                + " %s/b/.relais.yaml; look at them one by one, or choose a project file with"
                + " --config\n")
            .formatted(one, folder, other, folder),
        result.err());
  }

  @Test
  void aProjectFileThatCannotBeReadIsNotPassedOver() throws IOException {
    String file = file("x.conf", CONFIGURATION);
    String none = folder.resolve("none.yaml").toString();
    Result missing = Relais.run("lint", "--config", none, file);
    assertEquals(3, missing.status());
    assertEquals("relais: cannot read %s: no such file\n".formatted(none), missing.err());
    Files.createDirectory(folder.resolve(".relais.yaml"));
    assertEquals(3, Relais.run("lint", file).status());
    Result both = Relais.run("lint", "--config", none, "--no-config", file);
    assertEquals(2, both.status());
  }

  // ------------------------------------------------------------------ baseline

  @Test
  void whatIsKnownIsNotShown() throws IOException {
    String file = file("x.conf", CONFIGURATION);
    String baseline = folder.resolve("known.json").toString();
    Result missing = Relais.run("lint", "--baseline", baseline, file);
    assertEquals(3, missing.status());
    assertEquals(
        "relais: cannot read the baseline %s: no such file; --write-baseline makes it\n"
            .formatted(baseline),
        missing.err());
    Result written = Relais.run("lint", "--baseline", baseline, "--write-baseline", file);
    assertEquals(0, written.status(), written.err());
    assertEquals(
        "%s: 2 known findings (2 new, 0 dropped).\nNo findings in 1 file (2 in the baseline).\n"
            .formatted(baseline),
        written.out());

    Result known = Relais.run("lint", "--baseline", baseline, file);
    assertEquals(0, known.status());
    assertEquals("No findings in 1 file (2 in the baseline).\n", known.out());

    file("x.conf", "# a line\n\n" + CONFIGURATION.replace("192.0.2.11/24", "192.0.2.300/24"));
    Result more = Relais.run("lint", "--baseline", baseline, file);
    assertEquals(1, more.status());
    assertTrue(more.out().endsWith("1 error in 1 file (2 in the baseline).\n"), more.out());

    file("x.conf", CONFIGURATION.replace("300", "20"));
    Result fewer = Relais.run("lint", "--baseline", baseline, file);
    assertEquals(
        """
        No findings in 1 file (1 in the baseline).
        1 entry of the baseline matches nothing any more; --write-baseline drops it.
        """,
        fewer.out());
    JsonNode document = json("--baseline", baseline, file);
    assertEquals(1, document.path("summary").path("baselined").asInt());
    assertEquals(1, document.path("summary").path("baselineGone").asInt());
    String before = Files.readString(Path.of(baseline));
    Relais.run("lint", "--baseline", baseline, "--write-baseline", file);
    String after = Files.readString(Path.of(baseline));
    assertEquals(
        List.of("KV2001"),
        before
            .lines()
            .filter(line -> !after.contains(line.replaceFirst(",$", "")))
            .map(line -> line.replaceFirst(".*\"rule\": \"(\\w+)\".*", "$1"))
            .toList());
  }

  @Test
  void whatWasNotLookedAtStaysKnown() throws IOException {
    String one = file("a.conf", CONFIGURATION);
    String other = file("b.conf", CONFIGURATION);
    String baseline = folder.resolve("known.json").toString();
    Relais.run("lint", "--baseline", baseline, "--write-baseline", one, other);
    String all = Files.readString(Path.of(baseline));
    Relais.run("lint", "--baseline", baseline, "--write-baseline", one);
    assertEquals(all, Files.readString(Path.of(baseline)), "the other file");
    Relais.run("lint", "--baseline", baseline, "--write-baseline", "--select", "KF", one, other);
    assertEquals(all, Files.readString(Path.of(baseline)), "other rules");
    Files.delete(Path.of(other));
    assertEquals(2, json("--baseline", baseline, one).path("summary").path("baselineGone").asInt());
    Relais.run("lint", "--baseline", baseline, "--write-baseline", one);
    assertEquals(
        2, Files.readString(Path.of(baseline)).lines().filter(l -> l.contains("file")).count());
  }

  @Test
  void theProjectNamesItsBaseline() throws IOException {
    String file = file("a.conf", CONFIGURATION);
    file(".relais.yaml", "baseline: known/all.json\n");
    Files.createDirectory(folder.resolve("known"));
    Relais.run("lint", "--write-baseline", file);
    String text = Files.readString(folder.resolve("known/all.json"));
    assertTrue(text.contains("\"file\": \""), text);
    assertFalse(text.contains(folder.toString()), "no path of this machine: " + text);
    assertEquals(List.of(), found(file));
    file(".relais.yaml", "");
    Relais.run("lint", "--write-baseline", file);
    assertTrue(Files.exists(folder.resolve(".relais-baseline.json")));
  }

  @Test
  void onlyABaselineIsWrittenOver() throws IOException {
    String file = file("a.conf", CONFIGURATION);
    Result result = Relais.run("lint", "--baseline", file, "--write-baseline", file);
    assertEquals(3, result.status());
    assertEquals(CONFIGURATION, Files.readString(Path.of(file)));
    String other = file("package.json", "{ \"name\": \"x\" }\n");
    assertEquals(
        "relais: cannot read %s: it is no baseline of Relais\n".formatted(other),
        Relais.run("lint", "--baseline", other, "--write-baseline", file).err());
    String later = file("later.json", "{ \"schema\": 2, \"findings\": [] }\n");
    assertEquals(
        "relais: cannot read %s: its form is 2, and this Relais knows form 1\n".formatted(later),
        Relais.run("lint", "--baseline", later, file).err());
  }

  @Test
  void aMistakeInTheProjectFileIsNeverKnown() throws IOException {
    String file = file("a.conf", CONFIGURATION);
    file(".relais.yaml", "nonsense: 1\n");
    Result result = Relais.run("lint", "--write-baseline", file);
    assertEquals(1, result.status());
    assertEquals(1, Relais.run("lint", "--write-baseline", file).status());
  }

  @Test
  void aBaselineThatCannotBeWrittenIsSaid() throws IOException {
    String file = file("a.conf", CONFIGURATION);
    String baseline = folder.resolve("none/known.json").toString();
    Result result = Relais.run("lint", "--baseline", baseline, "--write-baseline", file);
    assertEquals(3, result.status());
    assertTrue(result.err().startsWith("relais: cannot write " + baseline), result.err());
  }

  // ------------------------------------------------------------------ statistics

  @Test
  void rulesAreCounted() throws IOException {
    String twice =
        CONFIGURATION
            + CONFIGURATION.replace("instance A", "instance B").replace("192.0.2.", "198.51.100.");
    String file = file("a.conf", twice.replaceFirst(".*_id 300\n", "    virtual_router_id 20\n"));
    Result text = Relais.run("lint", "--statistics", file);
    assertEquals(1, text.status());
    assertEquals(
        """
        2  KV2015  warning  duplicate-entry                 2 fixable
        1  KV2001  error    virtual-router-id-out-of-range
        1 error, 2 warnings in 1 file.
        2 fixable with --fix.
        """,
        text.out());
    JsonNode document = json("--statistics", file);
    assertEquals(3, document.path("findings").size());
    JsonNode first = document.path("statistics").get(0);
    assertEquals("KV2015", first.path("code").asText());
    assertEquals(2, first.path("count").asInt());
    assertEquals("duplicate-entry", first.path("name").asText());
    assertTrue(json(file).path("statistics").isMissingNode());
  }
}
