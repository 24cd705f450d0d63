package dev.relais.report;

import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import java.util.Optional;

/** What people are told of the corrections of a rule, made from what the rule says of them. */
public final class FixNote {

  private FixNote() {}

  /** A sentence for the page of a rule; empty if it has no corrections. */
  public static Optional<String> sentence(RuleInfo rule) {
    return switch (rule.fixable()) {
      case NO -> Optional.empty();
      case SAFE -> Optional.of("`relais lint --fix` does it where it is certain what is meant.");
      case UNSAFE ->
          Optional.of(
              "`relais lint --fix --unsafe-fixes` does it where there is a likely guess; look at"
                  + " `--diff --unsafe-fixes` first.");
      case BOTH ->
          Optional.of(
              "`relais lint --fix` does it where it is certain what is meant, with"
                  + " `--unsafe-fixes` also where there is a likely guess.");
    };
  }

  /** A mark for lists; empty if it has no corrections. */
  public static String mark(Fixable fixable) {
    return switch (fixable) {
      case NO -> "";
      case SAFE -> "fix";
      case UNSAFE -> "unsafe fix";
      case BOTH -> "fix, unsafe fix";
    };
  }

  /** The word of machines, or null. */
  public static Optional<String> word(Fixable fixable) {
    return switch (fixable) {
      case NO -> Optional.empty();
      case SAFE -> Optional.of("safe");
      case UNSAFE -> Optional.of("unsafe");
      case BOTH -> Optional.of("both");
    };
  }
}
