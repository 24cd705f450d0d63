package dev.relais.lint;

import dev.relais.diag.RulePattern;
import dev.relais.source.SourceSpan;
import java.util.Optional;

/**
 * One rule, or one group of rules, that a comment silences.
 *
 * @param rules that are silenced
 * @param name how the comment names them
 * @param comment the whole of it
 * @param wholeFile whether they are silent in the whole file
 * @param lines where they are silent; empty in the whole file, or where no line follows the comment
 */
record Suppression(
    RulePattern rules,
    SourceSpan name,
    SourceSpan comment,
    boolean wholeFile,
    Optional<Lines> lines) {

  /**
   * Lines that say something together.
   *
   * @param first of them, from 1
   * @param last of them
   * @param conditional whether they count on some hosts only
   */
  record Lines(int first, int last, boolean conditional) {

    boolean hold(int line) {
      return first <= line && line <= last;
    }
  }

  /** Whether a line of its file is covered. */
  boolean covers(int line) {
    return wholeFile || lines.filter(each -> each.hold(line)).isPresent();
  }
}
