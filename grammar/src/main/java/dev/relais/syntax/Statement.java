package dev.relais.syntax;

import dev.relais.source.SourceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyword with its arguments, and its block if it opens one.
 *
 * @param words keyword and arguments, at least one
 * @param block what stands in its braces, or null
 */
public record Statement(List<Word> words, @Nullable Block block) {

  public Statement {
    words = List.copyOf(words);
  }

  /** The first word. */
  public Word keyword() {
    return words.getFirst();
  }

  /** The words after the first. */
  public List<Word> arguments() {
    return words.subList(1, words.size());
  }

  /** From the first word to the last, without the block. */
  public SourceSpan span() {
    Word first = keyword();
    return first.source().span(first.start(), words.getLast().end());
  }

  /** The text of the words as written, quotes and blanks included. */
  public String text() {
    Word first = keyword();
    return first.source().text().substring(first.start(), words.getLast().end());
  }
}
