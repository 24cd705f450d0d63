package dev.relais.bind;

import dev.relais.diag.Edits;
import dev.relais.diag.Fix;
import dev.relais.diag.TextEdit;
import dev.relais.schema.Keyword;
import dev.relais.schema.Spelling;
import dev.relais.schema.Term;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Statement;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Corrections of arguments. */
final class ArgumentFixes {
  private static final Set<String> YES = Set.of("true", "yes", "on", "1");
  private static final Set<String> NO = Set.of("false", "no", "off", "0");

  private static final Set<String> NEEDED =
      Set.of("interface", "virtual_router_id", "priority", "auth_pass", "script");

  /** What people who know other programs call it. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "SLAVE", "BACKUP",
          "SECONDARY", "BACKUP",
          "STANDBY", "BACKUP",
          "PRIMARY", "MASTER",
          "ACTIVE", "MASTER");

  private ArgumentFixes() {}

  /** The word of a list that is meant by one that is not in it. */
  static Optional<Fix> of(Keyword keyword, Term term, Word word) {
    if (!(term instanceof Term.Enumeration(Set<String> words, _))
        || word.kind() != TokenKind.WORD) {
      return Optional.empty();
    }
    String text = word.value();
    Optional<String> same = words.stream().filter(each -> each.equalsIgnoreCase(text)).findFirst();
    Optional<String> other =
        Optional.ofNullable(OTHER_NAMES.get(text.toUpperCase(Locale.ROOT)))
            .filter(words::contains)
            .or(() -> Spelling.nearest(text, words).filter(each -> Spelling.isNear(text, each)));
    return same.or(() -> other)
        .map(each ->
            new Fix(
                "Write `%s`.".formatted(each),
                same.isPresent(),
                List.of(new TextEdit(word.span(), each))));
  }

  /**
   * Without a line that says nothing, where nothing is asked for that has to be there. A brace on
   * the line may be what the value was to be: a template.
   */
  static Optional<Fix> withoutValue(Statement statement) {
    return statement.block() == null
            && !NEEDED.contains(statement.keyword().value())
            && Edits.standsAlone(statement.span())
        ? statement.removal().map(edit -> Fix.unsafe("Remove the line.", edit))
        : Optional.empty();
  }

  /** A flag is on where it stands: "yes" says the same, "no" the opposite. */
  static Fix extra(Keyword keyword, Statement statement, SourceSpan words) {
    String text = words.text().toLowerCase(Locale.ROOT);
    boolean flag = keyword.arguments().isEmpty() && statement.block() == null;
    if (flag && NO.contains(text) && statement.removal().isPresent()) {
      return Fix.unsafe("Remove the line.", statement.removal().get());
    }
    return new Fix(
        "Remove `%s`.".formatted(words.text()),
        flag && YES.contains(text),
        List.of(Edits.removeWords(words)));
  }
}
