package dev.relais.source;

import java.util.Arrays;

/**
 * Lines and columns of a text. Lines end with a line feed, as keepalived reads them; a carriage
 * return before it belongs to the line end.
 */
public final class LineMap {
  private final String text;
  private final int[] starts;
  private final int count;

  private LineMap(String text, int[] starts, int count) {
    this.text = text;
    this.starts = starts;
    this.count = count;
  }

  static LineMap of(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = at + 1;
    }
    return new LineMap(text, starts, count);
  }

  /** Number of lines; an empty text has one. */
  public int count() {
    return count;
  }

  /** The line, from 1, that holds the character at an offset. */
  public int line(int offset) {
    int found = Arrays.binarySearch(starts, 0, count, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The column, from 1 and in code points, of the character at an offset. */
  public int column(int offset) {
    return text.codePointCount(starts[line(offset) - 1], offset) + 1;
  }

  /** Offset of the first character of a line. */
  public int start(int line) {
    return starts[line - 1];
  }

  /** Offset after the last character of a line, its line end not counted. */
  public int end(int line) {
    int end = line < count ? starts[line] - 1 : text.length();
    return end > start(line) && text.charAt(end - 1) == '\r' ? end - 1 : end;
  }

  /** The characters of a line without its line end. */
  public String text(int line) {
    return text.substring(start(line), end(line));
  }
}
