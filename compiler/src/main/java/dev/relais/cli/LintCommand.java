package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.VirtualRouter;
import dev.relais.lint.Linter;
import dev.relais.lint.Repeats;
import dev.relais.lint.rules.ipvs.ServerCheckedOften;
import dev.relais.report.LintRun;
import dev.relais.report.Report;
import dev.relais.source.SourceFile;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais lint}. */
final class LintCommand implements Command {

  @Override
  public String summary() {
    return "find mistakes in one configuration and between hosts";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("lint");
    specification
        .usageMessage()
        .customSynopsis("relais lint [OPTIONS] [INPUT…]")
        .description(
            "",
            "Finds mistakes in one configuration and between the hosts of a fleet.",
            "",
            "INPUT is a file, `-` for standard input, a folder, an inventory.yaml, or HOST=FILE; the",
            "current folder if there is none. Hosts that are named, by an inventory, as HOST=FILE or",
            "by the folders of a folder, are compared with each other.")
        .footer(
            "",
            "Exit status: 0 no finding at or above --fail-on, 1 findings, 2 usage, 3 something cannot",
            "be read or written. What is to be silent, and how: docs/control.md.",
            "",
            "Examples:",
            "  relais lint /etc/keepalived/keepalived.conf",
            "  relais lint lb1=lb1.conf lb2=lb2.conf",
            "  relais lint --diff --unsafe-fixes keepalived.conf",
            "  relais lint --format json . | jq '.findings[].code'",
            "  relais lint --format sarif --output relais.sarif .");
    specification.addPositional(Options.parameter("INPUT", "0..*", "what to look at"));
    FindingsOutput.options(specification)
        .addOption(
            OptionSpec.builder("--statistics")
                .description("count the findings of each rule instead of showing them")
                .build())
        .addOption(
            Options.text(
                "--stdin-filename", "NAME", "what to call standard input (default <stdin>)"));
    return Options.common(
        Options.target(Options.expansion(Control.options(FixRequest.options(specification)))));
  }

  @Override
  public int run(ParseResult arguments, Console console)
      throws UsageException, UnreadableException, IOException {
    FindingsOutput output = FindingsOutput.of(arguments, console);
    FixRequest request =
        FixRequest.of(arguments, arguments.matchedPositionalValue(0, List.<String>of()));
    Control control = Control.of(arguments, console);
    Workspace.Named named =
        Workspace.name(
            control.inputs(),
            arguments.matchedOptionValue("--stdin-filename", "<stdin>"),
            console,
            control::excludes,
            control.otherwise());
    Environment environment = control.environment();
    Optional<Repeats> repeats =
        request.fixes() || control.counts(ServerCheckedOften.INFO)
            ? Optional.empty()
            : named.alone().flatMap(Repeats::in);
    Workspace workspace = Workspace.read(named, environment, repeats);
    List<Diagnostic> findings = findings(workspace, control);
    if (repeats.isPresent() && repeats.get().count(workspace.onlyModel(), findings)) {
      workspace = Workspace.read(named, environment, Optional.empty());
      findings = findings(workspace, control);
    }
    named.progress().ends();
    workspace.complaints().forEach(console::complain);
    FixableFiles fixable = FixableFiles.of(control.inputs(), named.inputs(), request.fixes());
    FixRun.Look found = look(workspace, findings, control, fixable);
    boolean failed = !workspace.complaints().isEmpty();
    FixSummary summary = FixSummary.NONE;
    List<Diagnostic> made = List.of();
    PrintStream out = console.out();
    if (request.fixes()) {
      FixRun corrections =
          new FixRun(
              request,
              texts -> {
                Workspace corrected = Workspace.read(named, environment, texts);
                return look(corrected, findings(corrected, control), control, fixable);
              },
              found);
      corrections.run();
      named.progress().ends();
      FixDelivery delivery = new FixDelivery(corrections.texts(), workspace.files(), console);
      summary = FixSummary.of(corrections, delivery);
      if (request.diff()) {
        delivery.show();
        if (!Options.isQuiet(arguments)) {
          console.err().println(summary.wouldFix(corrections.outcome().findings(), request));
        }
        return failed
            ? ExitCode.INPUT_OUTPUT
            : delivery.files() > 0 ? ExitCode.FINDINGS : ExitCode.OK;
      }
      if (request.toOutput()) {
        named.inputs().sources().forEach(source -> delivery.print(source.file()));
        out = console.err();
      } else {
        delivery.write();
      }
      failed |= delivery.hasFailed();
      made = corrections.made();
      found = corrections.outcome();
    }
    Control.Kept kept = found.kept();
    List<SourceFile> files = control.files(found.workspace());
    Report report = Report.of(found.findings(), files).silencing(kept.silenced());
    Optional<String> written = control.write(kept);
    int status =
        failed
            ? ExitCode.INPUT_OUTPUT
            : report.reaches(control.threshold()) ? ExitCode.FINDINGS : ExitCode.OK;
    LintRun run =
        new LintRun(
            files.stream().map(SourceFile::name).distinct().toList(),
            workspace.complaints(),
            control.threshold(),
            status,
            Main.version(),
            output.names(),
            arguments.hasMatchedOption("--statistics"),
            summary.corrections(report.findings(), request));
    Fleet fleet = found.workspace().fleet();
    List<Diagnostic> corrected = made;
    output.write(
        report,
        run,
        print -> {
          if (Options.isVerbose(arguments)) {
            describe(fleet, print);
            control.description().forEach(print::println);
            FixSummary.each(corrected).forEach(print::println);
          }
          if (!Options.isQuiet(arguments)) {
            written.ifPresent(print::println);
          }
        },
        out);
    return status;
  }

  /** The findings that count, with what keepalived says of them and what may be corrected. */
  static FixRun.Look look(
      Workspace workspace, List<Diagnostic> findings, Control control, FixableFiles fixable) {
    Control.Kept kept = control.keep(workspace, findings);
    List<Diagnostic> each =
        Report.of(workspace.judged(kept.findings()), control.files(workspace)).findings();
    return new FixRun.Look(workspace, fixable.allowed(each, workspace.files()), kept);
  }

  static List<Diagnostic> findings(Workspace workspace, Control control) {
    List<Diagnostic> findings = new ArrayList<>(workspace.findings());
    Linter.check(workspace.fleet(), findings::add);
    findings.removeIf(found -> found.rule().onRequest() && !control.counts(found.rule()));
    return findings;
  }

  /** Which hosts were compared, and why. */
  private static void describe(Fleet fleet, PrintStream print) {
    for (VirtualRouter router : fleet.virtualRouters().toList()) {
      String members =
          router.members().stream()
              .map(member ->
                  "%s (%s, priority %s)"
                      .formatted(
                          member.host().name(),
                          member.instance().name().value(),
                          member.instance().priority().value()))
              .collect(Collectors.joining(", "));
      String because = router.link().because().isEmpty() ? "" : ": " + router.link().because();
      print.println(
          "Virtual router %s on %s: %s%s."
              .formatted(router.virtualRouterId(), router.link().name(), members, because));
    }
  }
}
