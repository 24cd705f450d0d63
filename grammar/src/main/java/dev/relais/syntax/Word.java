package dev.relais.syntax;

import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One word of a statement. Two words are equal if they are the same part of the same text. */
public final class Word {
  private final TokenKind kind;
  private final SourceText source;
  private final int start;
  private final int end;

  /** Worked out when it is first asked for; to do so twice does no harm. */
  private @Nullable String value;

  /**
   * A part of a text.
   *
   * @param kind {@link TokenKind#WORD}, {@link TokenKind#QUOTED}, {@link TokenKind#UNCLOSED},
   *     {@link TokenKind#TYPOGRAPHIC}, or another token that keepalived takes as a word in its
   *     place
   * @param source the text in which it stands
   * @param start offset of its first character there, quotes included
   * @param end offset after its last character
   */
  public Word(TokenKind kind, SourceText source, int start, int end) {
    this(kind, source, start, end, null);
  }

  /** A word whose value is known, or else null. */
  Word(TokenKind kind, SourceText source, int start, int end, @Nullable String value) {
    this.kind = kind;
    this.source = source;
    this.start = start;
    this.end = end;
    this.value = value;
  }

  /** What it is. */
  public TokenKind kind() {
    return kind;
  }

  /** The text in which it stands. */
  public SourceText source() {
    return source;
  }

  /** Offset of its first character there, quotes included. */
  public int start() {
    return start;
  }

  /** Offset after its last character. */
  public int end() {
    return end;
  }

  /** The word without its quotes. In general words a backslash has no meaning inside quotes. */
  public String value() {
    String known = value;
    if (known == null) {
      known =
          switch (kind) {
            case QUOTED, TYPOGRAPHIC -> source.text().substring(start + 1, end - 1);
            case UNCLOSED -> source.text().substring(start + 1, end);
            default -> unescape(source.text().substring(start, end));
          };
      value = known;
    }
    return known;
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Word word
        && kind == word.kind
        && source.equals(word.source)
        && start == word.start
        && end == word.end;
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, source, start, end);
  }

  @Override
  public String toString() {
    return source.text().substring(start, end);
  }
}
