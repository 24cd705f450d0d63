package dev.relais.bind;

import dev.relais.diag.Edits;
import dev.relais.diag.TextEdit;
import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where lines go that belong in {@code global_defs}. */
public final class GlobalBlock {
  private static final Pattern OPENING =
      Pattern.compile("(?m)^[ \\t]*global_defs[ \\t]*\\{(?=[ \\t]*(?:[#!].*)?\\r?$)");
  private static final Pattern HEAD = Pattern.compile("(?:[ \\t]*(?:[#!].*)?\\r?\\n)*");
  private static final String INDENT = "    ";

  private GlobalBlock() {}

  /**
   * Puts lines into the block of a file; into a new one behind its first comments if it has none.
   */
  public static TextEdit add(SourceFile file, Origin origin, List<String> lines) {
    String text = file.text();
    String lineBreak = Edits.lineBreak(text);
    Matcher opening = OPENING.matcher(text);
    if (opening.find()) {
      SourceSpan brace = new SourceSpan(file, opening.end() - 1, opening.end(), origin);
      String indented = String.join(lineBreak + indentation(text, opening.start()) + INDENT, lines);
      return Edits.lineBelow(brace, INDENT, indented);
    }
    Matcher head = HEAD.matcher(text);
    int at = head.lookingAt() ? head.end() : 0;
    StringBuilder block = new StringBuilder("global_defs {").append(lineBreak);
    lines.forEach(line -> block.append(INDENT).append(line).append(lineBreak));
    block.append('}').append(lineBreak).append(lineBreak);
    return new TextEdit(new SourceSpan(file, at, at, origin), block.toString());
  }

  private static String indentation(String text, int start) {
    int end = start;
    while (text.charAt(end) == ' ' || text.charAt(end) == '\t') {
      end++;
    }
    return text.substring(start, end);
  }
}
