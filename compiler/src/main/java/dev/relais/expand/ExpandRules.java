package dev.relais.expand;

import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that expanding a configuration can break. */
public final class ExpandRules {
  private static final String FIRST = "0.1";

  /** A definition that is used and nowhere made. */
  public static final RuleInfo UNDEFINED =
      RuleInfo.of(
          "KS1201",
          "undefined-definition",
          Severity.WARNING,
          FIRST,
          "A definition is used that nobody made.");

  /** An include that reads nothing. */
  public static final RuleInfo INCLUDE =
      RuleInfo.of(
          "KS1202",
          "unreadable-include",
          Severity.WARNING,
          FIRST,
          "An include names no file that can be read.");

  /** Files that include each other. */
  public static final RuleInfo INCLUDE_CYCLE =
      RuleInfo.of(
          "KS1203", "include-cycle", Severity.ERROR, FIRST, "A file includes itself, in the end.");

  /** A sequence that cannot be unrolled. */
  public static final RuleInfo SEQUENCE =
      RuleInfo.of(
          "KS1204",
          "malformed-sequence",
          Severity.ERROR,
          FIRST,
          "A ~SEQ or ~LST has no values that can be listed.");

  /** Definitions that use each other, or grow beyond measure. */
  public static final RuleInfo ENDLESS =
      RuleInfo.of(
          "KS1205",
          "endless-definition",
          Severity.ERROR,
          FIRST,
          "Definitions use each other without end.");

  /** Something that looks like a definition and is none. */
  public static final RuleInfo NO_DEFINITION =
      RuleInfo.of(
              "KS1206",
              "no-definition",
              Severity.ERROR,
              FIRST,
              "A line looks like a definition and is none.")
          .fixable(Fixable.SAFE);

  /** A definition that is used where it is not replaced. */
  public static final RuleInfo NOT_REPLACED =
      RuleInfo.of(
              "KS1208",
              "definition-not-replaced",
              Severity.ERROR,
              FIRST,
              "A definition is followed by a character that keeps it from being replaced.")
          .fixable(Fixable.SAFE);

  /** A file that is read twice. */
  public static final RuleInfo INCLUDE_READ_TWICE =
      RuleInfo.of(
          "KS1209",
          "include-read-twice",
          Severity.WARNING,
          FIRST,
          "An include behind a condition, a sequence or in a definition.");

  /** A value that makes a line too long. */
  public static final RuleInfo VALUE_TOO_LONG =
      RuleInfo.of(
          "KS1210",
          "value-too-long",
          Severity.ERROR,
          FIRST,
          "A value makes its line longer than keepalived allows.");

  /** Parameters that a built-in definition cannot have. */
  public static final RuleInfo PARAMETERS =
      RuleInfo.of(
          "KS1211",
          "built-in-parameters",
          Severity.ERROR,
          FIRST,
          "A built-in definition has parameters that it cannot have.");

  /** A way of writing that the target release does not know yet. */
  public static final RuleInfo TOO_NEW =
      RuleInfo.of(
          "KC7005",
          "syntax-too-new",
          Severity.ERROR,
          FIRST,
          "A way of writing came with a later release than the target.");

  /** A condition that a definition brings in. */
  public static final RuleInfo CONDITION_IN_DEFINITION =
      RuleInfo.of(
          "KC7006",
          "condition-in-definition",
          Severity.WARNING,
          FIRST,
          "A condition is the value of a definition, which works up to 2.3.4 only.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL =
      List.of(
          UNDEFINED,
          INCLUDE,
          INCLUDE_CYCLE,
          SEQUENCE,
          ENDLESS,
          NO_DEFINITION,
          NOT_REPLACED,
          INCLUDE_READ_TWICE,
          VALUE_TOO_LONG,
          PARAMETERS,
          TOO_NEW,
          CONDITION_IN_DEFINITION);

  private ExpandRules() {}
}
