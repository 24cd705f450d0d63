package dev.relais.lint;

import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A comment that asks for a slow start, for which keepalived has no keyword: {@code # relais:
 * slow-start 30}.
 *
 * @param comment the whole of it
 * @param length until a real server has its whole weight; empty if the comment does not say it
 * @param line that it is about, from 1; empty if none follows
 */
public record SlowStart(SourceSpan comment, Optional<Duration> length, Optional<Integer> line) {
  private static final int LONGEST = 86_400;

  /** What to do about a comment that does not say how long it takes. */
  public static final String REMEDY =
      "write `# relais: slow-start SECONDS`, with 1 to %d seconds".formatted(LONGEST);

  /** All of a configuration file. */
  public static List<SlowStart> of(SourceFile file) {
    return SuppressionComments.slowStarts(file);
  }

  static Optional<Duration> length(String word) {
    return Optional.of(word)
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(seconds -> seconds >= 1 && seconds <= LONGEST)
        .map(Duration::ofSeconds);
  }
}
