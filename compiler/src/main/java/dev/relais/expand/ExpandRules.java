package dev.relais.expand;

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
          "A line looks like a definition and is none.");

  /** All of them, by code. */
  public static final List<RuleInfo> ALL =
      List.of(UNDEFINED, INCLUDE, INCLUDE_CYCLE, SEQUENCE, ENDLESS, NO_DEFINITION);

  private ExpandRules() {}
}
