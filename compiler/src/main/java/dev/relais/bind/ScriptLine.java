package dev.relais.bind;

import dev.relais.syntax.ScriptWords;
import dev.relais.syntax.Statement;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Optional;

/**
 * A line that names a script: {@code KEYWORD "PROGRAM ARGUMENT…" USER GROUP}. keepalived splits it
 * again, by another lexer: the first word of it is the script, which is then split into program and
 * arguments.
 *
 * @param outer the script, user and group
 * @param inner program and arguments
 * @param typographic whether the script stands in quotes that keepalived does not know
 */
public record ScriptLine(ScriptWords outer, ScriptWords inner, boolean typographic) {

  /** The script of a line; empty if it has none, or one whose end is not found. */
  public static Optional<ScriptLine> of(Statement statement) {
    List<Word> words = statement.arguments();
    if (words.isEmpty() || words.stream().anyMatch(word -> word.kind() == TokenKind.UNCLOSED)) {
      return Optional.empty();
    }
    Word first = words.getFirst();
    String line = first.source().text().substring(first.start(), words.getLast().end());
    ScriptWords outer = SyntaxParser.scriptWords(line);
    boolean typographic = first.kind() == TokenKind.TYPOGRAPHIC;
    ScriptWords inner =
        typographic
            ? SyntaxParser.scriptWords(first.value())
            : outer.words().isEmpty() ? outer : SyntaxParser.scriptWords(outer.words().getFirst());
    return Optional.of(new ScriptLine(outer, inner, typographic));
  }

  /** Whether all quotes are closed that matter. */
  public boolean isClosed() {
    return inner.closed() && (outer.closed() || typographic);
  }

  /** Program and arguments; none if there is no program. */
  public List<String> command() {
    return inner.words();
  }

  /** Who runs it, if the line says so. */
  public Optional<String> user() {
    return word(1);
  }

  /** The group that runs it, if the line says so. */
  public Optional<String> group() {
    return word(2);
  }

  private Optional<String> word(int index) {
    return index < outer.words().size() ? Optional.of(outer.words().get(index)) : Optional.empty();
  }
}
