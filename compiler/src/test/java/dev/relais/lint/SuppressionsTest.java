package dev.relais.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Related;
import dev.relais.diag.TextEdit;
import dev.relais.report.RuleCatalogue;
import dev.relais.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of suppressions that nothing needs. */
class SuppressionsTest {

  private static List<Diagnostic> apply(String text) {
    SourceFile file = SourceFile.of("a.conf", text.replace("\\n", "\n"));
    return Suppressions.apply(List.of(), List.of(file), RuleCatalogue.ALL, (_, _) -> true)
        .findings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a\\n  # relais: ignore KV2001 -- why\\n  b\\n'  | 'a\\n  b\\n'
          'a # relais: ignore KV2001 -- why\\nb\\n'        | 'a\\nb\\n'
          'a # more # relais: ignore KV2001 -- why  \\nb'  | 'a # more  \\nb'
          'a\\n! relais: ignore-file KV2001 -- why'        | 'a\\n'
          'a # relais: ignore KV2001'                      | 'a'
          """)
  void theCorrectionRemovesTheComment(String text, String corrected) {
    List<Diagnostic> unused =
        apply(text).stream().filter(found -> found.rule().equals(SuppressionRules.UNUSED)).toList();
    assertEquals(1, unused.size());
    TextEdit edit = unused.getFirst().fix().orElseThrow().edits().getFirst();
    String before = edit.span().file().text();
    assertEquals(
        corrected.replace("\\n", "\n"),
        before.substring(0, edit.span().start())
            + edit.replacement()
            + before.substring(edit.span().end()));
  }

  @Test
  void slowStartsAreComments() {
    assertEquals(List.of(), apply("real_server 10.0.0.2 80 { # relais: slow-start 30\n"));
    assertEquals(List.of(), apply("# relais: slow-start 30 -- its caches are cold\na\n"));
    Diagnostic found = apply("# relais: slow-start soon\na\n").getFirst();
    assertEquals(SuppressionRules.MALFORMED, found.rule());
    assertEquals("This slow start does not say how long it takes.", found.message());
    assertEquals(
        "did you mean `slow-start`?",
        apply("# relais: slowstart 30\na\n").getFirst().help().orElseThrow());
  }

  @Test
  void aCommentThatNamesSeveralRulesIsNotRemoved() {
    List<Diagnostic> unused = apply("a # relais: ignore KV2001, KV2015 -- why\n");
    assertEquals(2, unused.size());
    assertTrue(unused.stream().allMatch(found -> found.fix().isEmpty()));
  }

  @Test
  void theLineThatIsCoveredIsShown() {
    Related related =
        apply("# relais: ignore KV2001 -- why\n\n  a b # more\n").getFirst().related().getFirst();
    assertEquals("a.conf:3:3", related.span().place());
    assertEquals("the line that it covers", related.message());
    assertEquals(List.of(), apply("a # relais: ignore KV2001 -- why\n").getFirst().related());
  }

  /** A definition that goes on is one line. */
  @Test
  void aDefinitionOfSeveralLinesIsCoveredAsAWhole() {
    SourceFile file =
        SourceFile.of("a.conf", "# relais: ignore KV2001 -- why\n$A=x \\\n y \\\n z\nb\n");
    for (int line = 1; line <= 5; line++) {
      Diagnostic found =
          Diagnostic.of(
              RuleCatalogue.find("KV2001").orElseThrow(),
              file.span(file.lines().start(line), file.lines().end(line)),
              "This is found.");
      Suppressions.Outcome outcome =
          Suppressions.apply(List.of(found), List.of(file), RuleCatalogue.ALL, (_, _) -> false);
      assertEquals(line >= 2 && line <= 4 ? 1 : 0, outcome.suppressed().size(), "line " + line);
    }
  }

  @Test
  void aFileThatIsReadTwiceIsToldOfOnce() {
    SourceFile file = SourceFile.of("a.conf", "a # relais: ignor KV2001 -- why\n");
    assertEquals(
        1,
        Suppressions.apply(
                List.of(), List.of(file, file.onHost("b")), RuleCatalogue.ALL, (_, _) -> true)
            .findings()
            .size());
  }
}
