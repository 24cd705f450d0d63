package dev.relais.emit;

/**
 * A file to write.
 *
 * @param path relative to the root of the host, with slashes
 * @param mode the permissions, for instance 0644
 * @param text the content, ending in one line feed
 */
public record OutputFile(String path, int mode, String text) {

  public OutputFile {
    if (path.startsWith("/") || path.contains("..") || !text.endsWith("\n")) {
      throw new IllegalArgumentException("no file to write: " + path);
    }
  }
}
