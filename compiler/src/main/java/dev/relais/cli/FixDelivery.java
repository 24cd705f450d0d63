package dev.relais.cli;

import dev.relais.source.SourceFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of corrected texts: files, standard output, or a difference to look at. */
final class FixDelivery {
  private final Map<String, Changed> changed = new LinkedHashMap<>();
  private final Console console;
  private int failures;

  /**
   * A file that changes.
   *
   * @param before as it was read
   * @param after its corrected text
   */
  private record Changed(SourceFile before, String after) {}

  /**
   * Of corrected texts.
   *
   * @param read all files, as they were read
   */
  FixDelivery(FixedTexts texts, List<SourceFile> read, Console console) {
    this.console = console;
    for (SourceFile file : read) {
      texts
          .text(file)
          .filter(text -> !text.equals(file.text()))
          .ifPresent(text -> changed.putIfAbsent(FixedTexts.key(file), new Changed(file, text)));
    }
  }

  /** How many files change. */
  int files() {
    return changed.size();
  }

  /** Whether a file could not be written. */
  boolean hasFailed() {
    return failures > 0;
  }

  /** Shows what changes. */
  void show() {
    for (Changed file : changed.values()) {
      String name = file.before().name();
      byte[] difference =
          file.before().encode(UnifiedDiff.of(name, name, file.before().text(), file.after()));
      console.out().write(difference, 0, difference.length);
    }
  }

  /** Prints the only text, corrected or not. */
  void print(SourceFile only) {
    String text =
        Optional.ofNullable(changed.get(FixedTexts.key(only)))
            .map(Changed::after)
            .orElse(only.text());
    byte[] bytes = only.encode(text);
    console.out().write(bytes, 0, bytes.length);
  }

  /** Writes the files; one that cannot be written does not keep the others from it. */
  void write() {
    for (Changed file : changed.values()) {
      Path path = Path.of(file.before().name());
      try {
        write(path, file);
      } catch (IOException e) {
        complain(String.valueOf(OutputTree.unwritable(path, e).getMessage()));
      }
    }
  }

  private void write(Path path, Changed file) throws IOException {
    if (!Files.isRegularFile(path)) {
      complain(
          "cannot write %s: it is no regular file that could be replaced; use `-`".formatted(path));
    } else if (!Files.isWritable(path)) {
      throw new AccessDeniedException(path.toString());
    } else if (!Arrays.equals(
        Files.readAllBytes(path), file.before().encode(file.before().text()))) {
      complain("cannot write %s: it has changed since it was read; try again".formatted(path));
    } else {
      AtomicFile.replace(path, file.before().encode(file.after()));
    }
  }

  private void complain(String message) {
    console.complain(message);
    failures++;
  }
}
