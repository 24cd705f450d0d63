package dev.relais.report;

import dev.relais.diag.RuleInfo;
import dev.relais.report.RulePage.Part;
import dev.relais.report.RulePage.Part.Example;
import java.util.List;
import java.util.Optional;

/**
 * The page of a rule as Markdown for readers: examples say above them whether they are wrong or
 * right, and name the rule where it finds something.
 */
public final class RuleDocument {
  private static final String FENCE = "```";

  private RuleDocument() {}

  /** The whole document, with what is known of the rule under its title; ends in a line end. */
  public static String of(RuleInfo rule) {
    String page =
        RuleCatalogue.page(rule)
            .orElse("# %s (%s)%n".formatted(rule.id().name(), rule.id().code()));
    int title = page.indexOf('\n') + 1;
    return page.substring(0, title) + "\n" + known(rule) + ".\n" + readable(page.substring(title));
  }

  /** What is known of a rule without its page, on one line without a period. */
  public static String known(RuleInfo rule) {
    String seen = RuleExperience.of(rule).map("; "::concat).orElse("");
    String asked = rule.onRequest() ? ", on request" : "";
    return "%s%s, since release %s%s".formatted(rule.severity().word(), asked, rule.since(), seen);
  }

  private static String readable(String page) {
    StringBuilder text = new StringBuilder();
    List<String> lines = page.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).equals(FENCE)) {
          end++;
        }
        String block = String.join("\n", lines.subList(i, end)) + "\n" + FENCE + "\n";
        example(block).ifPresent(example -> append(text, example));
        i = end;
      } else {
        text.append(lines.get(i)).append('\n');
      }
    }
    return text.toString();
  }

  private static Optional<Example> example(String block) {
    return RulePage.parse(block).sections().stream()
        .flatMap(section -> section.examples().stream())
        .findFirst();
  }

  private static void append(StringBuilder text, Example example) {
    // Markdown ends a paragraph at a fence, so a caption right behind one needs an empty line.
    if (text.toString().endsWith(FENCE + "\n")) {
      text.append('\n');
    }
    text.append(example.caption()).append(":\n").append(FENCE);
    text.append(example.isInventory() ? "yaml" : "").append('\n');
    for (Part.Line line : example.lines()) {
      text.append(line.shown());
      if (!line.expected().isEmpty()) {
        text.append("   # ← ").append(String.join(" ", line.expected()));
      }
      text.append('\n');
    }
    text.append(FENCE).append('\n');
  }
}
