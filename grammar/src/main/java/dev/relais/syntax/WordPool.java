package dev.relais.syntax;

import org.jspecify.annotations.Nullable;

/**
 * The words that were seen last, so that one that comes again and again, as keywords do, is one
 * string for all. A table of a fixed size: a new word takes the place of another with its hash.
 */
final class WordPool {
  private static final int SIZE = 1024;
  private static final int LONGEST = 32;

  private final String text;
  private final @Nullable String[] words = new @Nullable String[SIZE];

  WordPool(String text) {
    this.text = text;
  }

  /** A part of the text; null where it is too long to be kept. */
  @Nullable String get(int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      return null;
    }
    int hash = length;
    for (int at = start; at < end; at++) {
      hash = 31 * hash + text.charAt(at);
    }
    int slot = (hash ^ hash >>> 10) & SIZE - 1;
    String known = words[slot];
    if (known != null && known.length() == length && text.startsWith(known, start)) {
      return known;
    }
    String word = text.substring(start, end);
    words[slot] = word;
    return word;
  }
}
