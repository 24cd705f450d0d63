package dev.relais.cli;

import dev.relais.source.SourceFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of files after corrections that are not written yet. A file is known by where it really
 * is, so that one that is read by two names is one.
 */
final class FixedTexts {
  /** Of a run that corrects nothing. */
  static final FixedTexts NONE = new FixedTexts(Map.of());

  private final Map<String, String> texts;

  private FixedTexts(Map<String, String> texts) {
    this.texts = texts;
  }

  /** These, and others that are newer. */
  FixedTexts with(Map<String, String> newer) {
    Map<String, String> all = new LinkedHashMap<>(texts);
    all.putAll(newer);
    return new FixedTexts(all);
  }

  /** A file as it is after the corrections so far. */
  SourceFile of(SourceFile read) {
    if (texts.isEmpty()) {
      return read;
    }
    String text = texts.get(key(read));
    return text == null ? read : read.withText(text);
  }

  /** The corrected text of a file, if there is one. */
  Optional<String> text(SourceFile file) {
    return Optional.ofNullable(texts.get(key(file)));
  }

  /** What a file is known by. */
  static String key(SourceFile file) {
    return key(file.name());
  }

  static String key(String name) {
    try {
      return Path.of(name).toRealPath().toString();
    } catch (IOException | InvalidPathException _) {
      return name; // standard input
    }
  }
}
