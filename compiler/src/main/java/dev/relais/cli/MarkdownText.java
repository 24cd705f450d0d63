package dev.relais.cli;

import java.io.PrintStream;

/** Shows one of our Markdown pages on a terminal: headings stand out, examples are indented. */
final class MarkdownText {
  private final PrintStream out;
  private final boolean colour;

  MarkdownText(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /** Prints a page; what is said of it goes under its title. */
  void print(String underTitle, String page) {
    boolean inExample = false;
    boolean titled = false;
    for (String line : page.lines().toList()) {
      if (line.startsWith("```")) {
        inExample = !inExample;
        if (inExample && line.length() > 3) {
          out.println("    " + example(line.substring(3)));
        }
      } else if (inExample) {
        out.println("    " + line);
      } else if (line.startsWith("# ")) {
        out.println(strong(line.substring(2)));
        if (!titled) {
          out.println(underTitle);
          titled = true;
        }
      } else if (line.startsWith("## ")) {
        out.println(strong(line.substring(3)));
      } else {
        out.println(line);
      }
    }
  }

  /** {@code keepalived bad host=web1} as {@code # wrong, on web1:}. */
  private static String example(String information) {
    String kind =
        information.contains(" bad") ? "wrong" : information.contains(" good") ? "right" : "";
    int host = information.indexOf("host=");
    String where = host < 0 ? "" : ", on " + information.substring(host + 5);
    return kind.isEmpty() ? "" : "# " + kind + where + ":";
  }

  private String strong(String text) {
    return colour ? "\u001B[1m" + text + "\u001B[0m" : text;
  }
}
