package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Fixing;
import dev.relais.diag.AppliedFixes;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.report.RulePage.Part.Example;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the corrections of each rule make of the examples on its page: the differences are approved,
 * what was corrected is no longer found, and nothing worse is.
 */
class RuleFixesTest {
  private final StringBuilder differences = new StringBuilder();
  private final List<String> complaints = new ArrayList<>();

  @Test
  void correctionsAreApproved() {
    for (RuleInfo rule : RuleCatalogue.ALL) {
      if (rule.fixable() != Fixable.NO) {
        differences.append("%s %s%n".formatted(rule.id().code(), rule.id().name()));
        RulePagesTest.examples(RulePagesTest.page(rule)).stream()
            .filter(example -> example.getFirst().verdict().equals("bad"))
            .forEach(example -> correct(rule, example));
        differences.append('\n');
      }
    }
    Golden.verify(TestData.path("golden/fix/rules.txt"), shown(differences.toString()));
    assertEquals("", String.join("\n", complaints));
  }

  /** What cannot be seen by its number, as pages write it. */
  private static String shown(String text) {
    return Pattern.compile("[^\\n -~]")
        .matcher(text)
        .replaceAll(character -> "{U+%04X}".formatted((int) character.group().charAt(0)));
  }

  private void correct(RuleInfo rule, List<Example> example) {
    List<Diagnostic> found = new ExampleRun(example).findings();
    List<Diagnostic> own =
        found.stream().filter(each -> each.rule().equals(rule) && each.fix().isPresent()).toList();
    if (own.isEmpty()) {
      return;
    }
    AppliedFixes<String> applied = AppliedFixes.of(own, SourceFile::name);
    for (Diagnostic done : applied.done()) {
      String kind = done.fix().orElseThrow().safe() ? "safe" : "unsafe";
      differences.append("%s: %s%n".formatted(kind, done.fix().orElseThrow().title()));
    }
    List<Example> corrected = new ArrayList<>();
    Map<String, String> texts = new TreeMap<>(applied.texts());
    for (Example block : example) {
      String text = texts.remove(block.fileName());
      corrected.add(text == null ? block : withText(block, text));
      if (text != null) {
        differences.append(Fixing.difference(block.fileName(), block.text(), text));
      }
    }
    assertTrue(texts.isEmpty(), () -> "no block has " + texts.keySet());
    List<Diagnostic> left = new ExampleRun(corrected).findings();
    complain(rule, "the finding", count(rule, found), count(rule, left) + applied.done().size());
    complain(rule, "errors", Fixing.Outcome.errors(found), Fixing.Outcome.errors(left));
    complain(
        rule,
        "more that keepalived reports",
        Fixing.Outcome.reported(found),
        Fixing.Outcome.reported(left));
  }

  private static Example withText(Example block, String text) {
    return new Example(
        block.language(),
        block.verdict(),
        block.attributes(),
        text.lines().map(line -> new RulePage.Part.Line(line, List.of())).toList());
  }

  private static long count(RuleInfo rule, List<Diagnostic> findings) {
    return findings.stream().filter(each -> each.rule().equals(rule)).count();
  }

  private void complain(RuleInfo rule, String what, long before, long after) {
    if (after > before) {
      complaints.add("%s: %s, %d before, %d after".formatted(rule.id(), what, before, after));
    }
  }
}
