package dev.relais.syntax;

import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * The part of a statement between its braces.
 *
 * @param open the opening brace, unless it is missing
 * @param statements what stands in it
 * @param close the closing brace, unless it is missing
 */
public record Block(
    Optional<SourceSpan> open, List<Statement> statements, Optional<SourceSpan> close) {

  public Block {
    statements = List.copyOf(statements);
  }
}
