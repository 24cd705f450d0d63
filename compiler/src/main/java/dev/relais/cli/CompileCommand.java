package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import dev.relais.emit.OutputFile;
import dev.relais.expand.ExpandRules;
import dev.relais.lint.Linter;
import dev.relais.lint.Suppressions;
import dev.relais.lower.HostNames;
import dev.relais.lower.Lowering;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanFormat;
import dev.relais.report.Report;
import dev.relais.report.RuleCatalogue;
import dev.relais.report.TextReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais compile}. */
final class CompileCommand implements Command {
  /** It may hold passwords. */
  private static final int MODE = 0600;

  @Override
  public String summary() {
    return "compile a configuration to the plan that relaisd runs";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("compile");
    specification
        .usageMessage()
        .customSynopsis("relais compile [OPTIONS] INPUT -o PLAN.json")
        .description(
            "",
            "Compiles a configuration to the plan that relaisd runs: checked, with every default",
            "filled in and nothing left to resolve. Errors are printed and no plan is written.")
        .footer(
            "",
            "Exit status: 0 done, 1 errors in the configuration, 2 usage, 3 something cannot be",
            "read or written.",
            "",
            "Examples:",
            "  relais compile /etc/keepalived/keepalived.conf -o plan.json",
            "  relais compile inventory.yaml --host web1 -o -");
    specification.addOption(
        OptionSpec.builder("-o", "--output")
            .paramLabel("PLAN")
            .type(String.class)
            .description("where to write the plan; `-` for standard output")
            .build());
    return Options.single(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console)
      throws UsageException, UnreadableException, IOException {
    String output = arguments.matchedOptionValue("--output", "");
    if (output.isEmpty()) {
      throw new UsageException("compile needs `-o PLAN`, the file to write, or `-o -`");
    }
    Workspace workspace = Workspace.single(arguments, console);
    if (!workspace.complaints().isEmpty()) {
      workspace.complaints().forEach(console::complain);
      return ExitCode.INPUT_OUTPUT;
    }
    Workspace.Read read = workspace.one(arguments.matchedOptionValue("--host", ""), "compile");
    List<Diagnostic> findings = new ArrayList<>(workspace.findings());
    Linter.check(workspace.fleet(), findings::add);
    // What is compiled for another host cannot be looked up on this one.
    HostNames names =
        arguments.hasMatchedOption("--host") ? HostNames.NONE : RoutingTableNames.read();
    Optional<Plan> plan = Lowering.lower(read.model(), names, findings::add);
    List<Diagnostic> shown =
        Suppressions.withErrors(concerning(findings, read), workspace.files(), RuleCatalogue.ALL);
    Report report = Report.of(workspace.judged(shown), workspace.files());
    new TextReport(console.err(), Options.colour(arguments, console), console.findingsWidth())
        .print(report);
    if (plan.isEmpty() || report.reaches(Severity.ERROR)) {
      console.complain("no plan was made: correct the errors above first");
      return ExitCode.FINDINGS;
    }
    String text = PlanFormat.write(plan.get());
    if (output.equals("-")) {
      console.out().print(text);
    } else {
      write(Path.of(output).toAbsolutePath(), text);
    }
    return ExitCode.OK;
  }

  private static void write(Path path, String text) throws UnreadableException {
    try {
      if (AtomicFile.isDevice(path)) {
        AtomicFile.replace(path, text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      // The file that a link leads to is replaced; /dev/stdout is such a link.
      Path real = Files.isRegularFile(path) ? path.toRealPath() : path;
      Path folder = real.getParent();
      Path name = real.getFileName();
      if (folder == null || name == null) {
        throw new UnreadableException("cannot write " + path + ": it is a folder");
      }
      new OutputTree(folder).write(new OutputFile(name.toString(), MODE, text));
    } catch (IOException e) {
      throw OutputTree.unwritable(path, e);
    }
  }

  /** Errors and warnings of the configuration that is compiled; advice is for lint. */
  private static List<Diagnostic> concerning(List<Diagnostic> findings, Workspace.Read read) {
    return findings.stream()
        .filter(found -> found.severity().compareTo(Severity.NOTE) > 0)
        .filter(found -> found.span().file().host().equals(read.source().file().host()))
        .map(CompileCommand::strictly)
        .toList();
  }

  /**
   * A file that is not there for a moment must not take addresses away: no plan is made without
   * what it holds.
   */
  private static Diagnostic strictly(Diagnostic found) {
    return found.rule().equals(ExpandRules.INCLUDE) ? found.severity(Severity.ERROR) : found;
  }
}
