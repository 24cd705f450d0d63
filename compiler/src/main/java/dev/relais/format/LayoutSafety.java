package dev.relais.format;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Line;
import dev.relais.syntax.Piece;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxRules;
import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether a text may be laid out anew. */
public final class LayoutSafety {
  /**
   * Where braces do not pair, indentation would show a structure that nobody meant, and where a
   * quote is open or a line is cut, blanks count.
   */
  private static final Set<RuleInfo> STRUCTURAL =
      Set.of(
          SyntaxRules.UNCLOSED_BLOCK,
          SyntaxRules.EXTRA_CLOSING_BRACE,
          SyntaxRules.MISSING_OPENING_BRACE,
          SyntaxRules.UNEXPECTED_OPENING_BRACE,
          SyntaxRules.UNCLOSED_QUOTE,
          SyntaxRules.TOO_DEEP,
          SyntaxRules.LINE_TOO_LONG,
          SyntaxRules.NUL_CHARACTER,
          SyntaxRules.BACKSLASH_AT_LINE_END);

  private LayoutSafety() {}

  /** Whether a finding says that the file must be corrected first. */
  public static boolean forbids(Diagnostic found) {
    return STRUCTURAL.contains(found.rule());
  }

  /**
   * Whether a text in another layout says the same: the same words and braces, the same lines where
   * lines count, the same comments, and nothing that {@link #forbids} which was not there before.
   */
  public static boolean saysTheSame(SyntaxTree before, String after) {
    List<Diagnostic> found = new ArrayList<>();
    SyntaxTree laidOut = SyntaxParser.parse(SourceFile.of("", after), found::add);
    return found.stream().noneMatch(LayoutSafety::forbids)
        && content(before).equals(content(laidOut))
        && comments(before).equals(comments(laidOut));
  }

  private static List<String> content(SyntaxTree tree) {
    List<String> content = new ArrayList<>();
    for (Line line : tree.lines()) {
      line.condition().ifPresent(word -> content.add("condition " + word.value()));
      line.sequences().forEach(word -> content.add("sequence " + word.value()));
      switch (line.body()) {
        case Line.Body.Content(var pieces) -> pieces.forEach(piece -> content.add(said(piece)));
        case Line.Body.Definition definition -> {
          content.add("definition " + definition.name());
          for (Line.Range range : definition.lines()) {
            content.add(tree.source().text().substring(range.start(), range.end()));
          }
        }
        case Line.Body.Inclusion inclusion ->
            content.add("include " + inclusion.pattern().map(Word::value).orElse(""));
      }
    }
    return content;
  }

  private static String said(Piece piece) {
    return switch (piece) {
      case Piece.Brace brace -> brace.opens() ? "{" : "}";
      case Piece.Words(var words) -> {
        StringBuilder text = new StringBuilder();
        int end = -1;
        for (Word word : words) {
          // Words that touch are one word to some keywords.
          String blanks = end < 0 ? "" : word.source().text().substring(end, word.start());
          text.append(blanks.isEmpty() || Formatter.isScript(text) ? blanks : "\n")
              .append(word.kind())
              .append(word.value().strip());
          end = word.end();
        }
        yield text.toString();
      }
    };
  }

  private static List<String> comments(SyntaxTree tree) {
    List<String> comments = new ArrayList<>();
    for (int token = 0; token < tree.tokens().count(); token++) {
      if (tree.tokens().kind(token) == TokenKind.COMMENT) {
        comments.add(tree.tokens().text(token).strip());
      }
    }
    comments.sort(null);
    return comments;
  }
}
