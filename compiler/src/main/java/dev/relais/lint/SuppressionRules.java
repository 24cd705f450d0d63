package dev.relais.lint;

import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules for comments that silence others. They cannot be silenced by one. */
public final class SuppressionRules {
  /** A suppression that does not say why. */
  public static final RuleInfo WITHOUT_REASON =
      note("KY8001", "suppression-without-reason", "A suppression does not say why.");

  /** A suppression of what is no rule. */
  public static final RuleInfo UNKNOWN_RULE =
      note("KY8002", "suppression-of-unknown-rule", "A suppression names what is no rule.");

  /** A suppression with nothing to suppress. */
  public static final RuleInfo UNUSED =
      note("KY8003", "unused-suppression", "A suppression has nothing to suppress.")
          .fixable(Fixable.UNSAFE);

  /** A comment that looks like a suppression and is none. */
  public static final RuleInfo MALFORMED =
      note("KY8004", "malformed-suppression", "A `relais:` comment cannot be understood.");

  /** A suppression of a rule that cannot be suppressed. */
  public static final RuleInfo NOT_SUPPRESSIBLE =
      note("KY8005", "rule-not-suppressible", "A suppression names a rule that is always shown.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL =
      List.of(WITHOUT_REASON, UNKNOWN_RULE, UNUSED, MALFORMED, NOT_SUPPRESSIBLE);

  private SuppressionRules() {}

  private static RuleInfo note(String code, String name, String summary) {
    return RuleInfo.of(code, name, Severity.NOTE, "0.1", summary);
  }
}
