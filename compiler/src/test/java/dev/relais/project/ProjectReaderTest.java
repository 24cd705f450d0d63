package dev.relais.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleId;
import dev.relais.diag.Severity;
import dev.relais.report.RuleCatalogue;
import dev.relais.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a project file says, and what it cannot say. */
class ProjectReaderTest {
  private final List<Diagnostic> findings = new ArrayList<>();

  private Project read(String text) {
    return ProjectReader.read(
        SourceFile.of(".relais.yaml", text), RuleCatalogue.ALL, findings::add);
  }

  private static RuleId rule(String code) {
    return RuleCatalogue.find(code).orElseThrow().id();
  }

  @Test
  void everythingIsRead() {
    Project project =
        read(
            """
            target: debian-12
            select: [KV, KX]
            ignore:
              - unused-script
            fail-on: warning
            inventory: hosts/all.yaml
            baseline: known.json
            define: { A: 1, B: "two words" }
            config-id: lb1
            """);
    assertEquals(List.of(), findings);
    assertEquals("keepalived 2.2.7", project.target().orElseThrow().toString());
    assertEquals(
        "KV KX",
        project.select().stream().map(each -> each.text()).collect(Collectors.joining(" ")));
    assertTrue(project.ignore().getFirst().matches(rule("KX5002")));
    assertEquals(Optional.of(Severity.WARNING), project.failOn());
    assertEquals("hosts/all.yaml", project.inventory().orElseThrow().value());
    assertEquals(Optional.of("known.json"), project.baseline());
    assertEquals(Map.of("A", "1", "B", "two words"), project.definitions());
    assertEquals(Optional.of("lb1"), project.configurationId());
  }

  @Test
  void aRuleGoesBeforeItsGroup() {
    Project project =
        read(
            """
            severity:
              duplicate-entry: error
              KV20: off
              KV: note
              KV2003: warning
            """);
    assertEquals(List.of(), findings);
    assertEquals(Optional.of(Severity.ERROR), project.level(rule("KV2015")).get().severity());
    assertEquals(Optional.of(Severity.WARNING), project.level(rule("KV2003")).get().severity());
    assertEquals(Optional.empty(), project.level(rule("KV2001")).get().severity());
    assertEquals(Optional.empty(), project.level(rule("KX5002")));
    assertFalse(project.counts(rule("KV2001"), "a.conf"));
    assertTrue(project.counts(rule("KV2003"), "a.conf"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ignroe: [KV]              | 1:1   | `ignroe` is no key of the project file.      | did you mean `ignore`?
          ignore: KV                | 1:9   | A list should stand here.                    | begin each item with `-`
          ignore: [unused-scirpt]   | 1:10  | `unused-scirpt` is no rule.                  | did you mean `unused-script`?
          fail-on: fatal            | 1:10  | `fatal` is not what should stand here.       | write one of note, warning, error
          'severity: { KV: bad }'   | 1:17  | `bad` is not what should stand here.         | write one of error, warning, note, off
          target: debain-12         | 1:9   | `debain-12` is no release of keepalived or of a distribution. | did you mean `debian-12`?
          exclude: [/etc]           | 1:11  | `/etc` lies outside of the project.          | write a pattern relative to the project file
          'exclude: ["a[b"]'        | 1:11  | `a[b` is no pattern for names of files.      | *
          'define: { A-B: 1 }'      | 1:11  | `A-B` is no name for a definition.           | use letters, digits and `_`; the dollar sign is no part of it
          '{'                       | *     | *                                            | *
          """)
  void mistakesAreFindings(String text, String place, String message, String help) {
    read(text);
    assertEquals(1, findings.size(), findings::toString);
    Diagnostic found = findings.getFirst();
    assertEquals("KS1900", found.rule().id().code());
    assertEquals(Severity.ERROR, found.severity());
    if (!place.equals("*")) {
      assertEquals(place, found.span().line() + ":" + found.span().column());
      assertEquals(message, found.message());
    }
    if (!help.equals("*")) {
      assertEquals(Optional.of(help), found.help());
    }
  }

  @Test
  void theRestCountsAllTheSame() {
    Project project = read("nonsense: 1\nignore: [KV9999, KX]\nfail-on: note\n");
    assertEquals(2, findings.size());
    assertEquals(1, project.ignore().size());
    assertEquals(Optional.of(Severity.NOTE), project.failOn());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "\n\n"})
  void nothingIsNoMistake(String text) {
    read(text);
    assertEquals(List.of(), findings);
  }

  // ------------------------------------------------------------------ patterns

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *.conf         | a.conf           | true
          *.conf         | b/c/a.conf       | true
          *.conf         | a.conf.j2        | false
          lab            | lab/a.conf       | true
          lab/           | x/lab/y/a.conf   | true
          lab            | labour/a.conf    | false
          lab/*          | lab/a.conf       | true
          lab/*          | lab/b/a.conf     | true
          lab/*.conf     | lab/b/a.conf     | false
          lab/**         | lab/b/a.conf     | true
          lab/**         | x/lab/a.conf     | false
          **/a.conf      | a.conf           | true
          **/a.conf      | b/c/a.conf       | true
          **/a.conf      | b/ca.conf        | false
          x/**/a.conf    | x/a.conf         | true
          x/**/a.conf    | x/y/z/a.conf     | true
          lb[12].conf    | lb2.conf         | true
          lb[!12].conf   | lb2.conf         | false
          lb[!12].conf   | lb3.conf         | true
          lb?.conf       | lb/.conf         | false
          {a,b}.conf     | b.conf           | true
          a,b}.conf      | a,b}.conf        | true
          a.conf         | axconf           | false
          ./a.conf       | a.conf           | true
          *.conf         | ../x/a.conf      | true
          a+(b)$.conf    | a+(b)$.conf      | true
          """)
  void patternsAreThoseOfAShell(String pattern, String name, boolean matches) {
    assertEquals(matches, Glob.parse(pattern).orElseThrow().matches(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "./", "a[b", "a{b"})
  void aPatternThatIsNoneIsToldSo(String pattern) {
    assertTrue(Glob.parse(pattern).isEmpty());
  }
}
