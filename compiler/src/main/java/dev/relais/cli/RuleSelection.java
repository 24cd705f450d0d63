package dev.relais.cli;

import dev.relais.diag.RuleId;
import dev.relais.report.RuleCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which rules count: by code, by name, or by the beginning of a code, such as {@code KF} for all
 * rules about fleets.
 */
final class RuleSelection {
  private final List<String> selected;
  private final List<String> ignored;

  private RuleSelection(List<String> selected, List<String> ignored) {
    this.selected = selected;
    this.ignored = ignored;
  }

  static RuleSelection of(List<String> selected, List<String> ignored) throws UsageException {
    return new RuleSelection(parse(selected), parse(ignored));
  }

  private static List<String> parse(List<String> given) throws UsageException {
    List<String> patterns = new ArrayList<>();
    for (String list : given) {
      for (String pattern : list.split(",", -1)) {
        String wanted = pattern.strip();
        if (RuleCatalogue.ALL.stream().noneMatch(rule -> matches(wanted, rule.id()))) {
          throw new UsageException(
              "there is no rule `%s`; `relais rules` lists them".formatted(wanted));
        }
        patterns.add(wanted);
      }
    }
    return patterns;
  }

  boolean counts(RuleId rule) {
    return (selected.isEmpty() || selected.stream().anyMatch(pattern -> matches(pattern, rule)))
        && ignored.stream().noneMatch(pattern -> matches(pattern, rule));
  }

  private static boolean matches(String pattern, RuleId rule) {
    String code = pattern.toUpperCase(Locale.ROOT);
    boolean byCode = code.matches("K[A-Z]?[0-9]{0,4}") && rule.code().startsWith(code);
    return byCode || rule.name().equals(pattern);
  }
}
