package dev.relais.syntax;

import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.util.List;

/** The rules that reading the structure of a file can break. */
public final class SyntaxRules {
  private static final String FIRST = "0.1";

  /** A block without its closing brace. */
  public static final RuleInfo UNCLOSED_BLOCK =
      error("KS1001", "unclosed-block", "A block has no closing brace.").fixable(Fixable.UNSAFE);

  /** A closing brace without an opening one. */
  public static final RuleInfo EXTRA_CLOSING_BRACE =
      error("KS1002", "extra-closing-brace", "A closing brace closes nothing, or the wrong block.")
          .fixable(Fixable.BOTH);

  /** A block keyword without its opening brace. */
  public static final RuleInfo MISSING_OPENING_BRACE =
      error("KS1003", "missing-opening-brace", "A block keyword is not followed by a brace.")
          .fixable(Fixable.UNSAFE);

  /** An opening brace where no block can begin. */
  public static final RuleInfo UNEXPECTED_OPENING_BRACE =
      error("KS1004", "unexpected-opening-brace", "A brace opens where no block can begin.");

  /** A double quote that is not closed on its line. */
  public static final RuleInfo UNCLOSED_QUOTE =
      error("KS1005", "unclosed-quote", "A double quote is not closed on its line.")
          .fixable(Fixable.BOTH);

  /** A no-break space or one of its kin outside quotes and comments. */
  public static final RuleInfo NO_BREAK_SPACE =
      error("KS1006", "no-break-space", "A character looks like a blank and is part of a word.")
          .fixable(Fixable.SAFE);

  /** A byte order mark. */
  public static final RuleInfo BYTE_ORDER_MARK =
      error("KS1007", "byte-order-mark", "The file begins with a byte order mark.")
          .fixable(Fixable.SAFE);

  /** Typographic quotes. */
  public static final RuleInfo TYPOGRAPHIC_QUOTES =
      error("KS1008", "typographic-quotes", "Typographic quotes do not quote.")
          .fixable(Fixable.SAFE);

  /** A comment that begins with two slashes. */
  public static final RuleInfo SLASH_COMMENT =
      error("KS1009", "slash-comment", "Two slashes do not begin a comment.").fixable(Fixable.SAFE);

  /** Blocks in blocks in blocks, beyond anything that keepalived knows. */
  public static final RuleInfo TOO_DEEP =
      error("KS1010", "nested-too-deep", "Blocks are nested far deeper than keepalived allows.");

  /** A line longer than keepalived's buffer. */
  public static final RuleInfo LINE_TOO_LONG =
      error("KS1011", "line-too-long", "A line is longer than keepalived reads.");

  /** A NUL character. */
  public static final RuleInfo NUL_CHARACTER =
      error("KS1012", "nul-character", "A line holds a NUL character.").fixable(Fixable.UNSAFE);

  /** A backslash at the end of a line that is no definition. */
  public static final RuleInfo BACKSLASH_AT_LINE_END =
      error("KS1207", "backslash-at-line-end", "A backslash stands at the end of a line.")
          .fixable(Fixable.SAFE);

  /** All of them, by code. */
  public static final List<RuleInfo> ALL =
      List.of(
          UNCLOSED_BLOCK,
          EXTRA_CLOSING_BRACE,
          MISSING_OPENING_BRACE,
          UNEXPECTED_OPENING_BRACE,
          UNCLOSED_QUOTE,
          NO_BREAK_SPACE,
          BYTE_ORDER_MARK,
          TYPOGRAPHIC_QUOTES,
          SLASH_COMMENT,
          TOO_DEEP,
          LINE_TOO_LONG,
          NUL_CHARACTER,
          BACKSLASH_AT_LINE_END);

  private SyntaxRules() {}

  private static RuleInfo error(String code, String name, String summary) {
    return RuleInfo.of(code, name, Severity.ERROR, FIRST, summary);
  }
}
