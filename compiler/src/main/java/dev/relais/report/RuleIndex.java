package dev.relais.report;

import dev.relais.diag.RuleInfo;
import java.util.List;

/** All rules in a Markdown document, which stands beside those of {@link RuleDocument}. */
public final class RuleIndex {

  private RuleIndex() {}

  /** The document: a table for each group of rules. */
  public static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Rules\n\n");
    text.append(
        "What `relais lint` finds, and `relais compile` and `relais generate` where a page");
    text.append(" says so.\n`relais explain CODE` prints a page; `relais rules --format markdown`");
    text.append(" prints this one.\n");
    for (RuleGroup group : RuleGroup.values()) {
      List<RuleInfo> rules =
          RuleCatalogue.ALL.stream().filter(rule -> RuleGroup.of(rule.id()) == group).toList();
      if (!rules.isEmpty()) {
        text.append("\n## ").append(group.title()).append('\n');
        text.append("| code | severity | name | what it finds |\n| --- | --- | --- | --- |\n");
        rules.forEach(rule -> text.append(row(rule)));
      }
    }
    return text.toString();
  }

  private static String row(RuleInfo rule) {
    String code = rule.id().code();
    return "| [%s](%s.md) | %s | %s | %s |\n"
        .formatted(code, code, rule.severity().word(), rule.id().name(), cell(rule.summary()));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
