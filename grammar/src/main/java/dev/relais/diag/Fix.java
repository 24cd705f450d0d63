package dev.relais.diag;

import dev.relais.source.Origin;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * A correction that a tool can apply.
 *
 * @param title what it does, as an order: "Insert the missing brace."
 * @param safe whether the meaning that the author intended is certain to be kept
 * @param edits in ascending order, not overlapping
 */
public record Fix(String title, boolean safe, List<TextEdit> edits) {

  public Fix {
    edits = List.copyOf(edits);
  }

  /** A correction that keeps what the author meant. */
  public static Fix safe(String title, TextEdit... edits) {
    return new Fix(title, true, List.of(edits));
  }

  /** A correction that needs a look, because it guesses. */
  public static Fix unsafe(String title, TextEdit... edits) {
    return new Fix(title, false, List.of(edits));
  }

  /**
   * The same correction, where the text that it changes is what stands in a file. A value that was
   * put in the place of a definition is not: to change the place would lose the definition. What is
   * written in a definition may count in more places than one, so there a correction is no longer
   * safe.
   */
  Optional<Fix> whereWritten() {
    if (edits.stream().anyMatch(edit -> isReplaced(edit))) {
      return Optional.empty();
    }
    boolean once = edits.stream().allMatch(edit -> isWrittenOnce(edit.span()));
    return Optional.of(once || !safe ? this : new Fix(title, false, edits));
  }

  private static boolean isReplaced(TextEdit edit) {
    // A definition that is built in or comes from the command line leaves no trace but its name.
    String text = edit.span().text();
    String other = edit.replacement();
    boolean use = text.startsWith("$") || (!other.isEmpty() && text.indexOf('$') >= 0);
    if (use && other.indexOf('$') < 0) {
      return true;
    }
    Origin origin = edit.span().origin();
    while (true) {
      switch (origin) {
        case Origin.Written _ -> {
          return false;
        }
        case Origin.Replaced _ -> {
          return true;
        }
        case Origin.Included(SourceSpan directive) -> origin = directive.origin();
        case Origin.Defined(_, SourceSpan place) -> origin = place.origin();
      }
    }
  }

  /** Whether a text is not part of a definition. */
  public static boolean isWrittenOnce(SourceSpan span) {
    Origin origin = span.origin();
    while (origin instanceof Origin.Included(SourceSpan directive)) {
      origin = directive.origin();
    }
    return origin instanceof Origin.Written;
  }
}
