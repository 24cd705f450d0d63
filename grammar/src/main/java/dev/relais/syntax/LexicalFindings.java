package dev.relais.syntax;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.diag.TextEdit;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What single tokens and the lengths of lines tell, at most one finding of a kind for a line. */
final class LexicalFindings {
  /** keepalived's buffer holds 1024 bytes, the line end and a closing zero among them. */
  private static final int LONGEST_LINE = 1022;

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d[\\d.:/]*\\\\?");

  private final SourceText source;
  private final boolean refusesBadLines;
  private final Sink sink;
  private final List<SourceSpan> oddBlanks = new ArrayList<>();
  private boolean otherTokens;

  // What stands on the line so far: for the word that a backslash at its end becomes a part of.
  private int words;
  private TokenKind last = TokenKind.NEWLINE;
  private int lastStart;
  private int lastEnd;
  private boolean isInclude;

  LexicalFindings(SourceText source, boolean refusesBadLines, Sink sink) {
    this.source = source;
    this.refusesBadLines = refusesBadLines;
    this.sink = sink;
  }

  /** Takes the next token. */
  void see(TokenKind kind, int start, int end) {
    switch (kind) {
      case ODD_BLANKS -> oddBlanks.add(source.span(start, end));
      case BYTE_ORDER_MARK -> {
        if (start == 0) {
          byteOrderMark(start, end);
        } else {
          oddBlanks.add(source.span(start, end));
        }
      }
      case UNCLOSED -> unclosedQuote(start, end);
      case TYPOGRAPHIC -> typographicQuotes(start, end);
      case SLASH_COMMENT -> slashComment(start, end);
      case NEWLINE -> {
        backslashAtEnd(start);
        endLine();
      }
      case CONTINUATION -> endLine();
      default -> {}
    }
    follow(kind, start, end);
    switch (kind) {
      case ODD_BLANKS, BYTE_ORDER_MARK, BLANKS, NEWLINE, COMMENT -> {}
      default -> otherTokens = true;
    }
  }

  /** Takes the end of the text. */
  void finish() {
    backslashAtEnd(source.text().length());
    endLine();
    if (source instanceof SourceFile file) {
      longLines(file);
      nulCharacters(file);
    }
  }

  private void endLine() {
    if (!oddBlanks.isEmpty()) {
      oddBlanks();
    }
    oddBlanks.clear();
    otherTokens = false;
  }

  private void follow(TokenKind kind, int start, int end) {
    switch (kind) {
      case BLANKS, ODD_BLANKS, COMMENT -> {}
      case OPEN, CLOSE, NEWLINE, CONTINUATION -> {
        words = 0;
        last = kind;
        isInclude = false;
      }
      default -> {
        isInclude |= kind == TokenKind.INCLUDE;
        if (end - start != 1 || source.text().charAt(start) != '\\') {
          words++;
          last = kind;
          lastStart = start;
          lastEnd = end;
        }
      }
    }
  }

  /** Outside definitions a backslash does not go on with the next line. */
  private void backslashAtEnd(int lineEnd) {
    String text = source.text();
    int at = lineEnd - 1;
    while (at >= 0 && text.charAt(at) != '\n' && text.charAt(at) <= ' ') {
      at--;
    }
    if (at < 0 || text.charAt(at) != '\\' || isInclude) {
      return;
    }
    SourceSpan span = source.span(at, at + 1);
    sink.report(
        Diagnostic.of(
                SyntaxRules.BACKSLASH_AT_LINE_END,
                span,
                "A backslash at the end of a line does not join it with the next.")
            .keepalived(backslashAnswer())
            .help("only the value of a definition goes on that way; remove the backslash")
            .fix(Fix.safe("Remove the backslash.", new TextEdit(span, ""))));
  }

  private Keepalived backslashAnswer() {
    if (words == 0) {
      return Keepalived.reports("keyword-unknown", "reads it as an unknown keyword");
    }
    if (last == TokenKind.QUOTED) {
      return Keepalived.silent("takes it as one word more");
    }
    if (words == 1) {
      return Keepalived.reports(
          "keyword-unknown", "takes it as part of the keyword, which it then does not know");
    }
    return NUMBER.matcher(source.text()).region(lastStart, lastEnd).matches()
        ? Keepalived.reports(
            "number-malformed", "takes it as part of the number, which then is none")
        : Keepalived.silent("takes it as part of the word before it");
  }

  private void oddBlanks() {
    SourceSpan first = oddBlanks.getFirst();
    int character = first.text().codePointAt(0);
    String name = Character.getName(character);
    String called =
        (name == null ? "" : name.toLowerCase(Locale.ROOT) + " ")
            + String.format(Locale.ROOT, "(U+%04X)", character);
    List<TextEdit> edits = new ArrayList<>();
    for (SourceSpan run : oddBlanks) {
      edits.add(new TextEdit(run, plain(run.text())));
    }
    String message =
        otherTokens
            ? "A " + called + " stands where a blank should be."
            : "This line looks empty but holds a " + called + ".";
    String effect =
        otherTokens
            ? "takes the character as part of a word"
            : "reads the character as an unknown keyword";
    sink.report(
        Diagnostic.of(SyntaxRules.NO_BREAK_SPACE, first, message)
            .keepalived(Keepalived.reports("keyword-unknown", effect))
            .help("replace it by a plain blank; text from a wiki or a web page often brings it in")
            .fix(new Fix("Replace it by a plain blank.", true, edits)));
  }

