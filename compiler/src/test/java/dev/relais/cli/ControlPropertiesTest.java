package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.expand.Environment;
import dev.relais.fleet.Fleet;
import dev.relais.lint.Linter;
import dev.relais.lint.Suppressions;
import dev.relais.model.Modeler;
import dev.relais.report.Report;
import dev.relais.report.RuleCatalogue;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxTree;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.MoreLines;
import dev.relais.testdata.Seeds;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for comments and baselines whatever the configuration is. */
class ControlPropertiesTest {
  @TempDir Path folder;

  /** Files with few and with many mistakes: the corpus, and one for each check of keepalived. */
  private static List<Path> files() {
    return Stream.concat(
            Corpus.OWN.files().stream(), TestData.files(TestData.path("checks")).stream())
        .filter(path -> path.toString().endsWith(".conf"))
        .toList();
  }

  private record Looked(List<Diagnostic> findings, List<SourceFile> files) {}

  private static Looked look(SourceFile file) {
    List<Diagnostic> findings = new ArrayList<>();
    ConfigReader.Reading reading =
        ConfigReader.read(file, Environment.NONE, new IncludedFiles(), findings::add);
    Linter.check(
        Fleet.of(
            List.of(),
            List.of(Modeler.resolve(reading.config(), Optional.empty())),
            Optional.empty()),
        findings::add);
    List<SourceFile> files = reading.expansion().files();
    return new Looked(Report.of(findings, files).findings(), files);
  }

  private static List<Diagnostic> apply(SourceFile file) {
    Looked looked = look(file);
    return Suppressions.apply(looked.findings(), looked.files(), RuleCatalogue.ALL, (_, _) -> true)
        .findings();
  }

  /**
   * Whatever is found in a line that says something, a comment before the line silences it, and
   * nothing else, and is used.
   */
  @Test
  void aCommentBeforeTheLineOfAFindingSilencesIt() {
    int silenced = 0;
    for (Path path : files()) {
      String text = TestData.read(path);
      SourceFile file = SourceFile.of(path.toString(), text);
      SyntaxTree tree = SyntaxParser.parse(file, _ -> {});
      Map<Integer, TreeSet<String>> codes = new TreeMap<>(Collections.reverseOrder());
      List<String> expected = new ArrayList<>();
      for (Diagnostic found : look(file).findings()) {
        int line = found.span().line();
        // A line of a definition that goes on cannot have a comment before it.
        boolean begins =
            found.span().file().name().equals(file.name())
                && tree.lines().stream().anyMatch(each -> file.lines().line(each.start()) == line);
        if (begins && Suppressions.isSuppressible(found.rule())) {
          codes.computeIfAbsent(line, _ -> new TreeSet<>()).add(found.rule().id().code());
          silenced++;
        } else {
          expected.add(found.rule().id().code() + " " + found.message());
        }
      }
      List<String> lines = new ArrayList<>(text.lines().toList());
      codes.forEach((line, rules) ->
          lines.add(line - 1, "# relais: ignore " + String.join(", ", rules) + " -- why"));
      List<Diagnostic> left =
          apply(SourceFile.of(path.toString(), String.join("\n", lines) + "\n"));
      assertEquals(
          expected.stream().sorted().toList(),
          left.stream()
              .map(found -> found.rule().id().code() + " " + found.message())
              .sorted()
              .toList(),
          path::toString);
    }
    assertTrue(silenced > 500, silenced + " findings");
  }

  /** What is silent in the whole file is silent wherever the comment is. */
  @Test
  void aCommentForTheFileSilencesAllOfItsRules() {
    List<Path> files = files();
    Seeds.forEach(
        2,
        (_, random) -> {
          for (Path path : files) {
            String text = TestData.read(path);
            Looked looked = look(SourceFile.of(path.toString(), text));
            TreeSet<String> codes =
                looked.findings().stream()
                    .filter(found -> found.span().file().name().equals(path.toString()))
                    .map(Diagnostic::rule)
                    .filter(Suppressions::isSuppressible)
                    .map(rule -> rule.id().code())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (codes.isEmpty() || text.contains("\\\n")) {
              continue;
            }
            List<String> lines = new ArrayList<>(text.lines().toList());
            lines.add(
                random.nextInt(lines.size() + 1),
                "! relais: ignore-file %s -- why".formatted(String.join(" , ", codes)));
            for (Diagnostic found :
                apply(SourceFile.of(path.toString(), String.join("\n", lines) + "\n"))) {
              assertTrue(
                  !found.span().file().name().equals(path.toString())
                      || !codes.contains(found.rule().id().code()),
                  () -> found.span().place() + " " + found);
              assertTrue(!found.rule().id().code().startsWith("KY8"), found::toString);
            }
          }
        });
  }

  /** Lines that say nothing may be put anywhere: the baseline knows all findings again. */
  @Test
  void aBaselineOutlivesOtherLines() {
    List<Path> files = files();
    Seeds.forEach(
        1,
        (_, random) -> {
          List<String> written = new ArrayList<>();
          try {
            for (Path path : files) {
              String text = TestData.read(path);
              if (!text.contains("\\\n") && !text.contains("include")) {
                Path copy = folder.resolve(path.getFileName());
                Files.writeString(copy, text);
                written.add(copy.toString());
              }
            }
            String baseline = folder.resolve("known.json").toString();
            Relais.Result first = run(written, baseline, "--write-baseline");
            assertEquals(0, first.status(), first.err());
            assertTrue(first.out().contains(" in the baseline)"), first.out());
            for (String file : written) {
              Path path = Path.of(file);
              Files.writeString(path, MoreLines.in(Files.readString(path), random));
            }
            Relais.Result second = run(written, baseline, "-v");
            assertTrue(second.out().contains("No findings in "), second.out());
            assertTrue(!second.out().contains("nothing any more"), second.out());
            String before = Files.readString(Path.of(baseline));
            run(written, baseline, "--write-baseline");
            assertEquals(before, Files.readString(Path.of(baseline)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Relais.Result run(List<String> files, String baseline, String option) {
    List<String> words = new ArrayList<>(List.of("lint", "--baseline", baseline, option));
    words.addAll(files);
    return Relais.run(words.toArray(String[]::new));
  }

  /** Whoever silences a group of rules silences what may be silenced of it. */
  @Test
  void rulesThatAreAlwaysShownAreThoseOfThePage() {
    assertEquals(
        "KS1001 KS1002 KS1003 KS1004 KS1010 KS1205 KS1900 KF3900 KY8001 KY8002 KY8003 KY8004 KY8005",
        RuleCatalogue.ALL.stream()
            .filter(rule -> !Suppressions.isSuppressible(rule))
            .map(RuleInfo::id)
            .map(Object::toString)
            .collect(Collectors.joining(" ")));
  }
}
