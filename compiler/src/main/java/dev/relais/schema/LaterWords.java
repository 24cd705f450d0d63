package dev.relais.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Words that came with a later release than the keyword that they stand behind, or in. */
public final class LaterWords {
  private static final Map<String, Release> SINCE = load();

  private LaterWords() {}

  /**
   * The release that a word came with, where that is later than its keyword.
   *
   * @param keyword the keyword of the line, or of the list
   */
  public static Optional<Release> since(String keyword, String word) {
    return Optional.ofNullable(SINCE.get(keyword + " " + word));
  }

  private static Map<String, Release> load() {
    try (InputStream in = LaterWords.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("words.txt is missing");
      }
      Map<String, Release> since = new HashMap<>();
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .forEach(cells -> {
            for (String keyword : cells[0].split(",", -1)) {
              for (String word : cells[1].split(",", -1)) {
                since.put(keyword + " " + word, Release.of(cells[2]));
              }
            }
          });
      return since;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
