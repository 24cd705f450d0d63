package dev.relais.schema;

import java.util.Optional;

/**
 * A keyword in one block.
 *
 * @param block the keywords that lead to the block, joined by slashes; empty for the top level
 * @param name as written; case counts
 * @param kind what follows it
 * @param arguments their grammar, as {@code keywords.txt} writes it; empty for none
 * @param summary one sentence
 * @param defaultValue what holds without the keyword, in words
 * @param unit of a bare number
 * @param duplicate what a second one does
 * @param since the first release that knows it
 * @param until the last release that knew it
 * @param argumentsSince the release that reads its arguments as described
 * @param invalid keepalived's answer to a value that it cannot use: the check, and the effect
 * @param missingIgnored whether a line without its first argument is ignored; if not, the process
 *     exits there with status 2
 * @param needs build options and conditions; {@code ,} for and, {@code |} for or
 * @param runs what the daemon makes of it
 * @param replacedBy what to write instead
 */
public record Keyword(
    String block,
    String name,
    KeywordKind kind,
    String arguments,
    String summary,
    Optional<String> defaultValue,
    Optional<String> unit,
    DuplicatePolicy duplicate,
    Release since,
    Optional<Release> until,
    Release argumentsSince,
    Optional<Invalid> invalid,
    boolean missingIgnored,
    Optional<String> needs,
    Runs runs,
    Optional<String> replacedBy) {

  /** What the daemon makes of a keyword. */
  public enum Runs {
    /** It does what keepalived does. */
    YES,
    /** It need not do anything. */
    IGNORED,
    /** It cannot do that yet. */
    NOT_YET
  }

  /**
   * What keepalived does with a value that it cannot use.
   *
   * @param check the identifier of its check
   * @param effect as the end of a sentence that begins with "keepalived"
   */
  public record Invalid(String check, String effect) {}

  /** The path of the block that the keyword opens, if it opens one. */
  public String path() {
    return block.isEmpty() ? name : block + "/" + name;
  }
}
