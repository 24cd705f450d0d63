package dev.relais.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The descriptors of this process; close_range(2). */
final class Descriptors {
  private static final int FIRST = 3;
  private static final Path OPEN = Path.of("/proc/self/fd");

  private Descriptors() {}

  /** Closes all but the first three in whatever this process starts. */
  static void closeWhenAProgramStarts() {
    // Before Linux 5.11 it has to be done one by one.
    if (!Libc.closeOnExecFrom(FIRST)) {
      open().stream().filter(number -> number >= FIRST).forEach(Libc::closeOnExec);
    }
  }

  private static List<Integer> open() {
    try (Stream<Path> descriptors = Files.list(OPEN)) {
      return descriptors.map(path -> Integer.valueOf(path.getFileName().toString())).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
