package dev.relais.bind;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.TextEdit;
import dev.relais.schema.Spelling;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The track groups that were defined so far: a static item has to come after its group. */
final class TrackGroups {
  private final Map<String, SourceSpan> defined = new LinkedHashMap<>();

  /** Takes a name; where it was defined before, if it was. */
  Optional<SourceSpan> define(String name, SourceSpan span) {
    return Optional.ofNullable(defined.putIfAbsent(name, span));
  }

  /** The group that is meant; what is said if there is none depends on the kind of line. */
  Optional<String> find(Word word, LineWords words, String check) {
    String name = word.value();
    if (defined.containsKey(name)) {
      return Optional.of(name);
    }
    Diagnostic found =
        Diagnostic.of(
                LineRules.UNDEFINED_TRACK_GROUP,
                word.span(),
                "No `track_group %s` stands before this line.".formatted(name))
            .keepalived(Keepalived.reports(check, "ignores the option"));
    words.report(
        Spelling.nearest(name, List.copyOf(defined.keySet()))
            .map(other ->
                found
                    .help("did you mean `%s`?".formatted(other))
                    .fix(
                        Fix.unsafe(
                            "Write `%s`.".formatted(other), new TextEdit(word.span(), other))))
            .orElse(found.help("define the group, before the block in which it is used")));
    return Optional.empty();
  }
}
