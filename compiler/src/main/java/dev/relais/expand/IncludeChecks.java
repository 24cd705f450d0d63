package dev.relais.expand;

import dev.relais.diag.Keepalived;
import dev.relais.expand.IncludeReader.Problem.Kind;
import dev.relais.syntax.Piece;
import dev.relais.syntax.Word;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which problems with includes keepalived reports: those that the variant of {@code include} asks
 * for, and those that {@code include_check} asked for before it.
 */
final class IncludeChecks {
  private static final Set<Kind> READ = Set.of(Kind.NOT_REGULAR, Kind.UNREADABLE);

  private final EnumSet<Kind> always = EnumSet.noneOf(Kind.class);

  /** Takes the next piece of the configuration. */
  void see(Piece piece) {
    if (piece instanceof Piece.Words(List<Word> words)
        && words.getFirst().value().equals("include_check")) {
      set(words.subList(1, words.size()));
    }
  }

  private void set(List<Word> words) {
    if (words.isEmpty()) {
      always.addAll(EnumSet.allOf(Kind.class));
      return;
    }
    boolean plain = false;
    for (Word word : words) {
      String text = word.value();
      boolean minus = text.startsWith("-");
      boolean signed = minus || text.startsWith("+");
      Set<Kind> kinds = kinds(signed ? text.substring(1) : text);
      if (minus) {
        always.removeAll(kinds);
      } else if (signed) {
        always.addAll(kinds);
      } else if (!plain) {
        plain = true;
        always.clear();
        always.addAll(READ);
        always.addAll(kinds);
      }
    }
  }

  private static Set<Kind> kinds(String word) {
    return switch (word) {
      case "read" -> READ;
      case "match" -> Set.of(Kind.MISSING);
      case "wildcard_match" -> Set.of(Kind.NO_MATCH);
      case "brace_match" -> Set.of(Kind.ALTERNATIVE_MISSING);
      default -> Set.of();
    };
  }

  /** What keepalived does about a problem. */
  Keepalived answer(String directive, Kind kind) {
    String check =
        switch (kind) {
          case NOT_REGULAR -> "include-not-regular";
          case UNREADABLE -> "include-open";
          case MISSING, NO_MATCH, ALTERNATIVE_MISSING -> "include-no-match";
        };
    return always.contains(kind) || ofVariant(directive).contains(kind)
        ? Keepalived.reports(check, "goes on without the file")
        : Keepalived.silent("logs it at most, and goes on without the file");
  }

  private static Set<Kind> ofVariant(String directive) {
    return switch (directive) {
      case "includer" -> READ;
      case "includem" -> EnumSet.of(Kind.NOT_REGULAR, Kind.UNREADABLE, Kind.MISSING);
      case "includew" -> EnumSet.of(Kind.NOT_REGULAR, Kind.UNREADABLE, Kind.MISSING, Kind.NO_MATCH);
      case "includeb" -> EnumSet.of(Kind.NOT_REGULAR, Kind.UNREADABLE, Kind.ALTERNATIVE_MISSING);
      case "includea" -> EnumSet.allOf(Kind.class);
      default -> Set.of();
    };
  }
}
