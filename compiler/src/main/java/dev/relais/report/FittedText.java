package dev.relais.report;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text in lines that fit. */
public final class FittedText {
  /** For output that has no line ends but its own. */
  public static final int NONE = Integer.MAX_VALUE;

  /** Words are kept together with what backticks or brackets enclose. */
  private static final Pattern WORD =
      Pattern.compile("(?:`[^`]*`|\\[(?:[^\\[\\]]|\\[[^\\[\\]]*\\])*\\]|\\S)+");

  private FittedText() {}

  /** A text that cannot steer a terminal: control characters in it are replaced. */
  public static String printable(String text) {
    return text.codePoints().anyMatch(Character::isISOControl)
        ? text.codePoints()
            .map(c -> Character.isISOControl(c) ? 0xFFFD : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : text;
  }

  /**
   * A text with line ends, so that no line is longer than the width where words allow it.
   *
   * @param text on one line; blanks between words count as one where it is wrapped
   * @param before columns that are taken on the first line
   * @param indent of the other lines
   * @param width of a line, or {@link #NONE}
   */
  public static String wrap(String text, int before, String indent, int width) {
    if (width == NONE || before + text.length() <= width) {
      return text;
    }
    List<String> words = WORD.matcher(text).results().map(MatchResult::group).toList();
    StringBuilder wrapped = new StringBuilder();
    int column = before;
    boolean first = true;
    for (String word : words) {
      if (first) {
        first = false;
      } else if (column + 1 + word.length() > width) {
        wrapped.append('\n').append(indent);
        column = indent.length();
      } else {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.toString();
  }
}
