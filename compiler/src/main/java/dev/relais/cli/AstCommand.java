package dev.relais.cli;

import dev.relais.report.AstJson;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais ast}. */
final class AstCommand implements Command {

  @Override
  public String summary() {
    return "print the typed tree of a configuration as JSON";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("ast");
    specification
        .usageMessage()
        .customSynopsis("relais ast [OPTIONS] INPUT")
        .description(
            "",
            "Prints the typed tree of a configuration as JSON: keywords and values as written, with",
            "their places; includes, conditions and definitions worked out.")
        .footer(
            "",
            "Exit status: 0 done, 2 usage, 3 something cannot be read. Mistakes do not count: what",
            "they leave is printed, and `relais lint` tells them.",
            "",
            "Example: relais ast keepalived.conf | jq '.settings[] | .keyword'");
    specification.addOption(Options.text("--format", "FORMAT", "json (default)"));
    return Options.single(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException, IOException {
    Options.oneOf(arguments, "--format", "json", List.of("json"));
    Workspace workspace = Workspace.single(arguments, console);
    if (!workspace.complaints().isEmpty()) {
      workspace.complaints().forEach(console::complain);
      return ExitCode.INPUT_OUTPUT;
    }
    Workspace.Read read = workspace.one(arguments.matchedOptionValue("--host", ""), "ast");
    AstJson.write(read.reading().config(), read.reading().expansion(), console.out());
    return ExitCode.OK;
  }
}
