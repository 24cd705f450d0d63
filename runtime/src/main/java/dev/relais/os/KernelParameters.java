package dev.relais.os;

import java.io.IOException;
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
          String now = Files.readString(file).strip();
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
