package dev.relais.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Pieces of sentences about servers. */
public final class Words {
  private static final int EXCERPT = 60;

  private Words() {}

  /** The beginning of what a server has said, without what a terminal would obey. */
  static String excerpt(byte[] bytes, int length) {
    int shown = Math.min(length, EXCERPT);
    StringBuilder text = new StringBuilder();
    for (char c : new String(bytes, 0, shown, StandardCharsets.ISO_8859_1).toCharArray()) {
      text.append(c >= ' ' && c <= '~' && c != '`' ? c : '.');
    }
    return text + (length > shown ? "…" : "");
  }

  /** {@code 3 s}, {@code 0.25 s}. */
  public static String seconds(Duration duration) {
    String text = "%d.%09d".formatted(duration.getSeconds(), duration.getNano());
    return text.replaceFirst("\\.?0+$", "") + " s";
  }
}
