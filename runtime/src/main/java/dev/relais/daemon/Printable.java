package dev.relais.daemon;

import java.util.Locale;

/** Text for a terminal or a log: whoever names something must not be able to steer them. */
final class Printable {
  private Printable() {}

  /** The text in one line, with what cannot be seen as its number: {@code <U+001B>}. */
  static String of(String text) {
    if (text.codePoints().noneMatch(Printable::isHidden)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (isHidden(c)) {
            shown.append(String.format(Locale.ROOT, "<U+%04X>", c));
          } else {
            shown.appendCodePoint(c);
          }
        });
    return shown.toString();
  }

  private static boolean isHidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
