package dev.relais.format;

import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lays out a configuration: one statement a line, four blanks a level, an opening brace at the end
 * of its line, a closing one on a line of its own, at most one blank line in a row. Words, quotes
 * and comments stay as they are written, and so does what the text means.
 */
public final class Formatter {
  private static final Pattern DIRECTIVE = Pattern.compile("[@~$\uFEFF]|include|//");
  private static final Pattern TRAILING_BLANKS = Pattern.compile("[^\\S\n]+\\z");

  private final SyntaxTree tree;
  private final Tokens tokens;
  private final Layout layout = new Layout();
  private int lastConditionalShift;

  private Formatter(SyntaxTree tree) {
    this.tree = tree;
    this.tokens = tree.tokens();
  }

  /** The text of a configuration in canonical layout; line ends are those of most lines. */
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
    return layout.text(lineEnd());
  }

  /** The one that most lines have; those within a definition are part of it and stay. */
  private String lineEnd() {
    String text = tree.source().text();
    int withReturn = 0;
    int without = 0;
    for (int token = 0; token < tokens.count(); token++) {
      if (tokens.kind(token) == TokenKind.NEWLINE) {
        int feed = tokens.end(token) - 1;
        if (feed > 0 && text.charAt(feed - 1) == '\r') {
          withReturn++;
        } else {
          without++;
        }
      }
    }
    return withReturn > without ? "\r\n" : "\n";
  }

  /** Takes the tokens of a line; those of a definition may reach over several. */
  private void line(List<Integer> line) {
    int comment = -1;
    boolean content = false;
    boolean asWritten = false;
    boolean slashes = false;
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
        case SLASH_COMMENT -> {
          content = true;
          asWritten = true;
          slashes = true;
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
    asWritten |= braces && (definitions || wouldGainMeaning(line));
    if (slashes) {
      // It reaches to the end of the line, or up to a real comment if no blank comes between them.
      comment = -1;
    }
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

  /** Whether a word after a brace would mean something else at the beginning of a line. */
  private boolean wouldGainMeaning(List<Integer> line) {
    boolean afterBrace = false;
    boolean afterBackslash = false;
    for (int token : line) {
      switch (tokens.kind(token)) {
        case OPEN, CLOSE -> {
          if (afterBackslash) {
            return true;
          }
          afterBrace = true;
        }
        case BLANKS, ODD_BLANKS -> {}
        default -> {
          // As the last character of a line it would be taken for a continuation.
          afterBackslash = tokens.text(token).endsWith("\\");
          if (afterBrace && DIRECTIVE.matcher(tokens.text(token)).lookingAt()) {
            return true;
          }
          afterBrace = false;
        }
      }
    }
    return false;
  }

  /** A line that keepalived takes as a whole before it looks at braces. */
  private void asWritten(List<Integer> line, int comment) {
    int first = line.getFirst();
    while (tokens.kind(first) == TokenKind.BLANKS) {
      first++;
    }
    int last = comment >= 0 ? comment - 1 : line.getLast();
    // The last line of a definition may be empty, and without it the next would become part of it.
    String text =
        TRAILING_BLANKS
            .matcher(tree.source().text().substring(tokens.start(first), tokens.end(last)))
            .replaceFirst("");
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
    boolean conditional = tokens.kind(first) == TokenKind.CONDITION;
    boolean again = conditional && shift != 0 && shift == lastConditionalShift;
    if (shift < 0 && !again) {
      layout.shift(shift);
    } else if (shift > 0 && again) {
      layout.shift(-shift);
    }
    layout.verbatim(text);
    if (shift > 0) {
      layout.shift(shift);
    }
    lastConditionalShift = conditional ? shift : 0;
  }

  private void pieces(List<Integer> line, int comment) {
    StringBuilder words = new StringBuilder();
    String blank = "";
    for (int token : line) {
      if (token == comment) {
        break;
      }
      switch (tokens.kind(token)) {
        case BLANKS -> blank = tokens.text(token);
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
          if (!blank.isEmpty() && !words.isEmpty()) {
            words.append(isScript(words) ? blank : " ");
          }
          String text = tokens.text(token);
          words.append(tokens.kind(token) == TokenKind.UNCLOSED ? text.stripTrailing() : text);
          blank = "";
        }
      }
    }
    statement(words);
  }

  /** To scripts, and to no other value, a single quote or a backslash gives blanks a meaning. */
  static boolean isScript(CharSequence words) {
    return words.chars().anyMatch(c -> c == '\'' || c == '\\');
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
