package dev.relais.report;

import dev.relais.bind.BindRules;
import dev.relais.bind.LineRules;
import dev.relais.diag.RuleInfo;
import dev.relais.emit.EmitRules;
import dev.relais.expand.ExpandRules;
import dev.relais.fleet.FleetRules;
import dev.relais.lint.Rule;
import dev.relais.lint.Rules;
import dev.relais.lint.SuppressionRules;
import dev.relais.lower.LowerRules;
import dev.relais.project.ProjectRules;
import dev.relais.syntax.SyntaxRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules, of every stage, with their pages. */
public final class RuleCatalogue {

  /** By code. */
  public static final List<RuleInfo> ALL =
      Stream.of(
              SyntaxRules.ALL.stream(),
              BindRules.ALL.stream(),
              LineRules.ALL.stream(),
              ExpandRules.ALL.stream(),
              FleetRules.ALL.stream(),
              LowerRules.ALL.stream(),
              EmitRules.ALL.stream(),
              ProjectRules.ALL.stream(),
              SuppressionRules.ALL.stream(),
              Rules.CHECKS.stream().map(Rule::info))
          .flatMap(rules -> rules)
          .sorted((a, b) -> a.id().compareTo(b.id()))
          .toList();

  /** The folder of the pages, as a resource. */
  static final String PAGES = "/dev/relais/lint/pages/";

  /** What follows the section that says how to fix it. */
  private static final String BEHIND_HOW_TO_FIX = "\n## When to suppress it";

  private RuleCatalogue() {}

  /** The rule with a code or a name; case does not count. */
  public static Optional<RuleInfo> find(String codeOrName) {
    String wanted = codeOrName.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(rule ->
            rule.id().code().toLowerCase(Locale.ROOT).equals(wanted)
                || rule.id().name().equals(wanted))
        .findFirst();
  }

  /**
   * The page of a rule, in Markdown, with a word on its corrections; a test holds that each has
   * one.
   */
  public static Optional<String> page(RuleInfo rule) {
    String name = PAGES + rule.id().name() + ".md";
    try (InputStream in = RuleCatalogue.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(noted(rule, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String noted(RuleInfo rule, String page) {
    return FixNote.sentence(rule)
        .map(
            sentence -> page.replace(BEHIND_HOW_TO_FIX, "\n" + sentence + "\n" + BEHIND_HOW_TO_FIX))
        .orElse(page);
  }
}
