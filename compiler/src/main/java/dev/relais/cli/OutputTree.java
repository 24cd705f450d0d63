package dev.relais.cli;

import dev.relais.emit.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A folder that generated files are written to. A file is replaced as a whole, or not at all. */
final class OutputTree {
  private final Path root;

  OutputTree(Path root) {
    this.root = root;
  }

  /** Whether there is such a file, whatever is in it. */
  boolean has(OutputFile file) {
    return Files.exists(root.resolve(file.path()));
  }

  /** The files that are absent, or differ in text or permissions. */
  List<OutputFile> changed(List<OutputFile> files) throws UnreadableException {
    List<OutputFile> changed = new ArrayList<>();
    for (OutputFile file : files) {
      if (!isUpToDate(file)) {
        changed.add(file);
      }
    }
    return changed;
  }

  /**
   * Writes a file unless it is up to date.
   *
   * @return whether anything had to be written
   */
  boolean write(OutputFile file) throws UnreadableException {
    if (isUpToDate(file)) {
      return false;
    }
    Path path = root.resolve(file.path());
    Path folder = path.getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      AtomicFile.write(
          path, file.text().getBytes(StandardCharsets.UTF_8), permissions(file.mode()));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    return true;
  }

  /** What would change, as a unified diff. */
  String diff(OutputFile file) throws UnreadableException {
    Path path = root.resolve(file.path());
    boolean exists = Files.exists(path);
    String diff =
        UnifiedDiff.of(
            exists ? path.toString() : "/dev/null",
            path.toString(),
            exists ? read(path) : "",
            file.text());
    return diff.isEmpty() ? "%s: permissions become %04o%n".formatted(path, file.mode()) : diff;
  }

  /** A link to /dev/null says that a file shall have no effect, whatever is in it. */
  private boolean isUpToDate(OutputFile file) throws UnreadableException {
    Path path = root.resolve(file.path());
    if (!Files.exists(path)) {
      return false;
    }
    try {
      return AtomicFile.isDevice(path)
          || (read(path).equals(file.text())
              && Files.getPosixFilePermissions(path).equals(permissions(file.mode())));
    } catch (IOException e) {
      throw TextFiles.unreadable(path.toString(), e);
    }
  }

  private static String read(Path path) throws UnreadableException {
    try {
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw TextFiles.unreadable(path.toString(), e);
    }
  }

  static UnreadableException unwritable(Path path, IOException e) {
    String reason = TextFiles.unreadable("", e).getMessage();
    return new UnreadableException(
        "cannot write " + path + String.valueOf(reason).replaceFirst("^cannot read ", ""));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return PosixFilePermissions.fromString(text.toString());
  }
}
