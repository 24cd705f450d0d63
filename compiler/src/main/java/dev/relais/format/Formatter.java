package dev.relais.format;

import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays out a configuration: one statement a line, four blanks a level, an opening brace at the end
 * of its line, a closing one on a line of its own, at most one blank line in a row. Words, quotes
 * and comments stay as they are written, and so does what the text means.
 */
public final class Formatter {
  private final SyntaxTree tree;
  private final Tokens tokens;
  private final Layout layout = new Layout();
  private int lastConditionalShift;

  private Formatter(SyntaxTree tree) {
    this.tree = tree;
    this.tokens = tree.tokens();
  }

  /** The text of a configuration in canonical layout; line ends are those of its first line. */
  public static String format(SyntaxTree tree) {
    return new Formatter(tree).format();
  }

  private String format() {
    List<Integer> line = new ArrayList<>();
    for (int token = 0; token < tokens.count(); token++) {
      if (tokens.kind(token) == TokenKind.NEWLINE) {
        line(line);
        line.clear();
      } else {
        line.add(token);
      }
    }
    if (!line.isEmpty()) {
      line(line);
    }
    String text = tree.source().text();
    int newline = text.indexOf('\n');
    return layout.text(newline > 0 && text.charAt(newline - 1) == '\r' ? "\r\n" : "\n");
  }

  /** Takes the tokens of a line; those of a definition may reach over several. */
  private void line(List<Integer> line) {
    int comment = -1;
    boolean content = false;
    boolean asWritten = false;
    boolean braces = false;
    boolean definitions = false;
    for (int token : line) {
      switch (tokens.kind(token)) {
        case COMMENT -> comment = token;
        case BLANKS -> {}
        case CONDITION, SEQUENCE, DEFINE, INCLUDE -> {
          content = true;
          asWritten = true;
        }
        case OPEN, CLOSE -> {
          content = true;
          braces = true;
        }
        default -> {
          content = true;
          definitions |= tokens.text(token).indexOf('$') >= 0;
        }
      }
    }
    // The value of a definition may be a comment, or half of a block.
    asWritten |= braces && definitions;
    if (!content) {
      if (comment < 0) {
        layout.blankLine();
      } else {
        layout.comment(tokens.text(comment).strip());
      }
      return;
    }
    if (asWritten) {
      asWritten(line, comment);
    } else {
      lastConditionalShift = 0;
      pieces(line, comment);
    }
    if (comment >= 0) {
      layout.trailingComment(tokens.text(comment).strip());
    }
  }

  /** A line that keepalived takes as a whole before it looks at braces. */
  private void asWritten(List<Integer> line, int comment) {
    int first = line.getFirst();
    while (tokens.kind(first) == TokenKind.BLANKS) {
      first++;
    }
    int last = comment >= 0 ? comment - 1 : line.getLast();
    String text =
        tree.source().text().substring(tokens.start(first), tokens.end(last)).stripTrailing();
    int shift = 0;
    for (int token : line) {
      shift +=
          switch (tokens.kind(token)) {
            case OPEN -> 1;
            case CLOSE -> -1;
            default -> 0;
          };
    }
    // `@a block A {` and `@b block B {` open one block between them.
    boolean again = shift != 0 && shift == lastConditionalShift;
    if (shift < 0 && !again) {
      layout.shift(shift);
    } else if (shift > 0 && again) {
      layout.shift(-shift);
    }
    layout.verbatim(text);
    if (shift > 0) {
      layout.shift(shift);
    }
    lastConditionalShift = shift;
  }

  private void pieces(List<Integer> line, int comment) {
    StringBuilder words = new StringBuilder();
    boolean blank = false;
    for (int token : line) {
      if (token == comment) {
        break;
      }
      switch (tokens.kind(token)) {
        case BLANKS -> blank = true;
        case OPEN -> {
          statement(words);
          layout.open();
        }
        case CLOSE -> {
          statement(words);
          layout.close();
        }
        default -> {
          // Words that touch are written so on purpose: "a"b is one word to some keywords.
          if (blank && !words.isEmpty()) {
            words.append(' ');
          }
          words.append(tokens.text(token).stripTrailing());
          blank = false;
        }
      }
    }
    statement(words);
  }

  private void statement(StringBuilder words) {
    if (!words.isEmpty()) {
      // A definition of several lines is put in at the end of a line only: no brace may follow.
      if (words.lastIndexOf("$") > words.lastIndexOf(" ")) {
        layout.verbatim(words.toString());
      } else {
        layout.statement(words.toString());
      }
      words.setLength(0);
    }
  }
}
