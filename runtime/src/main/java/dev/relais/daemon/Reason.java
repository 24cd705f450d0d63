package dev.relais.daemon;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Why a file cannot be read or written, in the words of strerror(3). */
final class Reason {
  private Reason() {}

  static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or directory";
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not text in UTF-8";
      case FileSystemException named when named.getReason() != null ->
          named.getReason().toLowerCase(Locale.ROOT);
      default -> String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    };
  }
}
