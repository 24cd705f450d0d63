package dev.relais.bind;

import dev.relais.ast.Settings;
import dev.relais.ast.TrackLine;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads lines such as those of {@code track_script}. */
final class TrackReader {
  private final Sink sink;

  TrackReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads all lines of a block about what is tracked. */
  List<TrackLine> read(Settings in) {
    List<TrackLine> all = new ArrayList<>();
    for (TrackLine.Kind kind : TrackLine.Kind.values()) {
      Map<String, TrackLine> byName = new HashMap<>();
      for (TrackLine line :
          Binding.listed(in, kind.keyword(), statement -> read(kind, statement))) {
        TrackLine earlier = byName.putIfAbsent(line.name().value(), line);
        if (earlier == null) {
          all.add(line);
        } else {
          twice(in, line, earlier);
        }
      }
    }
    return all;
  }

  private void twice(Settings in, TrackLine line, TrackLine earlier) {
    sink.report(
        Diagnostic.of(
                BindRules.DUPLICATE_ENTRY,
                line.name().span(),
                "The %s `%s` is tracked twice.".formatted(line.kind().noun(), line.name().value()))
            .also(earlier.name().span(), "the first time")
            .keepalived(Keepalived.reports("tracker-duplicate", "drops the second line"))
            .help("keep one of the lines")
            .fix(
                in.removalOfLine(
                    line.span(),
                    "Remove the second line.",
                    SameLine.say(line.span(), earlier.span()))));
  }

  /** Reads a line; empty if keepalived drops it. */
  private Optional<TrackLine> read(TrackLine.Kind kind, Statement line) {
    List<Word> words = line.words();
    Word name = words.getFirst();
    Optional<TrackLine> plain =
        Optional.of(new TrackLine(line.span(), kind, name.located(), Optional.empty()));
    if (words.size() == 1 || words.stream().anyMatch(LineWords::isUnreadable)) {
      return plain;
    }
    Word option = words.get(1);
    if (!option.value().equals("weight")) {
      report(
          option.span(),
          "`%s` is no option of a tracked %s.".formatted(option.value(), kind.noun()),
          "tracker-option-unknown",
          "drops the line, so that nothing is tracked");
      return Optional.empty();
    }
    if (words.size() == 2) {
      report(
          option.span(),
          "`weight` has no value.",
          "tracker-weight-missing",
          "drops the line, so that nothing is tracked");
      return Optional.empty();
    }
    if (words.size() > 4) {
      extra(words.get(4).span().to(words.getLast().span()));
    }
    Optional<Integer> number = weight(kind, words.get(2));
    boolean reverse = false;
    if (words.size() > 3) {
      String direction = words.get(3).value();
      reverse = direction.equals("reverse");
      boolean known =
          reverse || (direction.equals("noreverse") && kind != TrackLine.Kind.INTERFACE);
      if (!known) {
        boolean dropped = kind == TrackLine.Kind.BFD || kind == TrackLine.Kind.FILE;
        report(
            words.get(3).span(),
            kind == TrackLine.Kind.INTERFACE
                ? "`%s` is not `reverse`.".formatted(direction)
                : "`%s` is neither `reverse` nor `noreverse`.".formatted(direction),
            "tracker-weight-option",
            dropped ? "drops the line, so that nothing is tracked" : "ignores the word");
        if (dropped) {
          return Optional.empty();
        }
      }
    }
    boolean reversed = reverse;
    SourceSpan place = words.get(2).span();
    return Optional.of(
        new TrackLine(
            line.span(),
            kind,
            name.located(),
            number.map(value -> new Located<>(new Weight(value, reversed), place))));
  }

  private Optional<Integer> weight(TrackLine.Kind kind, Word word) {
    int most = kind.mostWeight();
    Optional<Integer> number = signed(word.value());
    boolean justAbove = number.filter(n -> Math.abs(n) == 254).isPresent();
    if (number.isPresent() && Math.abs(number.get()) <= most) {
      return number;
    }
    boolean clamped =
        justAbove && (kind == TrackLine.Kind.SCRIPT || kind == TrackLine.Kind.INTERFACE);
    report(
        word.span(),
        "`%s` is no weight from -%s to %s.".formatted(word.value(), most, most),
        clamped ? "tracker-weight-254" : "tracker-weight-range",
        clamped ? "uses %s253".formatted(number.get() < 0 ? "-" : "") : standardWeight(kind));
    return clamped ? number.map(n -> Math.clamp(n, -most, most)) : Optional.empty();
  }

  private static String standardWeight(TrackLine.Kind kind) {
    return kind == TrackLine.Kind.INTERFACE
        ? "uses 0"
        : "uses the weight of the `%s`".formatted(kind.block());
  }

  private void extra(SourceSpan span) {
    sink.report(
        Diagnostic.of(
                BindRules.EXTRA_ARGUMENT,
                span,
                "A tracked object takes no more than a weight, so `%s` has no effect."
                    .formatted(span.text()))
            .keepalived(Keepalived.silent("ignores what stands there"))
            .help("remove it, or put it on a line of its own"));
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
