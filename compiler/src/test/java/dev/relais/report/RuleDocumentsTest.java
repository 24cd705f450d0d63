package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.cli.Relais;
import dev.relais.diag.RuleInfo;
import dev.relais.report.RulePage.Part.Paragraph;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** docs/rules is made from the pages, and each rule says by what experience it is there. */
class RuleDocumentsTest {
  static final List<RuleInfo> RULES = RuleCatalogue.ALL;
  private static final Path FOLDER = TestData.repository().resolve("docs/rules");

  /** A thread on GitHub, or the scenario that Relais began with. */
  private static final Pattern CITATION =
      Pattern.compile("\\b(?:issues?|pull requests?) \\d+|\\btestdata/minet\\b");

  /** Comments, project files and inventories are ours: nobody had any before. */
  private static final Pattern ABOUT_RELAIS = Pattern.compile("KY800\\d|K[SF]\\d900");

  @ParameterizedTest
  @FieldSource("RULES")
  void aDocumentIsThatOfItsPage(RuleInfo rule) {
    String document = RuleDocument.of(rule);
    assertFalse(document.contains("# expect:") || document.contains("{U+"), document);
    assertEquals(
        0, document.lines().filter(line -> line.startsWith("```")).count() % 2, "fences pair");
    Golden.verify(FOLDER.resolve(rule.id().code() + ".md"), document);
  }

  @Test
  void theIndexIsThatOfTheCommand() {
    Golden.verify(FOLDER.resolve("README.md"), Relais.run("rules", "--format", "markdown").out());
  }

  @Test
  void everyDocumentHasARule() {
    Set<String> names =
        RULES.stream()
            .map(rule -> rule.id().code() + ".md")
            .collect(Collectors.toCollection(TreeSet::new));
    names.add("README.md");
    assertEquals(
        names,
        TestData.files(FOLDER).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.endsWith(".received"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  // ------------------------------------------------------------------ experience

  /**
   * A rule is there because it bit somebody: its page cites a thread, or it finds something in what
   * people have published.
   */
  @Test
  void rulesComeFromExperience() {
    List<String> without =
        RULES.stream()
            .filter(rule -> !ABOUT_RELAIS.matcher(rule.id().code()).matches())
            .filter(rule -> RuleExperience.of(rule).isEmpty() && !cites(rule))
            .map(rule -> rule.id().code() + " " + rule.id().name())
            .toList();
    assertEquals(List.of(), without);
  }

  private static boolean cites(RuleInfo rule) {
    return RulePage.parse(RuleCatalogue.page(rule).orElseThrow()).sections().stream()
        .flatMap(section -> section.parts().stream())
        .filter(Paragraph.class::isInstance)
        .anyMatch(part -> CITATION.matcher(((Paragraph) part).text()).find());
  }

  /**
   * Where rules find something.
   *
   * @param places by the codes of the rules
   * @param all how many were looked at
   * @param what they are
   */
  private record Counts(Map<String, Set<String>> places, int all, String what) {

    static Counts of(Path corpus, String origin, String what) throws IOException {
      List<String> files =
          TestData.read(corpus.resolve("provenance.tsv"))
              .lines()
              .map(line -> List.of(line.split("\t", -1)))
              .filter(fields -> fields.contains(origin))
              .flatMap(fields -> fields.stream().filter(field -> field.startsWith("plain/")))
              .map(file -> corpus.resolve(file).toString())
              .sorted()
              .toList();
      Map<String, Set<String>> places = new TreeMap<>();
      for (JsonNode finding : lint(files.stream())) {
        places
            .computeIfAbsent(finding.get("code").asText(), _ -> new TreeSet<>())
            .add(finding.get("file").asText());
      }
      return new Counts(places, files.size(), what);
    }

    Optional<String> of(String code) {
      return Optional.ofNullable(places.get(code))
          .map(found -> "seen in %d of %d %s".formatted(found.size(), all, what));
    }
  }

  /** In configurations of people, each by itself, and in groups of hosts; else in tests. */
  @Test
  void countsAreThoseOfTheCorpus() throws IOException {
    Path corpus = TestData.shared("corpus");
    Counts wild = Counts.of(corpus, "wild", "published configurations");
    Counts tests = Counts.of(corpus, "project", "files of keepalived's own tests");
    JsonNode groups = new ObjectMapper().readTree(corpus.resolve("groups.json").toFile());
    Map<String, Set<String>> inGroups = new TreeMap<>();
    Set<String> betweenHosts =
        RULES.stream()
            .filter(rule -> RuleGroup.of(rule.id()) == RuleGroup.FLEET)
            .map(rule -> rule.id().code())
            .collect(Collectors.toSet());
    for (JsonNode group : groups) {
      List<String> hosts = new ArrayList<>();
      for (JsonNode file : group.get("files")) {
        hosts.add(file.get("host").asText() + "=" + corpus.resolve(file.get("file").asText()));
      }
      for (JsonNode finding : lint(hosts.stream())) {
        if (!betweenHosts.contains(finding.get("code").asText())) {
          continue;
        }
        inGroups
            .computeIfAbsent(finding.get("code").asText(), _ -> new TreeSet<>())
            .add(group.get("name").asText());
      }
    }
    Counts fleets = new Counts(inGroups, groups.size(), "published groups of hosts");
    StringBuilder counts = new StringBuilder();
    for (RuleInfo rule : RULES) {
      Stream.of(fleets, wild, tests)
          .flatMap(each -> each.of(rule.id().code()).stream())
          .findFirst()
          .ifPresent(seen -> counts.append("%s\t%s%n".formatted(rule.id().code(), seen)));
    }
    Golden.verify(
        TestData.repository().resolve("compiler/src/main/resources/dev/relais/lint/seen.tsv"),
        counts.toString());
  }

  private static JsonNode lint(Stream<String> inputs) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of("lint", "--format", "json"), inputs).toArray(String[]::new);
    return new ObjectMapper().readTree(Relais.run(arguments).out()).get("findings");
  }
}
