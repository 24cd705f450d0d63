package dev.relais.syntax;

import java.util.List;

/**
 * The words of a script, as keepalived splits it: both kinds of quotes, pieces without a blank
 * between them join, a backslash escapes. No shell is involved.
 *
 * @param words without quotes, escapes decoded
 * @param closed whether every quote is closed
 */
public record ScriptWords(List<String> words, boolean closed) {

  public ScriptWords {
    words = List.copyOf(words);
  }
}
