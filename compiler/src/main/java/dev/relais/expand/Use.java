package dev.relais.expand;

import org.jspecify.annotations.Nullable;

/**
 * A definition used in a text: {@code $NAME}, {@code ${NAME}} or {@code ${NAME PARAMETERS}}.
 *
 * @param name without the dollar sign
 * @param parameters of a built-in one; empty for none
 * @param start offset of the dollar sign
 * @param end offset after the use
 * @param inBraces whether it is written with braces
 */
record Use(String name, String parameters, int start, int end, boolean inBraces) {

  /**
   * The use that begins at a dollar sign, or null if none does. Without braces a name counts only
   * before a blank, a comma, a closing parenthesis, or the end.
   */
  static @Nullable Use at(String text, int dollar, int end) {
    boolean braces = dollar + 1 < end && text.charAt(dollar + 1) == '{';
    int start = dollar + (braces ? 2 : 1);
    int nameEnd = start;
    while (nameEnd < end && isNameCharacter(text.charAt(nameEnd), nameEnd == start)) {
      nameEnd++;
    }
    if (nameEnd == start) {
      return null;
    }
    String name = text.substring(start, nameEnd);
    if (braces) {
      int close = text.indexOf('}', nameEnd, end);
      String parameters = close < 0 ? "" : text.substring(nameEnd, close);
      return close < 0 || !(parameters.isEmpty() || parameters.charAt(0) <= ' ')
          ? null
          : new Use(name, parameters.strip(), dollar, close + 1, true);
    }
    boolean ends = nameEnd == end || " \t\f\u000B\r\n,)".indexOf(text.charAt(nameEnd)) >= 0;
    return ends ? new Use(name, "", dollar, nameEnd, false) : null;
  }

  static boolean isNameCharacter(char c, boolean first) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || c == '_'
        || (!first && c >= '0' && c <= '9');
  }
}
