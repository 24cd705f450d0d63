package dev.relais.cli;

import dev.relais.diag.Sink;
import dev.relais.schema.Keyword;
import dev.relais.schema.Schema;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Line;
import dev.relais.syntax.Piece;
import dev.relais.syntax.SyntaxParser;

/** Tells configurations of keepalived from other files. */
final class Configurations {

  private Configurations() {}

  /** Whether a line of the file begins with a keyword of the top level that opens a block. */
  static boolean looksLikeOne(SourceFile file) {
    for (Line line : SyntaxParser.parse(file, Sink.NONE).lines()) {
      if (line.body() instanceof Line.Body.Content(var pieces)
          && !pieces.isEmpty()
          && pieces.getFirst() instanceof Piece.Words(var words)
          && Schema.get()
              .top()
              .keyword(words.getFirst().value())
              .map(Keyword::kind)
              .filter(kind -> kind.hasBraces())
              .isPresent()) {
        return true;
      }
    }
    return false;
  }
}
