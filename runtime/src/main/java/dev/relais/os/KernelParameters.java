package dev.relais.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parameters of the kernel, and what they were before; proc_sys(5). */
final class KernelParameters {
  private static final Path ROOT = Path.of("/proc/sys");

  /** A page, which the kernel writes at most. */
  private static final int LONGEST = 4096;

  private final Map<String, String> before = new HashMap<>();

  /**
   * Sets a parameter. One that is not there has nothing to be set: its interface is gone, or the
   * kernel is without it.
   *
   * @return why it could not be set; empty if it was
   */
  Optional<String> set(String path, String value) {
    return change(
        path,
        file -> {
          String now = read(file);
          if (!now.equals(value)) {
            Files.writeString(file, value);
            before.putIfAbsent(path, now);
          }
        });
  }

  /**
   * Sets a parameter to what it was.
   *
   * @return why it could not be set; empty if it was
   */
  Optional<String> restore(String path) {
    String value = before.remove(path);
    return value == null ? Optional.empty() : change(path, file -> Files.writeString(file, value));
  }

  /** In one piece: of a number the kernel tells nothing from the second byte on. */
  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip();
    }
  }

  private interface Change {
    void apply(Path file) throws IOException;
  }

  private static Optional<String> change(String path, Change change) {
    try {
      change.apply(ROOT.resolve(path));
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      return Optional.of("not permitted");
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
