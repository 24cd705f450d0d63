package dev.relais.expand;

import dev.relais.source.SourceFile;
import dev.relais.syntax.Piece;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * A configuration with conditions, definitions, sequences and includes worked out.
 *
 * @param pieces what counts, in order
 * @param files all that were read, the first one first
 * @param configurationId the id that conditions were compared with, if there was a condition
 * @param conditionIds all ids that conditions name, in order
 */
public record Expansion(
    List<Piece> pieces,
    List<SourceFile> files,
    Optional<String> configurationId,
    SequencedSet<String> conditionIds) {

  public Expansion {
    pieces = List.copyOf(pieces);
    files = List.copyOf(files);
  }
}
