package dev.relais.diag;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which rules a user means: a code, a name, or the beginning of a code, such as {@code KF} for all
 * rules about fleets.
 *
 * @param text as it was written; the case of codes does not count
 */
public record RulePattern(String text) {
  private static final Pattern CODE = Pattern.compile("K[A-Z]?[0-9]{0,4}");

  /** Whether a rule is meant. */
  public boolean matches(RuleId rule) {
    String code = text.toUpperCase(Locale.ROOT);
    boolean byCode = CODE.matcher(code).matches() && rule.code().startsWith(code);
    return byCode || rule.name().equals(text);
  }

  /** Whether any of some rules is meant. */
  public boolean matchesAny(Collection<RuleInfo> rules) {
    return rules.stream().anyMatch(rule -> matches(rule.id()));
  }

  /** Whether it is the code or the name of one rule. */
  public boolean isExact(RuleId rule) {
    return rule.name().equals(text) || rule.code().equalsIgnoreCase(text);
  }
}
