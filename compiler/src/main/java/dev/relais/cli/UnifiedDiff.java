package dev.relais.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;

/** Differences of two texts as diff(1) with {@code -u} shows them. */
final class UnifiedDiff {
  private static final int CONTEXT = 3;

  private UnifiedDiff() {}

  /**
   * The differences; empty if there are none.
   *
   * @param from the name of the old text
   * @param to the name of the new one
   */
  static String of(String from, String to, String before, String after) {
    List<String> old = lines(before);
    List<String> lines =
        new ArrayList<>(
            UnifiedDiffUtils.generateUnifiedDiff(
                from, to, old, DiffUtils.diff(old, lines(after)), CONTEXT));
    // An empty side begins at line 0, as diff(1) says it; the library says 1.
    lines.replaceAll(line ->
        line.startsWith("@@ ")
            ? line.replaceFirst("-1,0 ", "-0,0 ").replaceFirst("\\+1,0 ", "+0,0 ")
            : line);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** A carriage return is part of its line, and so is the note that the last line is not ended. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    String last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + "\n\\ No newline at end of file");
    }
    return lines;
  }
}
