package dev.relais.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.relais.diag.RuleInfo;
import dev.relais.report.MarkdownText;
import dev.relais.report.RuleCatalogue;
import dev.relais.report.RuleDocument;
import dev.relais.report.RulePage;
import dev.relais.schema.Spelling;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais explain}. */
final class ExplainCommand implements Command {
  private static final int MOST_SIMILAR = 8;

  @Override
  public String summary() {
    return "say what a rule finds, why it matters and what to do";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("explain");
    specification
        .usageMessage()
        .customSynopsis("relais explain [OPTIONS] RULE")
        .description("", "Says what a rule finds, why it matters and what to do, with examples.")
        .footer("", "Example: relais explain KF3005");
    specification
        .addPositional(Options.parameter("RULE", "1", "code or name of the rule"))
        .addOption(Options.text("--format", "FORMAT", "text (default), markdown or json"));
    return Options.common(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException, IOException {
    String format =
        Options.oneOf(arguments, "--format", "text", List.of("text", "markdown", "json"));
    String wanted = arguments.matchedPositionalValue(0, List.of("")).getFirst();
    Optional<RuleInfo> rule = RuleCatalogue.find(wanted);
    if (rule.isEmpty()) {
      List<String> names =
          RuleCatalogue.ALL.stream().flatMap(r -> Stream.of(r.id().code(), r.id().name())).toList();
      throw new UsageException(
          "there is no rule `%s`; %s"
              .formatted(
                  wanted,
                  Spelling.nearest(wanted, names)
                      .map("did you mean `%s`?"::formatted)
                      .orElseGet(() -> similar(wanted, names))));
    }
    String page = RuleCatalogue.page(rule.get()).orElseGet(() -> summary(rule.get()));
    switch (format) {
      case "json" -> json(rule.get(), page, console);
      case "markdown" -> console.out().print(RuleDocument.of(rule.get()));
      default ->
          new MarkdownText(console.out(), Options.colour(arguments, console), console.width())
              .print(RuleDocument.known(rule.get()), RulePage.parse(page));
    }
    return ExitCode.OK;
  }

  /** Names that hold what was asked for: people remember a word of them. */
  private static String similar(String wanted, List<String> names) {
    List<String> similar =
        names.stream()
            .filter(name -> wanted.length() > 1)
            .filter(name -> name.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)))
            .limit(MOST_SIMILAR)
            .map("`%s`"::formatted)
            .toList();
    return similar.isEmpty()
        ? "`relais rules` lists them"
        : "similar are " + String.join(", ", similar) + "; `relais rules` lists all";
  }

  /** What is known of a rule whose page did not come along. */
  private static String summary(RuleInfo rule) {
    return "# %s (%s)\n\n%s\n".formatted(rule.id().name(), rule.id().code(), rule.summary());
  }

  private static void json(RuleInfo rule, String page, Console console) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(console.out())) {
      json.useDefaultPrettyPrinter();
      RulesCommand.write(json, rule, Optional.of(page));
      json.writeRaw('\n');
    }
  }
}
