package dev.relais.verdict;

import dev.relais.testdata.TestData;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The causes that were written by hand into a list of disagreements: a line with the key, then
 * lines that begin with blanks, the cause among them.
 */
final class Causes {
  private static final String CAUSE = "  cause: ";

  private final Map<String, String> causes = new HashMap<>();

  private Causes() {}

  /** Those of a list. */
  static Causes of(Path list) {
    Causes found = new Causes();
    String key = "";
    for (String line : TestData.read(list).lines().toList()) {
      if (!line.startsWith(" ")) {
        key = line;
      } else if (line.startsWith(CAUSE)) {
        found.causes.put(key, line.substring(CAUSE.length()));
      }
    }
    return found;
  }

  /** The entry of a disagreement, its cause kept. */
  String entry(String key, String disagreement) {
    return "%s%n  %s%n%s%s%n"
        .formatted(key, disagreement, CAUSE, causes.getOrDefault(key, "not known yet"));
  }
}
