package dev.relais.expand;

import dev.relais.source.SourceFile;
import java.util.List;

/** Finds and reads included files. The only thing that expanding asks of the outside. */
@FunctionalInterface
public interface IncludeReader {

  /**
   * The files that a pattern names.
   *
   * @param pattern as written, {@code *}, {@code ?}, {@code […]} and {@code {a,b}} included
   * @param includer the file with the directive: relative names are relative to it
   */
  Outcome read(String pattern, SourceFile includer);

  /**
   * What a pattern led to.
   *
   * @param files that could be read, in the order of their names
   * @param problems one for each that could not, or for a pattern without a match
   */
  record Outcome(List<SourceFile> files, List<Problem> problems) {
    public Outcome {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Why something was not read.
   *
   * @param kind which of the checks that a variant of {@code include} makes it is
   * @param message one sentence
   */
  record Problem(Kind kind, String message) {

    /** The kinds of problems that keepalived tells apart. */
    public enum Kind {
      /** No regular file, or an executable one. */
      NOT_REGULAR,
      /** It cannot be opened. */
      UNREADABLE,
      /** There is no file of the name, or no folder for the pattern. */
      MISSING,
      /** No file matches the pattern. */
      NO_MATCH,
      /** One of several alternatives is missing. */
      ALTERNATIVE_MISSING
    }
  }
}
