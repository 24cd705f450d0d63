package dev.relais.schema;

import java.util.Map;
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
 * @param duplicateSince the first release that reports a second one, if any does
 * @param since the first release that knows it
 * @param until the last release that knew it
 * @param argumentsSince the release that reads its arguments as described
 * @param argumentsBefore their grammar in the releases before that one
 * @param invalid keepalived's answer to a value that it cannot use: the check, and the effect
 * @param missing what keepalived does where the first argument is missing
 * @param answers what keepalived does with other mistakes in the line
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
    Release duplicateSince,
    Release since,
    Optional<Release> until,
    Release argumentsSince,
    String argumentsBefore,
    Optional<Answer> invalid,
    Missing missing,
    Map<Mistake, Answer> answers,
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

  /** What keepalived does with a line that ends before its first argument. */
  public sealed interface Missing {

    /** Its process exits with status 2. */
    record Exits() implements Missing {}

    /** It ignores the line, and says nothing. */
    record Ignored() implements Missing {}

    /** It says so. */
    record Reported(Answer answer) implements Missing {}
  }

  /** A mistake in the line of a keyword, besides a value that is none and one that is missing. */
  public enum Mistake {
    /** The number 0, where the range of numbers has it. */
    ZERO,
    /** A number below its range. */
    BELOW,
    /** A number above its range. */
    ABOVE,
    /** An address that is no multicast address. */
    NOT_MULTICAST,
    /** A word behind the value that is not the one that may stand there. */
    OPTION,
    /** More words than it takes. */
    EXTRA,
    /** A second line with the same keyword. */
    TWICE,
    /** The keyword itself, which has a newer name. */
    OLD_NAME
  }

  /**
   * What keepalived does with a mistake.
   *
   * @param check the identifier of its check
   * @param effect as the end of a sentence that begins with "keepalived"
   */
  public record Answer(String check, String effect) {}

  /** Its answer to a mistake, where it is a particular one. */
  public Optional<Answer> answer(Mistake mistake) {
    return Optional.ofNullable(answers.get(mistake));
  }

  /** The grammar of its arguments in a release. */
  public String arguments(Target target) {
    return target.has(argumentsSince) ? arguments : argumentsBefore;
  }

  /** The path of the block that the keyword opens, if it opens one. */
  public String path() {
    return path(block, name);
  }

  static String path(String block, String name) {
    return block.isEmpty() ? name : block + "/" + name;
  }
}
