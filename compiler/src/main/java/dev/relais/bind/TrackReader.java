package dev.relais.bind;

import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.Optional;

/** Reads lines such as those of {@code track_script}. */
final class TrackReader {
  private final Sink sink;

  TrackReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads a line of {@code track_script}. */
  Optional<TrackLine> read(Statement line) {
    LineWords words = new LineWords(line, sink);
    Word name = words.next();
    Optional<Located<Weight>> weight = Optional.empty();
    while (words.more()) {
      Word word = words.next();
      if (word.value().equals("weight")) {
        weight = words.value(word).flatMap(value -> weight(value, words));
      } else if (!LineWords.isUnreadable(word)) {
        report(
            word.span(),
            "`%s` is no option of a tracked script.".formatted(word.value()),
            "tracker-option-unknown",
            "drops the line");
        break;
      }
    }
    return Optional.of(new TrackLine(line.span(), name.located(), weight));
  }

  private Optional<Located<Weight>> weight(Word word, LineWords words) {
    Optional<Integer> number = signed(word.value()).filter(n -> n >= -254 && n <= 254);
    if (number.isEmpty()) {
      report(
          word.span(),
          "`%s` is no weight from -253 to 253.".formatted(word.value()),
          "tracker-weight-range",
          "uses the weight of the script");
      return Optional.empty();
    }
    boolean reverse = false;
    if (words.more()) {
      Word option = words.next();
      reverse = option.value().equals("reverse");
      if (!reverse && !option.value().equals("noreverse")) {
        report(
            option.span(),
            "`%s` is neither `reverse` nor `noreverse`.".formatted(option.value()),
            "tracker-weight-option",
            "ignores the word");
      }
    }
    int inRange = Math.max(-253, Math.min(253, number.get()));
    return Optional.of(new Located<>(new Weight(inRange, reverse), word.span()));
  }

  private static Optional<Integer> signed(String text) {
    return text.matches("[+-]?\\d{1,4}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private void report(SourceSpan span, String message, String check, String effect) {
    sink.report(
        Diagnostic.of(BindRules.INVALID_ARGUMENT, span, message)
            .keepalived(Keepalived.reports(check, effect)));
  }
}
