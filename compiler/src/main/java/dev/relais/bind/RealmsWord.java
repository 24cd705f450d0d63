package dev.relais.bind;

import dev.relais.ast.Realms;
import dev.relais.syntax.Word;
import java.util.Optional;

/** Reads the realms of a route or rule. */
final class RealmsWord {
  private static final int LARGEST = 255;

  private RealmsWord() {}

  /** Empty, and reported, if they are none or have names that only the host can know. */
  static Optional<Realms> read(Word word, LineWords words, LineWords.UnknownName unknown) {
    String text = word.value();
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    String second = text.substring(slash + 1);
    Optional<Integer> from = realm(first);
    Optional<Integer> to = realm(second);
    if (to.isPresent() && (slash < 0 || from.isPresent())) {
      return Optional.of(new Realms(from, to.get()));
    }
    boolean names =
        (slash < 0 || from.isPresent() || NameTable.isName(first))
            && (to.isPresent() || NameTable.isName(second));
    if (names) {
      words.unknownName(NameTable.RT_REALMS, word, unknown);
    } else {
      words.report(
          word.span(),
          "`%s` is no realm or pair of realms: numbers from 0 to %s with a slash between them."
              .formatted(text, LARGEST),
          unknown.check(),
          unknown.effect());
      words.stop();
    }
    return Optional.empty();
  }

  private static Optional<Integer> realm(String text) {
    return NameTable.RT_REALMS
        .number(text)
        .or(() -> LineWords.anyBase(text, LARGEST).map(Long::intValue));
  }
}
