package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words of a line of a list block, taken one after the other, and what is said about them. */
final class LineWords {
  /** The scopes of ip-address(8) and ip-route(8) that need no table of names. */
  private static final Map<String, Integer> SCOPES =
      Map.of("global", 0, "universe", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);

  private final Sink sink;
  private final List<Word> words;
  private int at;

  LineWords(Statement line, Sink sink) {
    this.words = line.words();
    this.sink = sink;
  }

  boolean more() {
    return at < words.size();
  }

  Word next() {
    return words.get(at++);
  }

  /** The word that an option needs; empty, and reported, if the line ends before it. */
  Optional<Word> value(Word option) {
    if (more()) {
      return Optional.of(next());
    }
    report(
        option.span(),
        "`%s` needs a value.".formatted(option.value()),
        "address-option-value",
        "drops the line");
    return Optional.empty();
  }

  /** Says that a word cannot be what it stands for. */
  void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }

  /** A word about which something was said before. */
  static boolean isUnreadable(Word word) {
    return word.kind() == TokenKind.UNCLOSED || word.value().indexOf('$') >= 0;
  }

  /** A whole number from 0 to a limit. */
  static Optional<Integer> number(String text, int most) {
    return text.matches("\\d{1,10}") && Long.parseLong(text) <= most
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  /** The number of a scope; ip-address(8). */
  Optional<Located<Integer>> scope(Word word) {
    Optional<Integer> value =
        Optional.ofNullable(SCOPES.get(word.value())).or(() -> number(word.value(), 255));
    if (value.isEmpty()) {
      report(
          word.span(),
          "`%s` is no scope.".formatted(word.value()),
          "address-scope-invalid",
          "ignores the option");
    }
    return value.map(number -> new Located<>(number, word.span()));
  }
}