  private static String plain(String odd) {
    StringBuilder blanks = new StringBuilder();
    odd.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(_ -> blanks.append(' '));
    return blanks.toString();
  }

  private void byteOrderMark(int start, int end) {
    SourceSpan span = source.span(start, end);
    sink.report(
        Diagnostic.of(
                SyntaxRules.BYTE_ORDER_MARK,
                span,
                "The file begins with a byte order mark (U+FEFF).")
            .keepalived(
                Keepalived.reports(
                    "keyword-unknown",
                    "takes it as part of the first word, which it then does not know; a block that"
                        + " begins there is lost"))
            .help("save the file as UTF-8 without a byte order mark")
            .fix(Fix.safe("Remove the byte order mark.", new TextEdit(span, ""))));
  }

  private void unclosedQuote(int start, int end) {
    SourceSpan span = source.span(start, end);
    String text = span.text().stripTrailing();
    SourceSpan written = source.span(start, start + text.length());
    Diagnostic found =
        Diagnostic.of(SyntaxRules.UNCLOSED_QUOTE, written, "This quote is not closed on its line.")
            .keepalived(Keepalived.reports("quote-unmatched", "drops the rest of the line"));
    char last = text.charAt(text.length() - 1);
    if (last >= '\u201C' && last <= '\u201F') {
      SourceSpan mark = source.span(start + text.length() - 1, start + text.length());
      sink.report(
          found
              .help("the quote at its end is a typographic one; write `\"`")
              .fix(Fix.safe("Write a plain quote.", new TextEdit(mark, "\""))));
    } else {
      Diagnostic told = found.help("close it with `\"` before the end of the line");
      // What stands behind the text that was meant, nobody can tell from it.
      boolean plain = text.chars().noneMatch(c -> "{}#!\\".indexOf(c) >= 0);
      sink.report(
          plain && text.length() > 1 && text.indexOf('"', 1) < 0
              ? told.fix(Fix.unsafe("Close the quote.", new TextEdit(written.after(), "\"")))
              : told);
    }
  }

  private void typographicQuotes(int start, int end) {
    SourceSpan span = source.span(start, end);
    sink.report(
        Diagnostic.of(
                SyntaxRules.TYPOGRAPHIC_QUOTES,
                span,
                "Typographic quotes do not quote in keepalived.conf.")
            .keepalived(
                Keepalived.silent("takes them as part of the words and splits the text at blanks"))
            .help("write plain double quotes: `\"`")
            .fix(
                Fix.safe(
                    "Write plain double quotes.",
                    new TextEdit(source.span(start, start + 1), "\""),
                    new TextEdit(source.span(end - 1, end), "\""))));
  }

  private void slashComment(int start, int end) {
    SourceSpan span = source.span(start, end);
    sink.report(
        Diagnostic.of(SyntaxRules.SLASH_COMMENT, span, "`//` does not begin a comment.")
            .keepalived(
                otherTokens
                    ? Keepalived.silent("reads it as further words of the line")
                    : Keepalived.reports("keyword-unknown", "reads it as an unknown keyword"))
            .help("comments begin with `#` or `!`")
            .fix(
                Fix.safe(
                    "Begin the comment with `#`.",
                    new TextEdit(source.span(start, start + 2), "#"))));
  }

  private void longLines(SourceFile file) {
    // Before 2.4.0 the line end did not have to fit in.
    int longest = refusesBadLines ? LONGEST_LINE : LONGEST_LINE + 1;
    String text = file.text();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      if (end - start > LONGEST_LINE / 4) {
        int bytes = bytes(file, text.substring(start, end));
        if (bytes > longest) {
          sink.report(
              Diagnostic.of(
                      SyntaxRules.LINE_TOO_LONG,
                      file.span(start, Math.min(end, start + 40)),
                      "This line has "
                          + bytes
                          + " bytes; keepalived reads "
                          + longest
                          + ", comments included.")
                  .keepalived(
                      refusesBadLines
                          ? Keepalived.reports(
                              "line-too-long",
                              "drops the first part, and takes what is beyond as a line of its own")
                          : Keepalived.reports(
                              "keyword-unknown",
                              "takes what is beyond as a line of its own, mostly one that it does"
                                  + " not know; releases from 2.4.0 refuse the first part too"))
                  .help("break it up, or shorten its comment"));
        }
      }
      start = end + 1;
    }
  }

  private static int bytes(SourceFile file, String line) {
    return file.charset().equals(StandardCharsets.UTF_8)
        ? line.getBytes(StandardCharsets.UTF_8).length
        : line.length();
  }

  private void nulCharacters(SourceFile file) {
    int at = file.text().indexOf('\0');
    if (at >= 0) {
      sink.report(
          Diagnostic.of(
                  SyntaxRules.NUL_CHARACTER,
                  file.span(at, at + 1),
                  "This line holds a NUL character.")
              .keepalived(
                  refusesBadLines
                      ? Keepalived.reports("embedded-nul", "drops the line")
                      : Keepalived.silent("ends the line there; releases from 2.4.0 refuse it"))
              .help("remove it; the file may be damaged or in UTF-16")
              .fix(Fix.unsafe("Remove it.", new TextEdit(file.span(at, at + 1), ""))));
    }
  }
}
