package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import dev.relais.format.EffectiveText;
import dev.relais.model.Effective;
import dev.relais.model.EffectiveModeler;
import dev.relais.report.EffectiveJson;
import dev.relais.schema.Target;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais effective}. */
final class EffectiveCommand implements Command {

  @Override
  public String summary() {
    return "print a configuration as keepalived will run it";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("effective");
    specification
        .usageMessage()
        .customSynopsis("relais effective [OPTIONS] INPUT")
        .description(
            "",
            "Prints a configuration as keepalived will run it: includes, conditions and definitions",
            "worked out, defaults filled in, and the corrections made that keepalived makes without",
            "a word. Passwords are in it, as in the configuration.")
        .footer(
            "",
            "Exit status: 0 done, 2 usage, 3 something cannot be read. Mistakes do not count: what",
            "they leave is printed, and `relais lint` tells them.",
            "",
            "Examples:",
            "  relais effective keepalived.conf",
            "  relais effective --format json keepalived.conf | jq '.settings[] | .keyword'");
    specification.addOption(Options.text("--format", "FORMAT", "conf (default) or json"));
    return Options.single(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException, IOException {
    String format = Options.oneOf(arguments, "--format", "conf", List.of("conf", "json"));
    Target target = Options.target(arguments);
    Workspace workspace = Workspace.single(arguments, console);
    if (!workspace.complaints().isEmpty()) {
      workspace.complaints().forEach(console::complain);
      return ExitCode.INPUT_OUTPUT;
    }
    Workspace.Read read = workspace.one(arguments.matchedOptionValue("--host", ""), "effective");
    Effective effective = EffectiveModeler.of(read.model(), target);
    if (format.equals("json")) {
      EffectiveJson.write(effective, read.model(), target, console.out());
    } else {
      console.out().print(EffectiveText.of(effective));
    }
    if (!Options.isQuiet(arguments)) {
      warn(workspace.findings(), read, console);
    }
    return ExitCode.OK;
  }

  /** What is printed is what is left after mistakes, so one should know of them. */
  private static void warn(List<Diagnostic> findings, Workspace.Read read, Console console) {
    long errors =
        findings.stream()
            .filter(found -> found.severity() == Severity.ERROR)
            .filter(found -> read.reading().expansion().files().contains(found.span().file()))
            .count();
    if (errors > 0) {
      console.complain(
          "%s has %s %s, which `relais lint` shows; this is what is left"
              .formatted(read.source().file().name(), errors, errors == 1 ? "error" : "errors"));
    }
  }
}
