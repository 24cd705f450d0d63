package dev.relais.cli;

import dev.relais.diag.RuleInfo;
import dev.relais.diag.RulePattern;
import dev.relais.report.RuleCatalogue;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rules count: by code, by name, or by the beginning of a code, such as {@code KF} for all
 * rules about fleets. Rules that wait for a request have to be named by their code or name.
 */
final class RuleSelection {
  private final List<RulePattern> selected;
  private final List<RulePattern> ignored;

  private RuleSelection(List<RulePattern> selected, List<RulePattern> ignored) {
    this.selected = selected;
    this.ignored = ignored;
  }

  static RuleSelection of(List<RulePattern> selected, List<RulePattern> ignored) {
    return new RuleSelection(List.copyOf(selected), List.copyOf(ignored));
  }

  /** Patterns, several in a list with commas between them. */
  static List<RulePattern> parse(List<String> given) throws UsageException {
    List<RulePattern> patterns = new ArrayList<>();
    for (String list : given) {
      for (String word : list.split(",", -1)) {
        RulePattern pattern = new RulePattern(word.strip());
        if (!pattern.matchesAny(RuleCatalogue.ALL)) {
          throw new UsageException(
              "there is no rule `%s`; `relais rules` lists them".formatted(pattern.text()));
        }
        patterns.add(pattern);
      }
    }
    return patterns;
  }

  boolean counts(RuleInfo rule) {
    boolean wanted =
        rule.onRequest()
            ? selected.stream().anyMatch(pattern -> pattern.isExact(rule.id()))
            : selected.isEmpty() || selected.stream().anyMatch(p -> p.matches(rule.id()));
    return wanted && ignored.stream().noneMatch(pattern -> pattern.matches(rule.id()));
  }
}
