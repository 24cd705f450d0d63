package dev.relais.syntax;

import java.util.Arrays;

/**
 * All tokens of a text, without gaps: token {@code i} ends where token {@code i + 1} begins, so the
 * tokens joined are the text again.
 */
public final class Tokens {
  private static final TokenKind[] KINDS = TokenKind.values();

  private final String text;
  private byte[] kinds;
  private int[] starts;
  private int count;

  Tokens(String text) {
    this(text, 16 + text.length() / 8);
  }

  private Tokens(String text, int expected) {
    this.text = text;
    kinds = new byte[expected];
    starts = new int[expected];
  }

  /** Where nobody will ask for them. */
  static Tokens none() {
    return new Tokens("", 0);
  }

  @SuppressWarnings("EnumOrdinal") // one byte a token: a large file has millions
  void add(TokenKind kind, int start) {
    if (starts.length == 0) {
      return;
    }
    if (count == starts.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
    }
    kinds[count] = (byte) kind.ordinal();
    starts[count++] = start;
  }

  /** Number of tokens. */
  public int count() {
    return count;
  }

  /** What a token is. */
  public TokenKind kind(int token) {
    return KINDS[kinds[token]];
  }

  /** Offset of the first character of a token. */
  public int start(int token) {
    return starts[token];
  }

  /** Offset after the last character of a token. */
  public int end(int token) {
    return token + 1 < count ? starts[token + 1] : text.length();
  }

  /** The characters of a token. */
  public String text(int token) {
    return text.substring(start(token), end(token));
  }

  /** The token that holds the character at an offset, or the first one after it. */
  public int at(int offset) {
    int found = Arrays.binarySearch(starts, 0, count, offset);
    return found >= 0 ? found : -found - 2;
  }
}
