package dev.relais.cli;

import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Pairs of configurations in {@code testdata/reload}: one runs, and is reloaded with the other. */
public final class ReloadCases {
  private static final String THEN = "# then\n";

  private ReloadCases() {}

  /** Both configurations of a case, in files of their own. */
  public record Sides(Path before, Path after) {}

  /** All cases, by name. */
  public static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(TestData.path("reload"))) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  /** Writes both configurations of a case into a folder. */
  public static Sides split(Path file, Path folder) throws IOException {
    String text = Files.readString(file);
    int then = text.indexOf(THEN);
    Path before = Files.writeString(folder.resolve("old.conf"), text.substring(0, then));
    Path after =
        Files.writeString(folder.resolve("new.conf"), text.substring(then + THEN.length()));
    return new Sides(before, after);
  }

  /** {@code relais diff} of a case. */
  public static Relais.Result diff(Sides sides, String... options) {
    return Relais.run(
        Stream.concat(
                Stream.of("diff", sides.before().toString(), sides.after().toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }
}
