package dev.relais.diag;

import dev.relais.source.SourceSpan;
import java.util.List;

/**
 * Edits of the kinds that corrections are made of. They touch as little as they can: comments stay,
 * and what is put in has the indentation and the line end of its neighbours.
 */
public final class Edits {

  private Edits() {}

  /** Another text in the place of one. */
  public static TextEdit replace(SourceSpan span, String text) {
    return new TextEdit(span, text);
  }

  /** Words go, with the blanks before them. */
  public static TextEdit removeWords(SourceSpan words) {
    String text = words.file().text();
    int start = words.start();
    while (start > 0 && isBlank(text.charAt(start - 1))) {
      start--;
    }
    boolean begins = start == 0 || text.charAt(start - 1) == '\n';
    return new TextEdit(at(words, begins ? words.start() : start, words.end()), "");
  }

  /** Two texts of one file change places. */
  public static List<TextEdit> exchange(SourceSpan one, SourceSpan other) {
    TextEdit first = new TextEdit(one, other.text());
    TextEdit second = new TextEdit(other, one.text());
    return one.start() < other.start() ? List.of(first, second) : List.of(second, first);
  }

  /** Whether nothing but a comment shares the line with a text. */
  public static boolean standsAlone(SourceSpan span) {
    String text = span.file().text();
    int start = text.lastIndexOf('\n', span.start() - 1) + 1;
    int newline = text.indexOf('\n', span.end());
    return text.substring(start, span.start()).isBlank()
        && text.substring(span.end(), newline < 0 ? text.length() : newline)
            .matches("\\s*(?:[#!].*)?");
  }

  /** A statement goes, with its line if nothing else stands on that. */
  public static TextEdit removeStatement(SourceSpan statement) {
    return removeStatement(statement, statement);
  }

  /**
   * A statement goes, with the lines that it leaves empty. A comment that stands behind it stays.
   *
   * @param first its keyword, or all of it
   * @param last its last word, or the brace that closes its block
   */
  public static TextEdit removeStatement(SourceSpan first, SourceSpan last) {
    String text = first.file().text();
    int start = first.start();
    int end = last.file() == first.file() ? Math.max(first.end(), last.end()) : first.end();
    int lineStart = start;
    while (lineStart > 0 && isBlank(text.charAt(lineStart - 1))) {
      lineStart--;
    }
    boolean begins = lineStart == 0 || text.charAt(lineStart - 1) == '\n';
    int next = end;
    while (next < text.length() && isBlank(text.charAt(next))) {
      next++;
    }
    boolean ends = next == text.length() || text.charAt(next) == '\n' || isReturn(text, next);
    if (begins && ends) {
      int newline = text.indexOf('\n', next);
      int after = newline < 0 ? text.length() : newline + 1;
      return new TextEdit(at(first, lineStart, withBlankLine(text, lineStart, after)), "");
    }
    return begins
        ? new TextEdit(at(first, start, next), "")
        : new TextEdit(at(first, lineStart, end), "");
  }

  /**
   * Where the removal of lines ends: with the blank line behind them, if there is one before them
   * as well.
   */
  public static int withBlankLine(String text, int start, int end) {
    int before = text.lastIndexOf('\n', start - 2) + 1;
    int newline = text.indexOf('\n', end);
    boolean between =
        start > 0
            && newline >= 0
            && text.substring(before, start).isBlank()
            && text.substring(end, newline).isBlank();
    return between ? newline + 1 : end;
  }

  /** A line of its own behind the line of a text, indented as that is. */
  public static TextEdit lineBelow(SourceSpan neighbour, String line) {
    return lineBelow(neighbour, "", line);
  }

  /**
   * A line of its own behind the line of a text.
   *
   * @param indent what its indentation has more than the line of the text
   */
  public static TextEdit lineBelow(SourceSpan neighbour, String indent, String line) {
    String text = neighbour.file().text();
    int newline = text.indexOf('\n', neighbour.end());
    int lineEnd = newline < 0 ? text.length() : newline;
    int at = lineEnd > 0 && text.charAt(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
    return new TextEdit(
        at(neighbour, Math.max(at, neighbour.end()), Math.max(at, neighbour.end())),
        lineBreak(text) + indentation(neighbour) + indent + line);
  }

  /** A line of its own before the line of a text, indented as that is. */
  public static TextEdit lineAbove(SourceSpan neighbour, String line) {
    return new TextEdit(lineStart(neighbour), line(neighbour, line));
  }

  /** A line with its end, indented as that of a text is. */
  public static String line(SourceSpan neighbour, String line) {
    return indentation(neighbour) + line + lineBreak(neighbour.file().text());
  }

  /** The empty range where the line of a text begins. */
  public static SourceSpan lineStart(SourceSpan span) {
    int start = span.file().text().lastIndexOf('\n', span.start() - 1) + 1;
    return at(span, start, start);
  }

  /** The line end that a text has. */
  public static String lineBreak(String text) {
    int newline = text.indexOf('\n');
    return newline > 0 && text.charAt(newline - 1) == '\r' ? "\r\n" : "\n";
  }

  private static String indentation(SourceSpan neighbour) {
    String text = neighbour.file().text();
    int start = text.lastIndexOf('\n', neighbour.start() - 1) + 1;
    int end = start;
    while (end < text.length() && isBlank(text.charAt(end))) {
      end++;
    }
    return text.substring(start, end);
  }

  private static SourceSpan at(SourceSpan span, int start, int end) {
    return new SourceSpan(span.file(), start, end, span.origin());
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isReturn(String text, int at) {
    return text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
  }
}
