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
   * @param problems one sentence for each that could not, or for a pattern without a match
   */
  record Outcome(List<SourceFile> files, List<String> problems) {
    public Outcome {
      files = List.copyOf(files);
      problems = List.copyOf(problems);
    }
  }
}
