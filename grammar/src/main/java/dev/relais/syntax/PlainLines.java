package dev.relais.syntax;

import dev.relais.source.SourceText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of plain words, closed quotes, braces and comments, without ANTLR. Nearly every line
 * of a large configuration is one, and what the grammar makes of it is plain to see: a test
 * compares both on every line of the corpus and on random ones. A line with anything else in it is
 * left to the grammar, which is the definition.
 */
final class PlainLines {
  private final SourceText source;
  private final String text;
  private final WordPool pool;
  private TokenKind[] kinds = new TokenKind[32];
  private int[] starts = new int[32];
  private int count;
  private int end;

  PlainLines(SourceText source) {
    this.source = source;
    this.text = source.text();
    this.pool = new WordPool(text);
  }

  /**
   * Reads a line.
   *
   * @param from where it starts
   * @return whether it is plain; if not, nothing is known of it
   */
  boolean read(int from) {
    count = 0;
    int at = from;
    boolean first = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '\n' -> {
          add(TokenKind.NEWLINE, at);
          end = at + 1;
          return true;
        }
        case ' ', '\t', '\r', '\f', '\u000B' -> {
          add(TokenKind.BLANKS, at);
          at = afterBlanks(at);
        }
        case '#', '!' -> {
          add(TokenKind.COMMENT, at);
          int newline = text.indexOf('\n', at);
          at = newline < 0 ? text.length() : newline;
        }
        case '{', '}' -> {
          add(c == '{' ? TokenKind.OPEN : TokenKind.CLOSE, at);
          at++;
          first = false;
        }
        case '"' -> {
          int close = afterQuote(at);
          if (close < 0) {
            return false;
          }
          add(TokenKind.QUOTED, at);
          at = close;
          first = false;
        }
        default -> {
          int word = afterWord(at);
          if (word < 0 || (first && isSpecial(at, word))) {
            return false;
          }
          add(TokenKind.WORD, at);
          at = word;
          first = false;
        }
      }
    }
    end = at;
    return true;
  }

  /** Where the line that was read ends, its line feed included. */
  int end() {
    return end;
  }

  /** Hands the tokens of the line on. */
  void tokens(Tokens tokens, LexicalFindings findings) {
    for (int i = 0; i < count; i++) {
      tokens.add(kinds[i], starts[i]);
      findings.see(kinds[i], starts[i], endOf(i));
    }
  }

  /** The line; null if it says nothing. */
  @Nullable Line line() {
    List<Piece> pieces = new ArrayList<>(2);
    List<Word> words = new ArrayList<>(4);
    int start = -1;
    int last = -1;
    for (int i = 0; i < count; i++) {
      switch (kinds[i]) {
        case WORD ->
            words.add(
                new Word(kinds[i], source, starts[i], endOf(i), pool.get(starts[i], endOf(i))));
        case QUOTED -> words.add(new Word(kinds[i], source, starts[i], endOf(i)));
        case OPEN, CLOSE -> {
          if (!words.isEmpty()) {
            pieces.add(new Piece.Words(words));
            words.clear();
          }
          pieces.add(new Piece.Brace(kinds[i] == TokenKind.OPEN, source, starts[i]));
        }
        default -> {
          continue;
        }
      }
      start = start < 0 ? starts[i] : start;
      last = endOf(i);
    }
    if (start < 0) {
      return null;
    }
    if (!words.isEmpty()) {
      pieces.add(new Piece.Words(words));
    }
    return Line.of(pieces, source, start, last);
  }

  private int endOf(int token) {
    return token + 1 < count ? starts[token + 1] : end;
  }

  private void add(TokenKind kind, int start) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
    }
    kinds[count] = kind;
    starts[count++] = start;
  }

  private int afterBlanks(int from) {
    int at = from + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\t' && c != '\r' && c != '\f' && c != '\u000B') {
        break;
      }
      at++;
    }
    return at;
  }

  /** After the quote that closes, on the same line and with no backslash before it; or -1. */
  private int afterQuote(int from) {
    for (int at = from + 1; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case '"' -> {
          return at + 1;
        }
        case '\n', '\\' -> {
          return -1;
        }
        default -> {}
      }
    }
    return -1;
  }

  /** After a word; -1 if something is in it that the grammar knows better. */
  private int afterWord(int from) {
    if (text.startsWith("//", from)) {
      return -1;
    }
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case ' ', '\t', '\r', '\f', '\u000B', '\n', '#', '!', '{', '}', '"' -> {
          return at;
        }
        case '$', '\\' -> {
          return -1;
        }
        default -> {
          if (c < ' ' || c > '~') {
            return -1;
          }
        }
      }
      at++;
    }
    return at;
  }

  /** Whether a word at the start of a line is more than a word. */
  private boolean isSpecial(int from, int to) {
    char c = text.charAt(from);
    if (c == '@' || c == '~') {
      return true;
    }
    return c == 'i' && to - from <= "includea".length() && text.startsWith("include", from);
  }
}
