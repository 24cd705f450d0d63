package dev.relais.syntax;

import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;
import java.util.List;

/**
 * A part of a line: keepalived cuts a line at its braces and reads each part as a line of its own.
 */
public sealed interface Piece {

  /** Where it is written. */
  SourceSpan span();

  /**
   * Words without a brace between them, at least one.
   *
   * @param words in order
   */
  record Words(List<Word> words) implements Piece {
    public Words {
      words = List.copyOf(words);
    }

    @Override
    public SourceSpan span() {
      Word first = words.getFirst();
      return first.source().span(first.start(), words.getLast().end());
    }
  }

  /**
   * A brace.
   *
   * @param opens whether it opens a block
   * @param source the text in which it stands
   * @param at offset of the brace there
   */
  record Brace(boolean opens, SourceText source, int at) implements Piece {
    @Override
    public SourceSpan span() {
      return source.span(at, at + 1);
    }
  }
}
