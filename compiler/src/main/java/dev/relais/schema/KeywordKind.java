package dev.relais.schema;

import java.util.Locale;

/** What follows a keyword. */
public enum KeywordKind {
  /** Braces with keywords in them. */
  BLOCK,
  /** Arguments, then braces with keywords in them. */
  NAMED_BLOCK,
  /** Braces with lines of a form of their own, such as addresses. */
  LIST,
  /** Arguments. */
  VALUE,
  /** Nothing, or an optional word. */
  FLAG,
  /** Read before keywords are looked up. */
  DIRECTIVE;

  /** Whether braces follow. */
  public boolean hasBraces() {
    return this == BLOCK || this == NAMED_BLOCK || this == LIST;
  }

  static KeywordKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
