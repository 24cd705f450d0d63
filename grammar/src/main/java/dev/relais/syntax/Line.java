package dev.relais.syntax;

import dev.relais.source.SourceText;
import java.util.List;
import java.util.Optional;

/**
 * A line with something on it besides blanks and comments. A definition that goes on over several
 * lines counts as one.
 *
 * @param condition {@code @id}: the line counts on some hosts only
 * @param sequences {@code ~SEQ(…)} and {@code ~LST(…)}: the body counts once for each value; the
 *     first is the outer loop
 * @param body what the line says
 * @param source the text in which it stands
 * @param start offset of the first character that is no blank
 * @param end offset after the last character of the body, without blanks and comment
 */
public record Line(
    Optional<Word> condition,
    List<Word> sequences,
    Body body,
    SourceText source,
    int start,
    int end) {

  public Line {
    sequences = List.copyOf(sequences);
  }

  /** A line of words and braces alone. */
  static Line of(List<Piece> pieces, SourceText source, int start, int end) {
    return new Line(Optional.empty(), List.of(), new Body.Content(pieces), source, start, end);
  }

  /** What a line says. */
  public sealed interface Body {

    /**
     * Words and braces; none where a condition or a sequence stands alone.
     *
     * @param pieces in order
     */
    record Content(List<Piece> pieces) implements Body {
      public Content {
        pieces = List.copyOf(pieces);
      }
    }

    /**
     * {@code $NAME=VALUE}.
     *
     * @param name without the dollar sign
     * @param head the {@code $NAME=}
     * @param lines the value, one range a line; one empty range for an empty value
     */
    record Definition(String name, Word head, List<Range> lines) implements Body {
      public Definition {
        lines = List.copyOf(lines);
      }
    }

    /**
     * {@code include PATTERN}.
     *
     * @param keyword the directive
     * @param pattern the rest of the line, quotes and braces included
     */
    record Inclusion(Word keyword, Optional<Word> pattern) implements Body {}
  }

  /**
   * A part of the text in which the line stands.
   *
   * @param start offset of the first character
   * @param end offset after the last character
   */
  public record Range(int start, int end) {}
}
