package dev.relais.expand;

import dev.relais.source.SourceSpan;
import dev.relais.source.SourceText;
import dev.relais.syntax.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The definitions made so far. The last one of a name counts, wherever it stands. */
final class Definitions {

  /** What a definition stands for. */
  sealed interface Definition {

    /**
     * A text.
     *
     * @param value the text
     * @param place where it is written; empty if it was not in a file
     */
    record Single(String value, Optional<SourceSpan> place) implements Definition {}

    /**
     * Several lines.
     *
     * @param source the text in which they stand
     * @param lines their places in it
     * @param place of the definition
     */
    record Lines(SourceText source, List<Line.Range> lines, SourceSpan place)
        implements Definition {}
  }

  private final Map<String, Definition> known = new HashMap<>();

  Definitions(Map<String, String> given) {
    given.forEach((name, value) -> known.put(name, new Definition.Single(value, Optional.empty())));
  }

  void put(String name, Definition definition) {
    known.put(name, definition);
  }

  @Nullable Definition get(String name) {
    return known.get(name);
  }
}
