package dev.relais.cli;

import dev.relais.diag.RuleId;
import dev.relais.diag.RuleInfo;
import dev.relais.report.RuleCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which rules count: by code, by name, or by the beginning of a code, such as {@code KF} for all
 * rules about fleets. Rules that wait for a request have to be named by their code or name.
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

  boolean counts(RuleInfo rule) {
    boolean wanted =
        rule.onRequest()
            ? selected.stream().anyMatch(pattern -> names(pattern, rule.id()))
            : selected.isEmpty() || selected.stream().anyMatch(p -> matches(p, rule.id()));
    return wanted && ignored.stream().noneMatch(pattern -> matches(pattern, rule.id()));
  }

  private static boolean names(String pattern, RuleId rule) {
    return rule.code().equalsIgnoreCase(pattern) || rule.name().equals(pattern);
  }

  private static boolean matches(String pattern, RuleId rule) {
    String code = pattern.toUpperCase(Locale.ROOT);
    boolean byCode = code.matches("K[A-Z]?[0-9]{0,4}") && rule.code().startsWith(code);
    return byCode || rule.name().equals(pattern);
  }
}
