package dev.relais.cli;

import dev.relais.report.RulePage;
import dev.relais.report.RulePage.Part;
import dev.relais.report.RulePage.Part.Example;
import dev.relais.report.RulePage.Part.Paragraph;
import java.io.PrintStream;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Shows the page of a rule on a terminal: headings stand out, text fits, examples are indented. */
final class MarkdownText {
  /** What fits on any terminal, and is still easy to read on a wide one. */
  private static final int WIDTH = 80;

  private static final String TEXT_INDENT = "  ";
  private static final String EXAMPLE_INDENT = "      ";
  private static final String BOLD = "1";
  private static final String BOLD_RED = "1;31";
  private static final String BOLD_GREEN = "1;32";

  /** Words are kept together with the code in them: a line does not end within backticks. */
  private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|\\S)+");

  private final PrintStream out;
  private final boolean colour;

  MarkdownText(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /** Prints a page; what is said of it goes under its title. */
  void print(String underTitle, RulePage page) {
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
    StringBuilder line = new StringBuilder(TEXT_INDENT);
    boolean empty = true;
    for (String word : WORD.matcher(text).results().map(MatchResult::group).toList()) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.println(line);
  }

  private void example(Example example) {
    boolean bad = example.verdict().equals("bad");
    String verdict = bad ? "Wrong" : "Right";
    Optional<String> place =
        example
            .host()
            .map(name -> ", on " + name)
            .or(() -> example.includedFile().map(name -> ", in " + name))
            .or(() -> Optional.of(", in inventory.yaml").filter(_ -> example.isInventory()));
    String command =
        example.command().equals("lint") ? "" : " (relais %s)".formatted(example.command());
    out.println(
        TEXT_INDENT
            + styled(bad ? BOLD_RED : BOLD_GREEN, verdict + place.orElse("") + command + ":"));
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
