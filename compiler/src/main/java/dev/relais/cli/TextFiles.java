package dev.relais.cli;

import dev.relais.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads texts of the user, within bounds. */
final class TextFiles {
  /** The largest configuration that is read: far beyond any that a person or a generator writes. */
  static final int LARGEST = 64 << 20;

  /** How far a NUL character makes a file something else than text. */
  private static final int BINARY_PROBE = 8192;

  private static final String CIRCLE = "its symbolic links lead in a circle";

  /** What Java makes of an argument's bytes that are no UTF-8: it cannot name that file. */
  private static final char NOT_DECODED = '\uFFFD';

  private TextFiles() {}

  private static boolean isCircle(FileSystemException e) {
    return String.valueOf(e.getReason()).startsWith("Too many levels of symbolic links");
  }

  /** Reads a file. */
  static SourceFile read(Path path, String name) throws UnreadableException {
    if (Files.isDirectory(path)) {
      throw new UnreadableException("cannot read " + name + ": it is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path) && !isOpenAlready(path)) {
      throw new UnreadableException(
          "cannot read "
              + name
              + ": it is a pipe or a device, which may never end; `-` reads standard input");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, name);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** What the shell has opened, as with {@code <(…)}, has somebody who writes to it. */
  private static boolean isOpenAlready(Path path) {
    String absolute = path.toAbsolutePath().normalize().toString();
    return absolute.equals("/dev/stdin")
        || absolute.equals("/dev/null")
        || absolute.matches("/dev/fd/\\d+|/proc/(?:self|\\d+)/fd/\\d+");
  }

  /** Reads a stream to its end. */
  static SourceFile read(InputStream in, String name) throws UnreadableException {
    byte[] bytes;
    try {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
    if (bytes.length > LARGEST) {
      throw new UnreadableException(
          "cannot read %s: it is larger than %s MiB, and no keepalived.conf is that large"
              .formatted(name, LARGEST >> 20));
    }
    if (isUtf16(bytes)) {
      throw new UnreadableException(
          "cannot read %s: it is encoded in UTF-16; save it as UTF-8".formatted(name));
    }
    int nul = indexOfNul(bytes);
    if (nul >= 0) {
      throw new UnreadableException(
          "cannot read %s: it is no text file (NUL byte at offset %s)".formatted(name, nul));
    }
    return SourceFile.decode(name, bytes);
  }

  private static boolean isUtf16(byte[] bytes) {
    return bytes.length >= 2
        && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
            || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
  }

  private static int indexOfNul(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, BINARY_PROBE); i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  /** The reason of a failure in words. */
  static UnreadableException unreadable(String name, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ when name.indexOf(NOT_DECODED) >= 0 ->
              "its name is not UTF-8; rename it, or read it as `-`";
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "permission denied";
          case FileSystemLoopException _ -> CIRCLE;
          case FileSystemException f when isCircle(f) -> CIRCLE;
          case FileSystemException f when f.getReason() != null -> f.getReason();
          default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    return new UnreadableException("cannot read " + name + ": " + reason);
  }
}
