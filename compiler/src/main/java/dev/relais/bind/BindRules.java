package dev.relais.bind;

import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.schema.Keyword;
import java.util.List;

/** The rules that binding statements to the schema can break. */
public final class BindRules {
  private static final String FIRST = "0.1";

  /** A word that is no keyword anywhere. */
  public static final RuleInfo UNKNOWN_KEYWORD =
      error("KS1101", "unknown-keyword", "A word stands for a keyword and is none.")
          .fixable(Fixable.BOTH);

  /** A keyword in a block that does not know it. */
  public static final RuleInfo MISPLACED_KEYWORD =
      error("KS1102", "misplaced-keyword", "A keyword stands in a block that does not know it.")
          .fixable(Fixable.UNSAFE);

  /** A block in a block that does not know it. */
  public static final RuleInfo MISPLACED_BLOCK =
      error("KS1103", "misplaced-block", "A block is nested where it cannot be.");

  /** A keyword without the arguments that it needs. */
  public static final RuleInfo MISSING_ARGUMENT =
      error("KS1104", "missing-argument", "A keyword has fewer arguments than it needs.")
          .fixable(Fixable.UNSAFE);

  /** A value that a keyword cannot have. */
  public static final RuleInfo INVALID_ARGUMENT =
      error("KS1105", "invalid-argument", "A keyword has a value that it cannot have.")
          .fixable(Fixable.BOTH);

  /** Words beyond the arguments of a keyword. */
  public static final RuleInfo EXTRA_ARGUMENT =
      RuleInfo.of(
              "KS1106",
              "extra-argument",
              Severity.WARNING,
              FIRST,
              "Words stand behind the arguments of a keyword.")
          .fixable(Fixable.BOTH);

  /** A keyword that stands twice where one counts. */
  public static final RuleInfo DUPLICATE_KEYWORD =
      RuleInfo.of(
              "KS1107",
              "duplicate-keyword",
              Severity.WARNING,
              FIRST,
              "A keyword stands in a block twice, and only one counts.")
          .fixable(Fixable.BOTH);

  /** An equals sign between a keyword and its value. */
  public static final RuleInfo EQUALS_SIGN =
      error("KS1108", "equals-sign", "An equals sign stands between a keyword and its value.")
          .fixable(Fixable.SAFE);

  /** A block whose name was used before. */
  public static final RuleInfo DUPLICATE_BLOCK =
      error("KS1109", "duplicate-block", "Two blocks have the same name.").fixable(Fixable.SAFE);

  /** A configuration that says nothing. */
  public static final RuleInfo EMPTY =
      RuleInfo.of(
          "KS1110",
          "empty-configuration",
          Severity.WARNING,
          FIRST,
          "The configuration holds no block.");

  /** A keyword that keepalived no longer has. */
  public static final RuleInfo REMOVED_KEYWORD =
      RuleInfo.of(
              "KC7001",
              "removed-keyword",
              Severity.ERROR,
              FIRST,
              "A keyword that keepalived no longer knows.")
          .fixable(Fixable.BOTH);

  /** A word that has a newer name. */
  public static final RuleInfo DEPRECATED_WORD =
      RuleInfo.of(
              "KC7002", "deprecated-word", Severity.WARNING, FIRST, "A word that has a newer name.")
          .fixable(Fixable.SAFE);

  /** A keyword that the target release does not know yet. */
  public static final RuleInfo TOO_NEW =
      error("KC7004", "keyword-too-new", "A keyword came with a later release than the target.");

  /** A virtual router id that is none. */
  public static final RuleInfo VIRTUAL_ROUTER_ID_RANGE =
      error(
          "KV2001", "virtual-router-id-out-of-range", "A virtual router id is not from 1 to 255.");

  /** An address of another family than the instance that it is in. */
  public static final RuleInfo FAMILIES_DIFFER =
      error(
              "KV2013",
              "families-differ",
              "An address is of another family than the first one of its instance.")
          .fixable(Fixable.UNSAFE);

  /** A version that contradicts what stands before it. */
  public static final RuleInfo VERSION_CONFLICT =
      error("KV2014", "version-conflict", "A version contradicts what stands before it.")
          .fixable(Fixable.BOTH);

  /** A line of a list that is there already. */
  public static final RuleInfo DUPLICATE_ENTRY =
      RuleInfo.of(
              "KV2015",
              "duplicate-entry",
              Severity.WARNING,
              FIRST,
              "A list of an instance has the same entry twice.")
          .fixable(Fixable.BOTH);

  /** All of them, by code. */
  public static final List<RuleInfo> ALL =
      List.of(
          UNKNOWN_KEYWORD,
          MISPLACED_KEYWORD,
          MISPLACED_BLOCK,
          MISSING_ARGUMENT,
          INVALID_ARGUMENT,
          EXTRA_ARGUMENT,
          DUPLICATE_KEYWORD,
          EQUALS_SIGN,
          DUPLICATE_BLOCK,
          EMPTY,
          REMOVED_KEYWORD,
          DEPRECATED_WORD,
          TOO_NEW,
          VIRTUAL_ROUTER_ID_RANGE,
          FAMILIES_DIFFER,
          VERSION_CONFLICT,
          DUPLICATE_ENTRY);

  private BindRules() {}

  /** The rule for a value that a keyword cannot have; some keywords have one of their own. */
  static RuleInfo invalid(Keyword keyword) {
    return keyword.path().equals("vrrp_instance/virtual_router_id")
        ? VIRTUAL_ROUTER_ID_RANGE
        : INVALID_ARGUMENT;
  }

  private static RuleInfo error(String code, String name, String summary) {
    return RuleInfo.of(code, name, Severity.ERROR, FIRST, summary);
  }
}
