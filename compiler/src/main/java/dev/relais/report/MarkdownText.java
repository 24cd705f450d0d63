package dev.relais.report;

import dev.relais.report.RulePage.Part;
import dev.relais.report.RulePage.Part.Example;
import dev.relais.report.RulePage.Part.Paragraph;
import java.io.PrintStream;

/**
 * Shows the page of a rule as plain text, on a terminal say: headings stand out, text fits,
 * examples are indented.
 */
public final class MarkdownText {
  private static final String TEXT_INDENT = "  ";
  private static final String EXAMPLE_INDENT = "      ";
  private static final String BOLD = "1";
  private static final String BOLD_RED = "1;31";
  private static final String BOLD_GREEN = "1;32";

  private final PrintStream out;
  private final boolean colour;
  private final int width;

  /**
   * A renderer.
   *
   * @param out where it writes
   * @param colour whether escape sequences may be used
   * @param width of the lines of its text, or {@link FittedText#NONE}
   */
  public MarkdownText(PrintStream out, boolean colour, int width) {
    this.out = out;
    this.colour = colour;
    this.width = width;
  }

  /** Prints a page; what is said of it goes under its title. */
  public void print(String underTitle, RulePage page) {
    out.println(styled(BOLD, page.title()));
    out.println(underTitle);
    for (RulePage.Section section : page.sections()) {
      out.println();
      if (!section.heading().isEmpty()) {
        out.println(styled(BOLD, section.heading()));
      }
      boolean first = true;
      for (Part part : section.parts()) {
        switch (part) {
          case Paragraph(String text) -> {
            if (!first && !text.startsWith("- ")) {
              out.println();
            }
            wrap(text);
          }
          case Example example -> {
            if (!first) {
              out.println();
            }
            example(example);
          }
        }
        first = false;
      }
    }
  }

  private void wrap(String text) {
    String indent = TEXT_INDENT + (text.startsWith("- ") ? "  " : "");
    out.println(TEXT_INDENT + FittedText.wrap(text, TEXT_INDENT.length(), indent, width));
  }

  private void example(Example example) {
    boolean bad = example.verdict().equals("bad");
    out.println(TEXT_INDENT + styled(bad ? BOLD_RED : BOLD_GREEN, example.caption() + ":"));
    for (Part.Line line : example.lines()) {
      String text = line.shown();
      String mark = line.expected().isEmpty() ? "" : "   # ← " + String.join(" ", line.expected());
      String indent = text.isEmpty() && mark.isEmpty() ? "" : EXAMPLE_INDENT;
      out.println(indent + text + (mark.isEmpty() ? "" : styled(BOLD_RED, mark)));
    }
  }

  private String styled(String style, String text) {
    return colour ? "\u001B[" + style + "m" + text + "\u001B[0m" : text;
  }
}
