package dev.relais.bind;

import dev.relais.ast.RoutingTable;
import dev.relais.source.Located;
import dev.relais.syntax.Word;
import java.util.Optional;

/** Reads the routing table of a route or rule. */
final class TableWord {
  private static final long LARGEST = 0xFFFF_FFFFL;

  private TableWord() {}

  static Optional<Located<RoutingTable>> read(
      Word word, LineWords words, LineWords.UnknownName unknown) {
    String text = word.value();
    Optional<Long> number =
        NameTable.RT_TABLES
            .number(text)
            .map(Integer::longValue)
            .or(() -> LineWords.anyBase(text, Long.MAX_VALUE).map(n -> n & LARGEST));
    if (number.isPresent()) {
      return Optional.of(new Located<>(new RoutingTable.Numbered(number.get()), word.span()));
    }
    words.unknownName(NameTable.RT_TABLES, word, unknown);
    return Optional.of(new Located<>(new RoutingTable.Named(text), word.span()));
  }
}
