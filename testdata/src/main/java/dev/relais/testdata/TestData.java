package dev.relais.testdata;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where inputs and goldens are. */
public final class TestData {

  private TestData() {}

  /** The root of the repository. */
  public static Path repository() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("testdata/minet"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no folder testdata/minet above " + here);
  }

  /** A file or folder in {@code testdata/}. */
  public static Path path(String name) {
    return repository().resolve("testdata").resolve(name);
  }

  /**
   * A file or folder in the {@code shared/} folder beside the repository, which is no part of it:
   * the test is skipped where that folder is absent, even where {@code RELAIS_REQUIRE_ALL} is set.
   */
  public static Path shared(String name) {
    Path path = repository().resolveSibling("shared").resolve(name);
    assumeTrue(Files.exists(path), () -> "needs ../shared/" + name + " beside the repository");
    return path;
  }

  /** The text of a UTF-8 file. */
  public static String read(Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All regular files below a folder, sorted. */
  public static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folders directly in a folder, sorted: one a test case. */
  public static List<Path> folders(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
