package dev.relais.report;

import dev.relais.source.LineMap;
import dev.relais.source.SourceSpan;
import java.util.Locale;

/**
 * A source line with a mark under the place of a finding, fit for a terminal: tabs become blanks,
 * control characters are shown as such, passwords are hidden, a long line is cut around the place.
 *
 * @param number of the line
 * @param text of the line
 * @param indent columns before the mark
 * @param width columns of the mark, at least 1
 */
record Excerpt(int number, String text, int indent, int width) {
  private static final int WIDEST = 120;
  private static final int TAB = 8;

  /** The excerpt for a place. */
  static Excerpt of(SourceSpan span) {
    LineMap lines = span.file().lines();
    int number = span.line();
    int lineStart = lines.start(number);
    int lineEnd = lines.end(number);
    int start = Math.min(span.start(), lineEnd) - lineStart;
    int end = Math.min(Math.max(span.end(), span.start()), lineEnd) - lineStart;
    String line = Secrets.hidden(lines.text(number));
    int from = 0;
    int to = line.length();
    if (line.length() > WIDEST) {
      from = Math.max(0, Math.min(start - WIDEST / 4, line.length() - WIDEST));
      to = Math.min(line.length(), from + WIDEST);
    }
    Columns text = new Columns();
    if (from > 0) {
      text.add("…");
    }
    text.add(line.substring(from, Math.max(from, Math.min(start, to))));
    int indent = text.width;
    text.add(
        line.substring(Math.max(from, Math.min(start, to)), Math.max(from, Math.min(end, to))));
    int width = Math.max(1, text.width - indent);
    text.add(line.substring(Math.max(from, Math.min(end, to)), to));
    if (to < line.length()) {
      text.add("…");
    }
    return new Excerpt(number, text.text.toString().stripTrailing(), indent, width);
  }

  /** Text with the number of columns that it takes. */
  private static final class Columns {
    final StringBuilder text = new StringBuilder();
    int width;

    void add(String part) {
      part.codePoints().forEach(this::add);
    }

    private void add(int c) {
      if (c == '\t') {
        do {
          text.append(' ');
          width++;
        } while (width % TAB != 0);
      } else if (c == '\uFEFF' || Character.getType(c) == Character.FORMAT) {
        // Invisible, and the reason for the finding more often than not.
        String shown = String.format(Locale.ROOT, "<U+%04X>", c);
        text.append(shown);
        width += shown.length();
      } else if (c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR) {
        text.append('\u2423'); // an open box: a blank that can be seen
        width++;
      } else if (Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF)) {
        text.append('\uFFFD');
        width++;
      } else {
        text.appendCodePoint(c);
        width += isWide(c) ? 2 : Character.getType(c) == Character.NON_SPACING_MARK ? 0 : 1;
      }
    }

    /** The blocks that terminals draw two columns wide. */
    private static boolean isWide(int c) {
      return (c >= 0x1100 && c <= 0x115F)
          || (c >= 0x2E80 && c <= 0xA4CF)
          || (c >= 0xAC00 && c <= 0xD7A3)
          || (c >= 0xF900 && c <= 0xFAFF)
          || (c >= 0xFE30 && c <= 0xFE6F)
          || (c >= 0xFF00 && c <= 0xFF60)
          || (c >= 0xFFE0 && c <= 0xFFE6)
          || (c >= 0x1F300 && c <= 0x1FAFF)
          || (c >= 0x20000 && c <= 0x3FFFD);
    }
  }
}
