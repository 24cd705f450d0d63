package dev.relais.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How files are called in documents for other programs, which know them by their places in a
 * checkout and not by what the user wrote.
 *
 * @param working the absolute folder that names are relative to
 * @param root the absolute folder of the checkout, which names in documents are relative to
 */
public record FileNames(Path working, Path root) {
  private static final String UNRESERVED = "-._~/";

  /**
   * Names relative to a checkout.
   *
   * @param working the folder in which the program runs
   * @param checkout the folder of the checkout, where a CI system says it; counts only if the
   *     program runs in it
   */
  public static FileNames in(Path working, Optional<Path> checkout) {
    Path here = working.toAbsolutePath().normalize();
    return new FileNames(
        here,
        checkout
            .map(root -> root.toAbsolutePath().normalize())
            .filter(here::startsWith)
            .orElse(here));
  }

  /** The path from the root where the file is below it, else the absolute path. */
  public String path(String name) {
    try {
      Path file = working.resolve(name).normalize();
      return (isBelow(file) ? root.relativize(file) : file).toString();
    } catch (InvalidPathException _) {
      return name;
    }
  }

  /** Whether a file is below the root. */
  public boolean isBelow(String name) {
    try {
      return isBelow(working.resolve(name).normalize());
    } catch (InvalidPathException _) {
      return true;
    }
  }

  private boolean isBelow(Path file) {
    return file.startsWith(root) && !file.equals(root);
  }

  /** A URI reference (RFC 3986): relative where the file is below the root, else {@code file:}. */
  public String uri(String name) {
    return isBelow(name) ? encoded(path(name)) : "file://" + encoded(path(name));
  }

  /** The URI of the root, which ends in a slash. */
  public String rootUri() {
    String path = encoded(root.toString());
    return "file://" + path + (path.endsWith("/") ? "" : "/");
  }

  private static String encoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xFF);
      boolean isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      encoded.append(isPlain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return encoded.toString();
  }
}
