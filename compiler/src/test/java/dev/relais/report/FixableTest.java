package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.report.RulePage.Part.Example;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What a rule says of its corrections is true: an example on its page has one of each kind that it
 * says it offers, and on no page is there one of a kind that its rule does not say.
 */
class FixableTest {

  @Test
  void rulesOfferWhatTheySay() {
    Map<String, Set<Boolean>> onOwnPage = new TreeMap<>();
    Map<String, Set<Boolean>> anywhere = new TreeMap<>();
    for (RuleInfo rule : RuleCatalogue.ALL) {
      for (List<Example> example : RulePagesTest.examples(RulePagesTest.page(rule))) {
        for (Diagnostic found : new ExampleRun(example).findings()) {
          found
              .fix()
              .map(Fix::safe)
              .ifPresent(safe -> {
                String code = found.rule().id().code();
                anywhere.computeIfAbsent(code, _ -> new HashSet<>()).add(safe);
                if (found.rule().equals(rule)) {
                  onOwnPage.computeIfAbsent(code, _ -> new HashSet<>()).add(safe);
                }
              });
        }
      }
    }
    Map<String, Fixable> said = new TreeMap<>();
    Map<String, Fixable> shown = new TreeMap<>();
    Map<String, Fixable> offered = new TreeMap<>();
    for (RuleInfo rule : RuleCatalogue.ALL) {
      String code = rule.id().code();
      said.put(code, rule.fixable());
      shown.put(code, fixable(onOwnPage.getOrDefault(code, Set.of())));
      offered.put(code, fixable(anywhere.getOrDefault(code, Set.of())));
    }
    assertEquals(lines(said), lines(shown), "what pages show of what rules say");
    assertEquals(lines(said), lines(offered), "what is offered on any page");
  }

  private static String lines(Map<String, Fixable> rules) {
    StringBuilder lines = new StringBuilder();
    rules.forEach((code, fixable) -> lines.append(code).append(' ').append(fixable).append('\n'));
    return lines.toString();
  }

  private static Fixable fixable(Set<Boolean> kinds) {
    boolean safe = kinds.contains(true);
    boolean unsafe = kinds.contains(false);
    return safe ? (unsafe ? Fixable.BOTH : Fixable.SAFE) : unsafe ? Fixable.UNSAFE : Fixable.NO;
  }
}
