package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.relais.schema.Check;
import dev.relais.schema.Checks;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every check of keepalived has an example in {@code testdata/checks}: a configuration that is
 * right but for one thing. {@code ID.conf} is the example of check ID, {@code ID--WORD.conf}
 * another one. A comment {@code # here} marks the line of the finding; comments at the head say
 * more:
 *
 * <pre>
 * # target: keepalived=2.4.3     the release that it is for; 2.2.7 where none is named
 * # also: ID, ID                 other checks that the same mistake meets
 * # oracle: no, BECAUSE          keepalived is not asked: it answers only where something is missing
 * </pre>
 *
 * Checks that no example can show are in {@code testdata/checks/without-example.txt}, each with its
 * reason. docs/checks.md is made from all of this.
 */
class ChecksTest {
  private static final Path FOLDER = TestData.path("checks");
  private static final String STANDARD = "keepalived=2.2.7";

  /** An example, and what its head says. */
  private record Example(Path file, String text) {
    String check() {
      return file.getFileName().toString().replaceFirst("(--.*)?\\.conf$", "");
    }

    Optional<String> head(String key) {
      return text.lines()
          .takeWhile(line -> line.startsWith("#"))
          .filter(line -> line.startsWith("# " + key + ": "))
          .map(line -> line.substring(key.length() + 4).strip())
          .findFirst();
    }

    String target() {
      return head("target").orElse(STANDARD);
    }

    List<String> also() {
      return head("also").map(ids -> List.of(ids.split(", *", -1))).orElse(List.of());
    }

    Optional<Integer> mark() {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains("# here")) {
          return Optional.of(i + 1);
        }
      }
      return Optional.empty();
    }
  }

  private static List<Example> examples() {
    return TestData.files(FOLDER).stream()
        .filter(file -> file.toString().endsWith(".conf"))
        .map(file -> new Example(file, TestData.read(file)))
        .toList();
  }

  /** Checks that no example shows, with the reason. */
  private static Map<String, String> withoutExample() {
    Map<String, String> reasons = new LinkedHashMap<>();
    TestData.read(FOLDER.resolve("without-example.txt"))
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(line -> reasons.put(line.split(" ", 2)[0], line.split(" ", 2)[1]));
    return reasons;
  }

  private static Map<Example, List<Lint.Finding>> findings() throws IOException {
    Map<String, List<Example>> byTarget = new TreeMap<>();
    for (Example example : examples()) {
      byTarget.computeIfAbsent(example.target(), _ -> new ArrayList<>()).add(example);
    }
    Map<Example, List<Lint.Finding>> all = new LinkedHashMap<>();
    for (Map.Entry<String, List<Example>> group : byTarget.entrySet()) {
      Map<String, List<Lint.Finding>> findings =
          Lint.run(group.getKey(), group.getValue().stream().map(Example::file).toList());
      for (Example example : group.getValue()) {
        all.put(example, findings.getOrDefault(example.file().toString(), List.of()));
      }
    }
    return all;
  }

  @TestFactory
  Stream<DynamicTest> theExampleIsFoundAndNothingElse() throws IOException {
    return findings().entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey().file().getFileName().toString(),
                () -> compare(entry.getKey(), entry.getValue())));
  }

  private static void compare(Example example, List<Lint.Finding> findings) {
    Check check =
        Checks.find(example.check())
            .orElseThrow(() -> new AssertionError("no check " + example.check()));
    List<Lint.Finding> named =
        findings.stream()
            .filter(found -> found.check().stream().anyMatch(check.id()::equals))
            .toList();
    assertTrue(!named.isEmpty(), () -> "not found; findings are " + findings);
    example
        .mark()
        .ifPresent(line ->
            assertTrue(
                named.stream().allMatch(found -> found.line() <= line && line <= found.endLine()),
                () -> "not on line " + line + ": " + named));
    assertTrue(
        named.stream().allMatch(found -> found.reports() == check.outcome().failsTest()),
        () -> "whether keepalived reports it: " + named);
    List<Lint.Finding> others =
        findings.stream()
            .filter(Lint.Finding::reports)
            .filter(found -> found.check().stream().noneMatch(check.id()::equals))
            .filter(found -> found.check().stream().noneMatch(example.also()::contains))
            .toList();
    assertEquals(List.of(), others, "the example shows another mistake as well");
  }

  @Test
  void keepalivedSaysSoToo() throws IOException {
    List<Example> asked =
        examples().stream()
            .filter(example -> example.target().equals(STANDARD))
            .filter(example -> example.head("oracle").isEmpty())
            .toList();
    Map<String, Oracle.Answer> answers = Oracle.ask(asked.stream().map(Example::file).toList());
    List<String> wrong = new ArrayList<>();
    for (Example example : asked) {
      Oracle.Answer answer = Objects.requireNonNull(answers.get(example.file().toString()));
      boolean fails = Checks.find(example.check()).orElseThrow().outcome().failsTest();
      List<Integer> lines =
          answer.messages().stream().flatMap(message -> message.line().stream()).toList();
      boolean place =
          lines.isEmpty() || example.mark().isEmpty() || lines.contains(example.mark().get());
      if (answer.complains() != fails || (fails && !place)) {
        wrong.add(
            "%s: %s %s"
                .formatted(example.file().getFileName(), answer.verdict(), answer.messages()));
      }
    }
    if (!wrong.isEmpty()) {
      fail("keepalived 2.2.7 says otherwise:\n" + String.join("\n", wrong));
    }
  }

  @Test
  void everyCheckHasAnExampleOrAReason() {
    TreeSet<String> shown = new TreeSet<>();
    examples().forEach(example -> shown.add(example.check()));
    TreeSet<String> neither = new TreeSet<>();
    Checks.all().forEach(check -> neither.add(check.id()));
    neither.removeAll(shown);
    neither.removeAll(withoutExample().keySet());
    assertEquals(new TreeSet<>(), neither, "checks with neither example nor reason");
    TreeSet<String> both = new TreeSet<>(withoutExample().keySet());
    both.retainAll(shown);
    assertEquals(new TreeSet<>(), both, "without-example.txt lists checks that have one");
  }

  /** docs/checks.md: which check of keepalived is which finding of Relais. */
  @Test
  void theTableInDocsIsTrue() throws IOException {
    Map<String, TreeSet<String>> rules = new HashMap<>();
    findings()
        .forEach((example, found) ->
            found.stream()
                .filter(finding -> finding.check().stream().anyMatch(example.check()::equals))
                .forEach(finding ->
                    rules
                        .computeIfAbsent(example.check(), _ -> new TreeSet<>())
                        .add(finding.code())));
    Map<String, String> without = withoutExample();
    StringBuilder text =
        new StringBuilder(
            """
            # keepalived's checks

            Each check that keepalived makes of a configuration, and the rule of Relais that finds the same.
            Made by ChecksTest from `checks.tsv` and the examples in `testdata/checks`; `keepalived -t`
            exits with another status than 0 unless the outcome is "logged".

            | check | where | finds | outcome | effect | rule |
            | --- | --- | --- | --- | --- | --- |
            """);
    for (Check check : Checks.all()) {
      String rule =
          rules.containsKey(check.id())
              ? String.join(", ", rules.get(check.id()))
              : "none: " + without.getOrDefault(check.id(), "");
      text.append(
          "| %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  check.id(),
                  check.context().replace("|", "\\|"),
                  check.condition().replace("|", "\\|"),
                  check.outcome().name().toLowerCase(Locale.ROOT),
                  check.effect(),
                  rule));
    }
    Golden.verify(TestData.repository().resolve("docs/checks.md"), text.toString());
  }
}
