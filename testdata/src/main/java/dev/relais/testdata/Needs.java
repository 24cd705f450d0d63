package dev.relais.testdata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * What a test needs of its machine. Where it is absent the test is skipped with the reason; with
 * {@code RELAIS_REQUIRE_ALL=1} in the environment, as in CI, it fails.
 */
public final class Needs {
  private static final List<String> FOLDERS =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private Needs() {}

  /**
   * A program.
   *
   * @param name of the program
   * @param debianPackage that brings it
   */
  public static String program(String name, String debianPackage) {
    return FOLDERS.stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() -> absent("needs " + name + " (package " + debianPackage + ")"));
  }

  /** The rights of root. */
  public static void root() {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw absent("needs root");
    }
  }

  /** Skips the test, or fails it where nothing may be skipped. */
  public static RuntimeException absent(String what) {
    if ("1".equals(System.getenv("RELAIS_REQUIRE_ALL"))) {
      throw new AssertionError(what + ", and RELAIS_REQUIRE_ALL=1 forbids to skip");
    }
    return new TestAbortedException(what);
  }

  /**
   * What a program printed.
   *
   * @param status its exit status
   * @param output standard output and error together
   */
  public record Output(int status, String output) {}

  /** Runs a program to its end, a minute at most. */
  public static Output run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (InputStream in = process.getInputStream()) {
        String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(String.join(" ", command) + " does not end");
        }
        return new Output(process.exitValue(), output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
