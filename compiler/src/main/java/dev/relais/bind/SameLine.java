package dev.relais.bind;

import dev.relais.source.SourceSpan;

/** Whether the second of two entries of a list adds nothing to the first. */
final class SameLine {

  private SameLine() {}

  /** Whether two lines say the same from an entry on, to their ends or a comment. */
  static boolean say(SourceSpan entry, SourceSpan other) {
    return rest(entry).equals(rest(other));
  }

  private static String rest(SourceSpan entry) {
    String text = entry.file().text();
    int end = entry.start();
    while (end < text.length() && "\r\n#!{}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(entry.start(), end).strip().replaceAll("\\s+", " ");
  }
}
