package dev.relais.expand;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.schema.Release;
import dev.relais.schema.Target;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Line;
import dev.relais.syntax.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Ways of writing that came with a later release than the target; each is told once. */
final class TooNew {
  private static final Release CONDITIONS = new Release(List.of(1, 3, 0));
  private static final Release NEGATED_CONDITIONS = new Release(List.of(1, 3, 7));
  private static final Release DEFINITIONS = new Release(List.of(1, 4, 0));
  private static final Release SEQUENCES = new Release(List.of(2, 0, 9));
  private static final Release LISTS = new Release(List.of(2, 1, 0));
  private static final Release INCLUDE_VARIANTS = new Release(List.of(2, 2, 0));

  private final Target target;
  private final Sink sink;
  private final Set<String> told = new HashSet<>();

  TooNew(Target target, Sink sink) {
    this.target = target;
    this.sink = sink;
  }

  /** Takes the next line. */
  void see(Line line) {
    if (target.release().isEmpty()) {
      return;
    }
    line.condition()
        .ifPresent(word ->
            look(
                word,
                word.value().startsWith("@^") ? "@^ID" : "@ID",
                word.value().startsWith("@^") ? NEGATED_CONDITIONS : CONDITIONS));
    for (Word word : line.sequences()) {
      boolean list = word.value().startsWith("~LST");
      boolean hexadecimal = word.value().startsWith("~SEQx");
      look(
          word,
          list ? "~LST" : hexadecimal ? "~SEQx" : "~SEQ",
          list || hexadecimal ? LISTS : SEQUENCES);
    }
    switch (line.body()) {
      case Line.Body.Definition definition -> look(definition.head(), "$NAME=", DEFINITIONS);
      case Line.Body.Inclusion(Word keyword, _) when !keyword.value().equals("include") ->
          look(keyword, keyword.value(), INCLUDE_VARIANTS);
      case Line.Body.Inclusion _, Line.Body.Content _ -> {}
    }
  }

  /** Whether the target knows a built-in definition; if not, it is told. */
  boolean has(BuiltIn builtIn, SourceSpan use) {
    if (target.has(builtIn.since())) {
      return true;
    }
    tell(
        use,
        "${_%s}".formatted(builtIn.name().toUpperCase(Locale.ROOT)),
        builtIn.since(),
        Keepalived.reports(
            "brace-open-unexpected", "keeps the text and cuts the line at its braces"));
    return false;
  }

  private void look(Word word, String what, Release since) {
    if (!target.has(since)) {
      tell(
          word.span(),
          what,
          since,
          Keepalived.reports("keyword-unknown", "reads it as an unknown keyword"));
    }
  }

  private void tell(SourceSpan place, String what, Release since, Keepalived answer) {
    if (told.add(what)) {
      sink.report(
          Diagnostic.of(
                  ExpandRules.TOO_NEW,
                  place,
                  "`%s` came with keepalived %s, and this is for %s."
                      .formatted(what, since, target))
              .keepalived(answer)
              .help("write it out, or run a newer keepalived there"));
    }
  }
}
