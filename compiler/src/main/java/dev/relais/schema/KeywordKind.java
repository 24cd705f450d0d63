package dev.relais.schema;

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

  /** By the word of the table. */
  static KeywordKind of(String word) {
    return switch (word) {
      case "block" -> BLOCK;
      case "named-block" -> NAMED_BLOCK;
      case "list" -> LIST;
      case "value" -> VALUE;
      case "flag" -> FLAG;
      case "directive" -> DIRECTIVE;
      default -> throw new IllegalArgumentException("no kind of keyword: " + word);
    };
  }
}
