package dev.relais.source;

/**
 * A text to parse, each part of which can be traced to the place where it is written: a file, or a
 * line whose definitions have been replaced by their values.
 */
public interface SourceText {

  /** The characters of the text. */
  String text();

  /**
   * The place where a part of the text is written.
   *
   * @param start offset of the first character, in UTF-16 units, 0 to the length of the text
   * @param end offset after the last character, at least {@code start}
   */
  SourceSpan span(int start, int end);
}
