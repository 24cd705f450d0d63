package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.TextEdit;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Word;
import java.util.Optional;

/** keepalived skips the word behind {@code inet} or {@code inet6} in routes and rules. */
final class SkippedWord {
  private Optional<Word> family = Optional.empty();
  private Optional<Word> skipped = Optional.empty();

  void set(Word familyWord, Word skippedWord) {
    family = Optional.of(familyWord);
    skipped = Optional.of(skippedWord);
  }

  /** That the word has no effect. */
  Optional<Diagnostic> finding() {
    return skipped.flatMap(word ->
        family.map(before ->
            Diagnostic.of(
                    LineRules.SKIPPED_WORD,
                    word.span(),
                    "`%s` has no effect behind `%s`.".formatted(word.value(), before.value()))
                .keepalived(Keepalived.silent("skips the word behind `inet` and `inet6`"))
                .help("leave out `%s`; addresses tell the family".formatted(before.value()))
                .fix(
                    Fix.unsafe(
                        "Leave out `%s`.".formatted(before.value()),
                        new TextEdit(upTo(before, word), "")))));
  }

  private static SourceSpan upTo(Word before, Word word) {
    return before.source().span(before.start(), word.start());
  }

  /** A finding whose cause can be that the word was skipped. */
  Diagnostic explain(Diagnostic found) {
    return skipped
        .flatMap(word ->
            family.map(before ->
                found.help(
                    "leave out `%s`: keepalived skips the word behind it, `%s`"
                        .formatted(before.value(), word.value()))))
        .orElse(found);
  }
}
