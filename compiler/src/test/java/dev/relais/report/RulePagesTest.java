package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.report.RulePage.Part;
import dev.relais.report.RulePage.Part.Example;
import dev.relais.report.RulePage.Section;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each rule has a page, and the examples on it are what they say they are.
 *
 * <p>{@link RulePage} says how a page is written. Blocks with nothing between them, and with the
 * same verdict, are one example: the hosts of a fleet, its inventory, a configuration with the
 * files that it includes. A sentence between two blocks makes them two examples.
 *
 * <p>A bad example has exactly the findings that its marks name, each on the line of the mark, once
 * for each code there; a good one has none. Advice is left out, as there is some for nearly every
 * configuration: findings with severity note count on the pages of those rules only whose severity
 * it is, and those on request on their own pages.
 *
 * <p>An example is linted; with {@code command=compile} also lowered to a plan, with {@code
 * command=generate} also turned into the files of its hosts, as these commands do.
 */
class RulePagesTest {
  static final List<RuleInfo> RULES = RuleCatalogue.ALL;

  private static final List<String> SECTIONS =
      List.of(
          "What it does",
          "Why it matters",
          "What keepalived does",
          "Examples",
          "How to fix it",
          "When to suppress it");

  private static final Set<String> COMMANDS = Set.of("lint", "compile", "generate");

  // ------------------------------------------------------------------ the catalogue

  @Test
  void rulesAreSortedAndToldApart() {
    List<String> numbers = RULES.stream().map(rule -> rule.id().code().substring(2)).toList();
    assertEquals(List.copyOf(new TreeSet<>(numbers)), numbers);
    Set<String> names = new HashSet<>();
    for (RuleInfo rule : RULES) {
      assertTrue(
          rule.id().code().matches("(KS1|KV2|KF3|KL4|KX5|KH6|KC7|KY8)\\d{3}"), rule.id()::code);
      assertTrue(rule.id().name().matches("[a-z]+(-[a-z]+)*"), rule.id()::name);
      assertTrue(names.add(rule.id().name()), rule.id()::name);
      assertTrue(rule.summary().matches("[A-Z].*[^.]\\."), rule::summary);
      boolean style = rule.id().code().startsWith("KY");
      assertTrue(!style || rule.severity() == Severity.NOTE, "style has no consequence");
    }
  }

  @Test
  void everyPageHasARule() throws IOException, URISyntaxException {
    URL folder = Objects.requireNonNull(RulePagesTest.class.getResource(RuleCatalogue.PAGES));
    try (Stream<Path> pages = Files.list(Path.of(folder.toURI()))) {
      assertEquals(
          new TreeSet<>(RULES.stream().map(rule -> rule.id().name() + ".md").toList()),
          pages
              .map(page -> page.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void aRuleWithoutAPageHasNone() {
    RuleInfo unwritten = RuleInfo.of("KY8999", "unwritten", Severity.NOTE, "0.1", "Nothing.");
    assertEquals(Optional.empty(), RuleCatalogue.page(unwritten));
  }

  // ------------------------------------------------------------------ the form of a page

  @ParameterizedTest
  @FieldSource("RULES")
  void hasAllSections(RuleInfo rule) {
    RulePage page = page(rule);
    assertEquals("%s (%s)".formatted(rule.id().name(), rule.id().code()), page.title());
    assertEquals(SECTIONS, page.sections().stream().map(Section::heading).toList());
    for (Section section : page.sections()) {
      assertFalse(section.parts().isEmpty(), section::heading);
      assertEquals(section.heading().equals("Examples"), !section.examples().isEmpty());
    }
    for (Example example : examples(page).stream().flatMap(List::stream).toList()) {
      assertTrue(Set.of("bad", "good").contains(example.verdict()), example::toString);
      assertTrue(Set.of("keepalived", "yaml").contains(example.language()), example::toString);
      assertTrue(
          Set.of("host", "file", "command", "target").containsAll(example.attributes().keySet()),
          example::toString);
      assertTrue(COMMANDS.contains(example.command()), example::toString);
    }
    assertTrue(hasExample(page, "bad") && hasExample(page, "good"));
  }

  private static boolean hasExample(RulePage page, String verdict) {
    return examples(page).stream().anyMatch(each -> each.getFirst().verdict().equals(verdict));
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void isShown(RuleInfo rule) {
    Relais.Result text = Relais.run("explain", rule.id().code());
    assertEquals(0, text.status(), text.err());
    assertFalse(text.out().contains("# expect:") || text.out().contains("{U+"), text.out());
    for (String line : text.out().lines().toList()) {
      boolean isExample = line.startsWith("      ");
      assertTrue(line.codePointCount(0, line.length()) <= (isExample ? 100 : 80), line);
    }
    assertEquals(
        RuleDocument.of(rule),
        Relais.run("explain", "--format", "markdown", rule.id().name()).out());
  }

  // ------------------------------------------------------------------ the examples

  @ParameterizedTest
  @FieldSource("RULES")
  void examplesHaveTheFindingsThatAreMarked(RuleInfo rule) {
    for (List<Example> example : examples(page(rule))) {
      List<String> expected = expected(example);
      boolean bad = example.getFirst().verdict().equals("bad");
      assertEquals(
          bad,
          expected.stream().anyMatch(found -> found.endsWith(" " + rule.id().code())),
          () -> rule.id() + ": a bad example marks a finding of its rule, a good one none");
      List<String> found =
          new ExampleRun(example)
              .findings().stream()
                  .filter(
                      each -> each.severity() != Severity.NOTE || rule.severity() == Severity.NOTE)
                  .filter(each -> !each.rule().onRequest() || each.rule().equals(rule))
                  .map(RulePagesTest::place)
                  .sorted()
                  .toList();
      assertEquals(
          String.join("\n", expected),
          String.join("\n", found),
          () -> example.stream().map(Example::text).collect(Collectors.joining("\n")));
    }
  }

  private static String place(Diagnostic found) {
    return "%s:%d %s"
        .formatted(found.span().file().name(), found.span().line(), found.rule().id().code());
  }

  private static List<String> expected(List<Example> example) {
    return example.stream()
        .flatMap(file ->
            IntStream.range(0, file.lines().size())
                .boxed()
                .flatMap(i ->
                    file.lines().get(i).expected().stream()
                        .map(code -> "%s:%d %s".formatted(file.fileName(), i + 1, code))))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  static RulePage page(RuleInfo rule) {
    return RulePage.parse(
        RuleCatalogue.page(rule).orElseThrow(() -> new AssertionError(rule.id() + " has no page")));
  }

  /** The blocks of a page, those together that belong together. */
  static List<List<Example>> examples(RulePage page) {
    List<List<Example>> examples = new ArrayList<>();
    for (Section section : page.sections()) {
      Optional<Example> before = Optional.empty();
      for (Part part : section.parts()) {
        if (part instanceof Example example) {
          if (before.filter(b -> b.verdict().equals(example.verdict())).isEmpty()) {
            examples.add(new ArrayList<>());
          }
          examples.getLast().add(example);
          before = Optional.of(example);
        } else {
          before = Optional.empty();
        }
      }
    }
    return examples;
  }
}
