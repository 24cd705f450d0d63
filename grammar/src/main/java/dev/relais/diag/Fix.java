package dev.relais.diag;

import java.util.List;

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
}
