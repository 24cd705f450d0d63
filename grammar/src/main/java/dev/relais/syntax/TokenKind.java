package dev.relais.syntax;

/** What a token is. */
public enum TokenKind {
  /** A bare word. */
  WORD,
  /** A text in double quotes. */
  QUOTED,
  /** A text whose double quote is not closed on its line. */
  UNCLOSED,
  /** A text in typographic quotes. */
  TYPOGRAPHIC,
  /** An opening brace. */
  OPEN,
  /** A closing brace. */
  CLOSE,
  /** {@code @id} or {@code @^id}. */
  CONDITION,
  /** {@code ~SEQ(…)} or {@code ~LST(…)}. */
  SEQUENCE,
  /** {@code $NAME=}. */
  DEFINE,
  /** A backslash at the end of a definition's line, with the line end. */
  CONTINUATION,
  /** {@code include} or a variant of it. */
  INCLUDE,
  /** The file name pattern of an include. */
  PATTERN,
  /** The end of a line. */
  NEWLINE,
  /** Blanks and tabs. */
  BLANKS,
  /** Characters that look like blanks and are none. */
  ODD_BLANKS,
  /** A comment that begins with a hash or an exclamation mark. */
  COMMENT,
  /** A comment that begins with two slashes, which keepalived does not know. */
  SLASH_COMMENT,
  /** A byte order mark. */
  BYTE_ORDER_MARK
}
