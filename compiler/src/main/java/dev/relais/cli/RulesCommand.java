package dev.relais.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.relais.diag.Fixable;
import dev.relais.diag.RuleInfo;
import dev.relais.report.FixNote;
import dev.relais.report.RuleCatalogue;
import dev.relais.report.RuleIndex;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais rules}. */
final class RulesCommand implements Command {

  @Override
  public String summary() {
    return "list all rules";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("rules");
    specification
        .usageMessage()
        .customSynopsis("relais rules [OPTIONS]")
        .description("", "Lists all rules.")
        .footer(
            "",
            "`relais explain RULE` says more of one. [fix] is done by `relais lint --fix`, [unsafe fix]",
            "by `relais lint --fix --unsafe-fixes`.");
    specification.addOption(Options.text("--format", "FORMAT", "text (default), markdown or json"));
    return Options.common(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException, IOException {
    switch (Options.oneOf(arguments, "--format", "text", List.of("text", "markdown", "json"))) {
      case "json" -> json(console);
      case "markdown" -> console.out().print(RuleIndex.markdown());
      default -> text(console);
    }
    return ExitCode.OK;
  }

  private static void text(Console console) {
    int widest =
        RuleCatalogue.ALL.stream().mapToInt(rule -> rule.id().name().length()).max().orElse(0);
    for (RuleInfo rule : RuleCatalogue.ALL) {
      console
          .out()
          .println(
              "%s  %-7s  %s%s  %s"
                  .formatted(
                      rule.id().code(),
                      rule.severity().word(),
                      rule.id().name(),
                      " ".repeat(widest - rule.id().name().length()),
                      summary(rule)));
    }
  }

  private static String summary(RuleInfo rule) {
    String fixable = rule.fixable() == Fixable.NO ? "" : " [" + FixNote.mark(rule.fixable()) + "]";
    return rule.summary() + (rule.onRequest() ? " (on request)" : "") + fixable;
  }

  private static void json(Console console) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(console.out())) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (RuleInfo rule : RuleCatalogue.ALL) {
        write(json, rule, Optional.empty());
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }

  static void write(JsonGenerator json, RuleInfo rule, Optional<String> page) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", rule.id().code());
    json.writeStringField("name", rule.id().name());
    json.writeStringField("severity", rule.severity().word());
    json.writeStringField("since", rule.since());
    json.writeStringField("summary", rule.summary());
    json.writeBooleanField("onRequest", rule.onRequest());
    json.writeStringField("fixable", FixNote.word(rule.fixable()).orElse(null));
    if (page.isPresent()) {
      json.writeStringField("page", page.get());
    }
    json.writeEndObject();
  }
}
