package dev.relais.syntax;

import dev.relais.source.SourceText;
import java.util.List;

/**
 * A text as written: every character belongs to one token, and every line that says something is in
 * {@code lines}.
 *
 * @param source the text
 * @param tokens all tokens, blanks and comments included
 * @param lines the lines that are not empty, in order
 */
public record SyntaxTree(SourceText source, Tokens tokens, List<Line> lines) {

  public SyntaxTree {
    lines = List.copyOf(lines);
  }
}
