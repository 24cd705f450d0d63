package dev.relais.expand;

import dev.relais.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * By what a configuration was expanded.
 *
 * @param files all that were read, the first one first
 * @param configurationId the id that conditions were compared with, if there was a condition
 * @param conditionIds all ids that conditions name, in order
 */
public record Expansion(
    List<SourceFile> files, Optional<String> configurationId, SequencedSet<String> conditionIds) {

  public Expansion {
    files = List.copyOf(files);
  }
}
