package dev.relais.source;

import java.util.Objects;

/**
 * A half-open range in one file. Line and column are derived on demand, never stored.
 *
 * @param file the file in which the text stands
 * @param start offset of the first character, in UTF-16 units
 * @param end offset after the last character
 * @param origin how the text came to be part of the configuration
 */
public record SourceSpan(SourceFile file, int start, int end, Origin origin) {

  public SourceSpan {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(origin, "origin");
    if (start < 0 || end < start || end > file.text().length()) {
      throw new IllegalArgumentException("bad span " + start + ".." + end + " in " + file);
    }
  }

  /** The text of the range. */
  public String text() {
    return file.text().substring(start, end);
  }

  /** Line of the first character, from 1. */
  public int line() {
    return file.lines().line(start);
  }

  /** Column of the first character, from 1, in code points. */
  public int column() {
    return file.lines().column(start);
  }

  /** Line of the end, from 1. */
  public int endLine() {
    return file.lines().line(end);
  }

  /** Column after the last character, from 1, in code points. */
  public int endColumn() {
    return file.lines().column(end);
  }

  /** The range from the start of this one to the end of another one in the same file. */
  public SourceSpan to(SourceSpan last) {
    return last.file == file && last.end >= start
        ? new SourceSpan(file, start, last.end, origin)
        : this;
  }

  /** The range from the start of this one to the end of the file. */
  public SourceSpan toEndOfFile() {
    return new SourceSpan(file, start, file.text().length(), origin);
  }

  /** The empty range at the start. */
  public SourceSpan before() {
    return new SourceSpan(file, start, start, origin);
  }

  /** The empty range at the end. */
  public SourceSpan after() {
    return new SourceSpan(file, end, end, origin);
  }

  /** {@code name:line:column}. */
  public String place() {
    return file.name() + ":" + line() + ":" + column();
  }
}
