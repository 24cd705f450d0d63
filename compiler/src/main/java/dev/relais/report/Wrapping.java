package dev.relais.report;

import java.util.ArrayList;
import java.util.List;

/** Long lines in parts that fit. */
final class Wrapping {

  private Wrapping() {}

  /**
   * A line in parts; what brackets enclose stays together, and a word that is longer than the width
   * is a part of its own.
   *
   * @param width the most characters of a part
   */
  static List<String> of(String line, int width) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int depth = 0;
    int start = 0;
    for (int at = 0; at <= line.length(); at++) {
      char c = at < line.length() ? line.charAt(at) : ' ';
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ' ' && (depth == 0 || at == line.length())) {
        String word = line.substring(start, at);
        if (!part.isEmpty() && part.length() + word.length() >= width) {
          parts.add(part.toString());
          part.setLength(0);
        }
        part.append(part.isEmpty() ? "" : " ").append(word);
        start = at + 1;
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
