package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.relais.cli.Relais.Result;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import se.bjurr.violations.lib.ViolationsLogger;
import se.bjurr.violations.lib.model.Violation;
import se.bjurr.violations.lib.parsers.CheckStyleParser;
import se.bjurr.violations.lib.parsers.CodeClimateParser;
import se.bjurr.violations.lib.parsers.JUnitParser;
import se.bjurr.violations.lib.parsers.SarifParser;
import se.bjurr.violations.lib.parsers.ViolationsParser;

/**
 * The forms of findings: as they were approved, and as others read them. The others are the schema
 * of SARIF, the XML parser of the JDK, the library that Jenkins' Warnings plugin reads reports with
 * (violations-lib), and a reader of workflow commands after GitHub's documentation.
 */
class ReportFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = TestData.path("golden/formats");
  private static final String REPOSITORY = TestData.repository().toString();

  /** Quotes, blanks, a comma, colon, percent sign and angle brackets in the name of a file. */
  private static final String NAME = "räume & \"Zeilen\", 100%: <1>.conf";

  @TempDir Path folder;

  /** In a checkout, paths are relative to its root wherever the program is started. */
  private static String minet(String format) {
    return Relais.runWith(
            new byte[0],
            Map.of("CI_PROJECT_DIR", REPOSITORY),
            "lint",
            "--format",
            format,
            TestData.path("minet").toString())
        .out();
  }

  private static String nasty(String format) throws IOException {
    return Relais.runWith(
            Files.readAllBytes(TestData.path("formats/nasty.conf")),
            Map.of(),
            "lint",
            "--format",
            format,
            "--stdin-filename",
            NAME,
            "-")
        .out();
  }

  private static String portable(String text) {
    return text.replace("file://" + Path.of("").toAbsolutePath(), "file:///checkout")
        .replace("file://" + REPOSITORY, "file:///checkout")
        .replace(REPOSITORY + "/", "")
        // Pages are approved where they are written.
        .replaceAll(
            "(\"help\" : \\{\\s+\"text\" : )\".*\"(,\\s+\"markdown\" : )\".*\"", "$1\"…\"$2\"…\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "sarif", "github", "gitlab", "checkstyle", "junit"})
  void isApproved(String format) throws IOException {
    Golden.verify(GOLDEN.resolve("nasty." + format), portable(nasty(format)));
  }

  /** {@link FounderTest} has the other two. */
  @ParameterizedTest
  @ValueSource(strings = {"sarif", "github", "gitlab", "checkstyle", "junit"})
  void isApprovedForTheFoundingScenario(String format) {
    Golden.verify(GOLDEN.resolve("minet." + format), portable(minet(format)));
  }

  /** The example of each section of docs/formats.md; an ellipsis there stands for anything. */
  @ParameterizedTest
  @ValueSource(strings = {"text", "sarif", "github", "gitlab", "checkstyle", "junit"})
  void isAsDocumented(String format) {
    String page = TestData.read(TestData.repository().resolve("docs/formats.md"));
    String example = block(page.substring(page.indexOf("\n## " + format + "\n")));
    Pattern documented =
        Pattern.compile(
            Stream.of(example.split("…", -1))
                .map(part ->
                    part.lines()
                        .map(String::strip)
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s*")))
                .collect(Collectors.joining("(?s:.*)")));
    String out =
        Relais.runWith(
                block(page),
                "lint",
                "--format",
                format,
                "--select",
                "KV2001",
                "--stdin-filename",
                "lb1/keepalived.conf",
                "-")
            .out();
    assertTrue(documented.matcher(out.strip()).matches(), () -> documented + "\n" + out);
  }

  /** The example of JSON is one finding of the founding scenario, and what is said of all. */
  @Test
  void jsonIsAsDocumented() throws IOException {
    String page = TestData.read(TestData.repository().resolve("docs/formats.md"));
    JsonNode example = JSON.readTree(block(page.substring(page.indexOf("\n## json\n"))));
    JsonNode real = JSON.readTree(TestData.read(TestData.path("golden/minet/lint.json")));
    assertEquals(example.get("schema"), real.get("schema"));
    assertEquals(names(example.get("summary")), names(real.get("summary")));
    JsonNode documented = example.get("findings").get(0);
    JsonNode finding =
        StreamSupport.stream(real.get("findings").spliterator(), false)
            .filter(each -> each.get("code").equals(documented.get("code")))
            .findFirst()
            .orElseThrow();
    assertEquals(names(finding), names(documented));
    for (String name : names(documented)) {
      if (!List.of("related", "file", "fix").contains(name)) {
        assertEquals(documented.get(name), finding.get(name), name);
      }
    }
    assertEquals(names(finding.get("related").get(0)), names(documented.get("related").get(0)));
    assertEquals(names(finding.get("fix")), names(documented.get("fix")));
    assertEquals(finding.at("/fix/title"), documented.at("/fix/title"));
    assertEquals(names(finding.at("/fix/edits/0")), names(documented.at("/fix/edits/0")));
    assertTrue(finding.get("file").asText().endsWith(documented.get("file").asText()));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The first one in a text. */
  private static String block(String markdown) {
    return markdown
        .lines()
        .dropWhile(line -> !line.startsWith("```"))
        .skip(1)
        .takeWhile(line -> !line.equals("```"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  // ------------------------------------------------------------------ what others read

  /** A finding, as far as all forms have it. */
  private record Found(String file, int line, String code, String severity) {}

  private static List<Found> findings(String json, UnaryOperator<String> name) throws IOException {
    return StreamSupport.stream(JSON.readTree(json).get("findings").spliterator(), false)
        .map(each ->
            new Found(
                name.apply(each.get("file").asText()),
                each.get("line").asInt(),
                each.get("code").asText(),
                each.get("severity").asText()))
        .toList();
  }

  private static String relative(String file) {
    return file.startsWith(REPOSITORY) ? file.substring(REPOSITORY.length() + 1) : file;
  }

  private static Set<Violation> read(ViolationsParser parser, String report) {
    try {
      return parser.parseReportOutput(
          report,
          new ViolationsLogger() {
            @Override
            public void log(Level level, String message) {}

            @Override
            public void log(Level level, String message, Throwable cause) {
              throw new AssertionError(message, cause);
            }
          });
    } catch (Exception e) {
      throw new AssertionError(report, e);
    }
  }

  /** The words of the library for ours. */
  private static String severity(Violation violation) {
    return switch (violation.getSeverity()) {
      case ERROR -> "error";
      case WARN -> "warning";
      case INFO -> "note";
    };
  }

  private static Set<String> places(Stream<Found> findings) {
    return findings.map(Found::toString).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void jenkinsReadsSarif() throws IOException {
    for (List<String> run :
        List.of(List.of(minet("json"), minet("sarif")), List.of(nasty("json"), nasty("sarif")))) {
      assertEquals(
          places(findings(run.get(0), ReportFormatsTest::relative).stream()),
          places(
              read(new SarifParser(), run.get(1)).stream()
                  .map(each ->
                      new Found(
                          decoded(each.getFile()),
                          each.getStartLine(),
                          each.getRule(),
                          severity(each)))));
    }
  }

  /** It puts the root before the name, and leaves the rest as it is. */
  private static String decoded(String uri) {
    String path = URI.create(uri).getPath();
    String working = Path.of("").toAbsolutePath() + "/";
    return path.startsWith(working) ? path.substring(working.length()) : relative(path);
  }

  @Test
  void jenkinsReadsCheckstyle() throws IOException {
    for (List<String> run :
        List.of(
            List.of(minet("json"), minet("checkstyle")),
            List.of(nasty("json"), nasty("checkstyle")))) {
      assertEquals(
          places(findings(run.get(0), ReportFormatsTest::relative).stream()),
          places(
              read(new CheckStyleParser(), run.get(1)).stream()
                  .map(each ->
                      new Found(
                          each.getFile(),
                          each.getStartLine(),
                          each.getRule().replaceFirst("^relais\\.", ""),
                          severity(each)))));
    }
  }

  /** GitLab's form is a part of Code Climate's. */
  @Test
  void othersReadCodeQuality() throws IOException {
    for (List<String> run :
        List.of(List.of(minet("json"), minet("gitlab")), List.of(nasty("json"), nasty("gitlab")))) {
      assertEquals(
          places(
              findings(run.get(0), ReportFormatsTest::relative).stream()
                  .map(ReportFormatsTest::withoutSeverity)),
          places(
              read(new CodeClimateParser(), run.get(1)).stream()
                  .map(
                      each -> new Found(each.getFile(), each.getStartLine(), each.getRule(), ""))));
    }
  }

  private static Found withoutSeverity(Found found) {
    return new Found(found.file(), found.line(), found.code(), "");
  }

  /** What GitLab's documentation asks of each entry. */
  @Test
  void codeQualityHasWhatGitlabAsksFor() throws IOException {
    JsonNode entries = JSON.readTree(minet("gitlab"));
    Set<String> fingerprints = new TreeSet<>();
    for (JsonNode entry : entries) {
      assertFalse(entry.get("description").asText().isEmpty());
      assertTrue(
          Set.of("info", "minor", "major", "critical", "blocker")
              .contains(entry.get("severity").asText()));
      assertTrue(fingerprints.add(entry.get("fingerprint").asText()), "each is unique");
      String path = entry.get("location").get("path").asText();
      assertFalse(path.startsWith("/") || path.startsWith("./"), path);
      assertTrue(Files.exists(TestData.repository().resolve(path)), path);
      assertTrue(entry.get("location").get("lines").get("begin").asInt() > 0);
    }
    assertEquals(findings(minet("json"), UnaryOperator.identity()).size(), entries.size());
  }

  /** A failed test for what fails the run, and no other. */
  @Test
  void jenkinsReadsJunit() throws IOException {
    long errors =
        findings(minet("json"), UnaryOperator.identity()).stream()
            .filter(found -> found.severity().equals("error"))
            .count();
    assertEquals(errors, read(new JUnitParser(), minet("junit")).size());
    Document document = xml(minet("junit"));
    assertEquals("testsuites", document.getDocumentElement().getTagName());
    assertCounts(document.getDocumentElement());
    for (Element suite : elements(document, "testsuite")) {
      assertCounts(suite);
      assertTrue(suite.getElementsByTagName("testcase").getLength() > 0);
    }
    assertTrue(
        elements(document, "testcase").stream()
            .anyMatch(test -> test.getAttribute("name").equals("no findings")),
        "a file without findings passes");
  }

  private static void assertCounts(Element element) {
    assertEquals(
        element.getElementsByTagName("testcase").getLength(),
        Integer.parseInt(element.getAttribute("tests")));
    assertEquals(
        element.getElementsByTagName("failure").getLength(),
        Integer.parseInt(element.getAttribute("failures")));
    assertEquals(
        element.getElementsByTagName("error").getLength(),
        Integer.parseInt(element.getAttribute("errors")));
  }

  /** What is below the threshold is told by a test that passes. */
  @Test
  void junitFailsFromTheThresholdOn() throws IOException {
    List<String> severities = List.of("error", "warning", "note");
    List<Found> findings = findings(minet("json"), UnaryOperator.identity());
    for (int i = 0; i < severities.size(); i++) {
      List<String> failing = severities.subList(0, i + 1);
      Document document =
          xml(
              Relais.run(
                      "lint",
                      "--format",
                      "junit",
                      "--fail-on",
                      severities.get(i),
                      TestData.path("minet").toString())
                  .out());
      assertEquals(
          findings.stream().filter(found -> failing.contains(found.severity())).count(),
          Long.parseLong(document.getDocumentElement().getAttribute("failures")));
    }
  }

  /** Messages come out of the XML as they went in, but for characters that XML cannot hold. */
  @Test
  void xmlSaysWhatWasMeant() throws IOException {
    List<String> messages = new ArrayList<>();
    for (JsonNode finding : JSON.readTree(nasty("json")).get("findings")) {
      messages.add(
          finding.get("message").asText().replace('\u0001', '\uFFFD').replace('\u001B', '\uFFFD'));
    }
    List<Element> errors = elements(xml(nasty("checkstyle")), "error");
    assertEquals(messages.size(), errors.size());
    for (int i = 0; i < errors.size(); i++) {
      assertTrue(
          errors.get(i).getAttribute("message").startsWith(messages.get(i)), messages.get(i));
    }
    Document junit = xml(nasty("junit"));
    assertEquals(NAME, elements(junit, "testsuite").getFirst().getAttribute("name"));
    String all = junit.getDocumentElement().getTextContent();
    for (String message : messages) {
      assertTrue(all.contains(message), message);
    }
  }

  private static Document xml(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    } catch (Exception e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<Element> elements(Document document, String name) {
    NodeList nodes = document.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  // ------------------------------------------------------------------ GitHub

  /** A workflow command. */
  private record WorkflowCommand(String name, Map<String, String> properties, String message) {
    private static final Pattern FORM = Pattern.compile("::([a-z]+) ([^:]*)::(.*)");

    static WorkflowCommand parse(String line) {
      Matcher matcher = FORM.matcher(line);
      assertTrue(matcher.matches(), line);
      Map<String, String> properties =
          Stream.of(matcher.group(2).split(",", -1))
              .map(each -> each.split("=", 2))
              .collect(
                  Collectors.toMap(
                      each -> each[0],
                      each -> message(each[1].replace("%3A", ":").replace("%2C", ","))));
      return new WorkflowCommand(matcher.group(1), properties, message(matcher.group(3)));
    }

    String property(String key) {
      return Objects.requireNonNull(properties.get(key), key);
    }

    private static String message(String data) {
      return data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    }
  }

  @Test
  void githubReadsCommands() throws IOException {
    for (List<String> run :
        List.of(List.of(minet("json"), minet("github")), List.of(nasty("json"), nasty("github")))) {
      List<WorkflowCommand> commands = run.get(1).lines().map(WorkflowCommand::parse).toList();
      assertEquals(
          places(findings(run.get(0), ReportFormatsTest::relative).stream()),
          places(
              commands.stream()
                  .map(each ->
                      new Found(
                          each.property("file"),
                          Integer.parseInt(each.property("line")),
                          each.property("title").split(" ", 2)[0],
                          each.name().equals("notice") ? "note" : each.name()))));
      assertEquals(
          commands.stream()
              .map(WorkflowCommand::name)
              .sorted(ReportFormatsTest::worstFirst)
              .toList(),
          commands.stream().map(WorkflowCommand::name).toList(),
          "GitHub shows the first of them only");
    }
  }

  private static int worstFirst(String one, String other) {
    List<String> order = List.of("error", "warning", "notice");
    return order.indexOf(one) - order.indexOf(other);
  }

  /** A file of a stranger's pull request cannot give orders to the runner, in either form. */
  @Test
  void nothingElseLooksLikeACommand() throws IOException {
    Result result =
        Relais.runWith(
            "vrrp_instance \"\n::add-mask::x\n##[error]\n\" {\n".getBytes(StandardCharsets.UTF_8),
            Map.of("GITHUB_ACTIONS", "true"),
            "lint",
            "--stdin-filename",
            "a\n::stop-commands::x\n.conf",
            "-");
    for (String line : result.out().lines().toList()) {
      assertTrue(
          !line.strip().startsWith("::") || line.matches("::(error|warning|notice) file=.*"), line);
    }
    assertTrue(result.out().contains("::error file=a%0A%3A%3Astop-commands%3A%3Ax%0A.conf,"));
  }

  @Test
  void annotatesInActions() throws IOException {
    byte[] file = Files.readAllBytes(TestData.path("formats/nasty.conf"));
    Map<String, String> actions = Map.of("GITHUB_ACTIONS", "true");
    String text = Relais.runWith(file, Map.of(), "lint", "-").out();
    String annotations = Relais.runWith(file, Map.of(), "lint", "--format", "github", "-").out();
    assertEquals(text + annotations, Relais.runWith(file, actions, "lint", "-").out());
    assertEquals(
        text,
        Relais.runWith(file, actions, "lint", "--format", "text", "-").out(),
        "who asks for a form gets it alone");
    assertEquals(text, Relais.runWith(file, Map.of("GITHUB_ACTIONS", "1"), "lint", "-").out());
  }

  // ------------------------------------------------------------------ SARIF

  private static JsonSchema sarifSchema() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
        .getSchema(TestData.read(TestData.path("sarif/sarif-2.1.0-rtm.5.json")));
  }

  private static JsonNode valid(String sarif) throws IOException {
    JsonNode log = JSON.readTree(sarif);
    assertEquals(Set.of(), sarifSchema().validate(log));
    return log.get("runs").get(0);
  }

  @Test
  void sarifIsValid() throws IOException {
    valid(minet("sarif"));
    valid(nasty("sarif"));
    JsonNode run = valid(Relais.run("lint", "--format", "sarif", "/dev/null").out());
    assertEquals(0, run.get("invocations").get(0).get("exitCode").asInt());
    List<String> corpus = Corpus.OWN.files().stream().map(Path::toString).toList();
    String[] arguments =
        Stream.concat(Stream.of("lint", "--format", "sarif"), corpus.stream())
            .toArray(String[]::new);
    assertEquals(
        findings(lint("json", corpus.toArray(String[]::new)), UnaryOperator.identity()).size(),
        valid(Relais.run(arguments).out()).get("results").size());
    // The schema is one that can fail.
    JsonNode broken = JSON.readTree(minet("sarif").replace("\"note\"", "\"hint\""));
    assertFalse(sarifSchema().validate(broken).isEmpty());
  }

  @Test
  void sarifTellsWhatCouldNotBeRead() throws IOException {
    String missing = folder.resolve("no.conf").toString();
    Result result = Relais.run("lint", "--format", "sarif", missing);
    assertEquals(3, result.status());
    JsonNode invocation = valid(result.out()).get("invocations").get(0);
    assertFalse(invocation.get("executionSuccessful").asBoolean());
    assertEquals(3, invocation.get("exitCode").asInt());
    assertEquals(
        "cannot read " + missing + ": no such file",
        invocation.get("toolExecutionNotifications").get(0).get("message").get("text").asText());
    Element error =
        elements(xml(Relais.run("lint", "--format", "junit", missing).out()), "error").getFirst();
    assertEquals("cannot read " + missing + ": no such file", error.getAttribute("message"));
  }

  /** Indices, places and pages: what a schema cannot say. */
  @Test
  void sarifFitsTogether() throws IOException {
    JsonNode run = valid(minet("sarif"));
    JsonNode rules = run.get("tool").get("driver").get("rules");
    JsonNode artifacts = run.get("artifacts");
    assertEquals(6, artifacts.size());
    Set<String> fingerprints = new TreeSet<>();
    for (JsonNode result : run.get("results")) {
      JsonNode rule = rules.get(result.get("ruleIndex").asInt());
      assertEquals(rule.get("id"), result.get("ruleId"));
      for (String field : List.of("text", "markdown")) {
        String help = rule.get("help").get(field).asText();
        assertTrue(help.contains("When to suppress it"), help);
        assertFalse(help.contains("# expect:") || help.contains("{U+"), help);
      }
      JsonNode place =
          result.get("locations").get(0).get("physicalLocation").get("artifactLocation");
      assertEquals(
          place.get("uri"), artifacts.get(place.get("index").asInt()).get("location").get("uri"));
      URI file =
          URI.create(
                  run.get("originalUriBaseIds")
                      .get(place.get("uriBaseId").asText())
                      .get("uri")
                      .asText())
              .resolve(place.get("uri").asText());
      assertTrue(Files.exists(Path.of(file)), file::toString);
      assertTrue(
          fingerprints.add(result.get("partialFingerprints").get("relais/v1").asText()),
          "each has a fingerprint of its own");
    }
  }

  /** Columns are code points, as the log says, and a correction is where the mistake is. */
  @Test
  void sarifPointsAtTheText() throws IOException {
    String text = "vrrp_instance A {\n    notify_master “🙂” “🙂”\n}\n";
    JsonNode run =
        valid(Relais.runWith(text, "lint", "--format", "sarif", "--select", "KS1008", "-").out());
    assertEquals("unicodeCodePoints", run.get("columnKind").asText());
    List<String> lines = text.lines().toList();
    StringBuilder deleted = new StringBuilder();
    for (JsonNode result : run.get("results")) {
      JsonNode change = result.get("fixes").get(0).get("artifactChanges").get(0);
      for (JsonNode replacement : change.get("replacements")) {
        JsonNode region = replacement.get("deletedRegion");
        int[] points = lines.get(region.get("startLine").asInt() - 1).codePoints().toArray();
        int start = region.get("startColumn").asInt() - 1;
        deleted.append(new String(points, start, region.get("endColumn").asInt() - 1 - start));
        assertEquals("\"", replacement.get("insertedContent").get("text").asText());
      }
    }
    assertEquals("“”“”", deleted.toString(), run::toPrettyString);
  }

  @Test
  void namesFilesOutsideOfTheCheckoutByTheirWholePath() throws IOException {
    Path file = Files.writeString(folder.resolve("a b#ü.conf"), "nonsense\n");
    JsonNode run = valid(Relais.run("lint", "--format", "sarif", file.toString()).out());
    JsonNode place = run.get("artifacts").get(0).get("location");
    assertEquals(file.toUri().toASCIIString(), place.get("uri").asText());
    assertFalse(place.has("uriBaseId"));
    String annotation = Relais.run("lint", "--format", "github", file.toString()).out();
    assertTrue(annotation.startsWith("::error file=" + file + ",line=1,"), annotation);
  }

  // ------------------------------------------------------------------ all say the same

  /** Every line of the text form but the excerpts can be made from the JSON form. */
  @Test
  void jsonSaysAllThatTextSays() throws IOException {
    String[] files = Corpus.OWN.files().stream().map(Path::toString).toArray(String[]::new);
    JsonNode json = JSON.readTree(lint("json", files)).get("findings");
    Set<String> sayable = new TreeSet<>();
    for (JsonNode found : json) {
      String message = found.get("message").asText();
      sayable.add(
          "%s: %s[%s]: %s"
              .formatted(
                  place(found),
                  found.get("severity").asText(),
                  found.get("code").asText(),
                  message));
      for (JsonNode related : found.get("related")) {
        sayable.add("   %s: %s".formatted(place(related), related.get("message").asText()));
      }
      JsonNode keepalived = found.get("keepalived");
      if (!keepalived.isNull()) {
        boolean silent =
            !keepalived.get("reports").asBoolean()
                && !found.get("severity").asText().equals("note");
        sayable.add(
            "   keepalived: "
                + keepalived.get("effect").asText()
                + (silent ? ", and its test says nothing" : ""));
      }
      sayable.add("   help: " + found.get("help").asText());
    }
    List<String> more =
        lint("text", files)
            .lines()
            .filter(line -> !line.isEmpty())
            .filter(line -> !line.matches(" *\\d* \\| .*|   the same (on line|at ).*|\\d+ .*"))
            .filter(line -> !sayable.contains(line))
            .toList();
    assertEquals(List.of(), more);
  }

  private static String lint(String format, String... files) {
    String[] arguments =
        Stream.concat(Stream.of("lint", "--format", format), Stream.of(files))
            .toArray(String[]::new);
    return Relais.run(arguments).out();
  }

  private static String place(JsonNode node) {
    return "%s:%d:%d"
        .formatted(node.get("file").asText(), node.get("line").asInt(), node.get("column").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "sarif", "github", "gitlab", "checkstyle", "junit"})
  void passwordsAreKept(String format) throws IOException {
    String text =
        """
        vrrp_instance A {
            interface eth0
            virtual_router_id 51
            authentication {
                auth_type PASS
                auth_pass=Sesam-öffne1
            }
            virtual_ipaddress {
                192.0.2.1
            }
        }
        vrrp_instance B {
            interface eth1
            virtual_router_id 52
            authentication {
                auth_type PASS
                auth_pass “Sesam-öffne2”
            }
            virtual_ipaddress {
                192.0.2.1
            }
            authentication {
                auth_pass Sesam-öffne3
                auth_pass "Sesam-öffne4"\\
            }
            auth_hmac {
                key 1 Sesam5
                key 2 hex:Sesam6
                key x Sesam7
            }
        }
        """;
    Result result = Relais.runWith(text, "lint", "--format", format, "-");
    assertEquals(1, result.status(), result.err());
    assertTrue(result.out().contains("KS1108") && result.out().contains("KS1008"), result.out());
    assertFalse(result.out().contains("Sesam"), result.out());
  }

  // ------------------------------------------------------------------ --output

  @Test
  void writesToAFile() throws IOException {
    Path file = folder.resolve("relais.sarif");
    Path input = Files.writeString(folder.resolve("a.conf"), "nonsense\n");
    Result result =
        Relais.run("lint", "--format", "sarif", "--output", file.toString(), input.toString());
    assertEquals(1, result.status(), result.err());
    assertEquals("1 error in 1 file.\n", result.out());
    assertEquals(
        Relais.run("lint", "--format", "sarif", input.toString()).out(), Files.readString(file));
    assertEquals("", Relais.run("lint", "-q", "--output", file.toString(), input.toString()).out());
    assertEquals(
        Relais.run("lint", "-q", input.toString()).out(),
        Files.readString(file),
        "an old file is replaced");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count(), "nothing else is left behind");
    }
    assertEquals(
        Relais.run("lint", "--format", "json", input.toString()).out(),
        Relais.run("lint", "--format", "json", "--output", "-", input.toString()).out());
  }

  @Test
  void saysWhyAFileCannotBeWritten() throws IOException {
    Path input = Files.writeString(folder.resolve("a.conf"), "nonsense\n");
    Result same = Relais.run("lint", "--output", input.toString(), input.toString());
    assertEquals(2, same.status());
    assertEquals(
        "relais: --output would overwrite `%s`, which is looked at\n".formatted(input), same.err());
    assertEquals("nonsense\n", Files.readString(input));
    Path absent = folder.resolve("none/relais.xml");
    Result nowhere = Relais.run("lint", "--output", absent.toString(), input.toString());
    assertEquals(3, nowhere.status());
    assertEquals(
        "relais: cannot write %s: there is no folder %s\n".formatted(absent, absent.getParent()),
        nowhere.err());
    Result onFolder = Relais.run("lint", "--output", folder.toString(), input.toString());
    assertEquals(3, onFolder.status());
    assertEquals("relais: cannot write %s: it is a folder\n".formatted(folder), onFolder.err());
    Result full = Relais.run("lint", "--output", "/dev/full", input.toString());
    assertEquals(3, full.status());
    assertEquals("relais: cannot write /dev/full: No space left on device\n", full.err());
    assertEquals(1, Relais.run("lint", "--output", "/dev/null", input.toString()).status());
    assertEquals(2, Relais.run("lint", "--output", "", input.toString()).status());
  }
}
