package dev.relais.syntax;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;

/**
 * One word of a statement.
 *
 * @param kind {@link TokenKind#WORD}, {@link TokenKind#QUOTED}, {@link TokenKind#UNCLOSED}, {@link
 *     TokenKind#TYPOGRAPHIC}, or another token that keepalived takes as a word in its place
 * @param source the text in which it stands
 * @param start offset of its first character there, quotes included
 * @param end offset after its last character
 */
public record Word(TokenKind kind, SourceText source, int start, int end) {

  /** The word without its quotes. In general words a backslash has no meaning inside quotes. */
  public String value() {
    return switch (kind) {
      case QUOTED, TYPOGRAPHIC -> source.text().substring(start + 1, end - 1);
      case UNCLOSED -> source.text().substring(start + 1, end);
      default -> unescape(source.text().substring(start, end));
    };
  }

  /** {@code \#} and {@code \!} stand for the plain character outside quotes. */
  private static String unescape(String raw) {
    return raw.indexOf('\\') < 0 ? raw : raw.replace("\\#", "#").replace("\\!", "!");
  }

  /** Where the word is written, quotes included. */
  public SourceSpan span() {
    return source.span(start, end);
  }

  /** The value with its place. */
  public Located<String> located() {
    return new Located<>(value(), span());
  }
}
