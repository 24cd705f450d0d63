package dev.relais.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines with a depth: statements, braces, comments and blank lines, put down in order and then
 * written out. A brace goes to the end of the statement that it belongs to, however far back that
 * is.
 */
final class Layout {
  private static final String INDENT = "    ";

  private final List<Line> lines = new ArrayList<>();
  private int depth;
  private @Nullable Line openable;
  private Line last = new Line(0, "");

  /** One line. */
  private static final class Line {
    int depth;
    String text;
    String comment = "";
    boolean opens;

    Line(int depth, String text) {
      this.depth = depth;
      this.text = text;
    }
  }

  /** A statement, which an opening brace may follow. */
  void statement(String text) {
    openable = add(text);
  }

  /** A line that no brace can follow, such as a definition. */
  void verbatim(String text) {
    add(text);
    openable = null;
  }

  /** An opening brace: at the end of the last statement if nothing but comments came after it. */
  void open() {
    dropBlankLine();
    Line opener = openable == null ? add("") : openable;
    opener.text += opener.text.isEmpty() ? "{" : " {";
    opener.opens = true;
    openable = null;
    last = opener;
    depth++;
    // Comments between the statement and its brace are in the block now.
    for (int i = lines.size() - 1; lines.get(i) != opener; i--) {
      lines.get(i).depth = depth;
    }
  }

  /** A closing brace. */
  void close() {
    openable = null;
    depth = Math.max(0, depth - 1);
    dropBlankLine();
    add("}");
  }

  /** A comment on a line of its own. */
  void comment(String text) {
    lines.add(new Line(depth, text));
  }

  /** A comment at the end of the last line, if that is where its statement went. */
  void trailingComment(String text) {
    if (last.comment.isEmpty() && last == lines.getLast()) {
      last.comment = text;
    } else {
      comment(text);
    }
  }

  /** A blank line, unless there is one already; at the beginning of a block it is left out. */
  void blankLine() {
    boolean useful =
        !lines.isEmpty() && !lines.getLast().text.isEmpty() && !lines.getLast().text.endsWith("{");
    if (useful) {
      lines.add(new Line(0, ""));
    }
  }

  /** Goes in or out without a brace of its own: for lines that count on some hosts only. */
  void shift(int levels) {
    depth = Math.max(0, depth + levels);
  }

  /** Everything, with one line end after each line. */
  String text(String lineEnd) {
    dropBlankLine();
    StringBuilder out = new StringBuilder();
    boolean blockBegins = false;
    for (Line line : lines) {
      if (line.text.isEmpty() && blockBegins) {
        continue;
      }
      blockBegins = line.opens;
      if (!line.text.isEmpty()) {
        out.append(INDENT.repeat(line.depth)).append(line.text);
        if (!line.comment.isEmpty()) {
          out.append("  ").append(line.comment);
        }
      }
      out.append(lineEnd);
    }
    return out.toString();
  }

  private Line add(String text) {
    Line line = new Line(depth, text);
    lines.add(line);
    last = line;
    return line;
  }

  private void dropBlankLine() {
    if (!lines.isEmpty() && lines.getLast().text.isEmpty()) {
      lines.removeLast();
    }
  }
}
