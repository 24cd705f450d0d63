package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import dev.relais.emit.DebianEmitter;
import dev.relais.emit.KeepalivedEmitter;
import dev.relais.emit.OutputFile;
import dev.relais.emit.Templates;
import dev.relais.fleet.Inventory;
import dev.relais.lint.Linter;
import dev.relais.lint.Suppressions;
import dev.relais.report.Report;
import dev.relais.report.RuleCatalogue;
import dev.relais.report.TextReport;
import dev.relais.schema.Spelling;
import dev.relais.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais generate}. */
final class GenerateCommand implements Command {

  @Override
  public String summary() {
    return "write what the hosts of an inventory need around keepalived";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("generate");
    specification
        .usageMessage()
        .customSynopsis("relais generate [OPTIONS] INPUT -o DIR")
        .description(
            "",
            "Writes what the hosts of an inventory need: keepalived.conf in canonical layout,",
            "interfaces, kernel parameters and modules, and for a hypervisor the script that",
            "prepares its containers. DIR gets a folder for each host, laid out like its root.",
            "",
            "Nothing is written for a host whose configuration has errors.")
        .footer(
            "",
            "Exit status: 0 done, 1 errors in a configuration, or --check found a difference (with",
            "--diff too; --diff alone shows differences and exits with 0), 2 usage, 3 something",
            "cannot be read or written.",
            "",
            "Examples:",
            "  relais generate inventory.yaml -o out",
            "  relais generate . -o out --host web1 --diff");
    specification
        .addPositional(Options.parameter("INPUT", "1", "an inventory.yaml, or a folder with one"))
        .addOption(
            OptionSpec.builder("-o", "--output")
                .paramLabel("DIR")
                .type(String.class)
                .description("where to write")
                .build())
        .addOption(Options.text("--host", "NAME", "this host only"))
        .addOption(Options.text("--target", "TARGET", "debian (default)"))
        .addOption(
            OptionSpec.builder("--check")
                .description("write nothing; exit with 1 if DIR is not up to date")
                .build())
        .addOption(
            OptionSpec.builder("--diff")
                .description("write nothing; show what would change")
                .build())
        .addOption(
            Options.text(
                "--templates", "DIR", "templates that take the place of those of the same name"));
    return Options.common(Options.expansion(specification));
  }

  @Override
  public int run(ParseResult arguments, Console console)
      throws UsageException, UnreadableException, IOException {
    Options.oneOf(arguments, "--target", "debian", List.of("debian"));
    String output = arguments.matchedOptionValue("--output", "");
    if (output.isEmpty()) {
      throw new UsageException("generate needs `-o DIR`, the folder to write to");
    }
    Workspace workspace =
        Workspace.load(
            arguments.matchedPositionalValue(0, List.<String>of()),
            "<stdin>",
            Options.environment(arguments, console),
            console);
    if (!workspace.complaints().isEmpty()) {
      workspace.complaints().forEach(console::complain);
      return ExitCode.INPUT_OUTPUT;
    }
    Inventory inventory =
        workspace
            .fleet()
            .inventory()
            .orElseThrow(() ->
                new UsageException(
                    "generate needs an inventory, which says what the hosts are; see docs/inventory.md"));
    List<Inventory.HostEntry> hosts = hosts(inventory, arguments);
    List<Diagnostic> findings = new ArrayList<>(workspace.findings());
    Linter.check(workspace.fleet(), findings::add);
    if (refuses(findings, workspace, hosts, arguments, console)) {
      return ExitCode.FINDINGS;
    }
    List<OutputFile> files = new ArrayList<>();
    List<Diagnostic> more = new ArrayList<>();
    Templates templates = new Templates(ownTemplates(arguments));
    try {
      for (Inventory.HostEntry host : hosts) {
        files.addAll(files(host, workspace, templates, more));
      }
    } catch (Templates.TemplateException e) {
      throw new UnreadableException("cannot lay out: " + e.getMessage());
    }
    if (refuses(more, workspace, hosts, arguments, console)) {
      return ExitCode.FINDINGS;
    }
    return deliver(files, Path.of(output), arguments, console);
  }

  private static List<Inventory.HostEntry> hosts(Inventory inventory, ParseResult arguments)
      throws UsageException {
    String wanted = arguments.matchedOptionValue("--host", "");
    if (wanted.isEmpty()) {
      return inventory.hosts();
    }
    Optional<Inventory.HostEntry> host = inventory.host(wanted);
    if (host.isEmpty()) {
      List<String> names = inventory.hosts().stream().map(h -> h.name().value()).toList();
      throw new UsageException(
          "there is no host `%s` in the inventory; %s"
              .formatted(
                  wanted,
                  Spelling.nearest(wanted, names)
                      .map("did you mean `%s`?"::formatted)
                      .orElse("it has " + String.join(", ", names))));
    }
    return List.of(host.get());
  }

  private static List<OutputFile> files(
      Inventory.HostEntry host, Workspace workspace, Templates templates, List<Diagnostic> findings)
      throws Templates.TemplateException {
    String name = host.name().value();
    List<OutputFile> files = new ArrayList<>();
    for (Workspace.Read read : workspace.readings()) {
      if (read.source().host().filter(name::equals).isPresent()) {
        files.addAll(KeepalivedEmitter.emit(read.reading().expansion().files(), findings::add));
      }
    }
    files.addAll(new DebianEmitter(templates, findings::add).emit(host, workspace.fleet()));
    return files.stream()
        .map(file -> new OutputFile(name + "/" + file.path(), file.mode(), file.text()))
        .toList();
  }

  private static Function<String, Optional<String>> ownTemplates(ParseResult arguments)
      throws UnreadableException {
    String folder = arguments.matchedOptionValue("--templates", "");
    if (folder.isEmpty()) {
      return _ -> Optional.empty();
    }
    Path root = Path.of(folder);
    if (!Files.isDirectory(root)) {
      throw new UnreadableException("cannot read templates from " + folder + ": it is no folder");
    }
    return name -> {
      Path file = root.resolve(name);
      try {
        return Files.exists(file)
            ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
            : Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Errors in a host's own files, or in the inventory, stop it; a draft's do not. */
  private static boolean refuses(
      List<Diagnostic> findings,
      Workspace workspace,
      List<Inventory.HostEntry> hosts,
      ParseResult arguments,
      Console console)
      throws UsageException {
    Set<String> names = new HashSet<>();
    hosts.forEach(host -> names.add(host.name().value()));
    String inventory = workspace.fleet().inventory().map(each -> each.file().name()).orElse("");
    List<Diagnostic> concerning =
        findings.stream()
            .filter(found -> {
              SourceFile file = found.span().file();
              return file.name().equals(inventory)
                  || file.host().filter(names::contains).isPresent();
            })
            .filter(found -> found.severity().compareTo(Severity.NOTE) > 0)
            .toList();
    Report report =
        Report.of(
            Suppressions.withErrors(concerning, workspace.files(), RuleCatalogue.ALL),
            workspace.files());
    TextReport text =
        new TextReport(console.err(), Options.colour(arguments, console), console.findingsWidth());
    text.print(report);
    if (report.reaches(Severity.ERROR)) {
      console.complain("nothing was written: correct the errors above first");
      return true;
    }
    return false;
  }

  private static int deliver(
      List<OutputFile> files, Path output, ParseResult arguments, Console console)
      throws UnreadableException, UsageException {
    OutputTree tree = new OutputTree(output);
    if (arguments.hasMatchedOption("--check") || arguments.hasMatchedOption("--diff")) {
      List<OutputFile> changed = tree.changed(files);
      if (arguments.hasMatchedOption("--diff")) {
        for (OutputFile file : changed) {
          console.out().print(tree.diff(file));
        }
      } else {
        changed.forEach(file ->
            console
                .out()
                .println(
                    output.resolve(file.path())
                        + (tree.has(file) ? " is not up to date" : " is missing")));
      }
      return changed.isEmpty() || !arguments.hasMatchedOption("--check")
          ? ExitCode.OK
          : ExitCode.FINDINGS;
    }
    for (OutputFile file : files) {
      boolean written = tree.write(file);
      if (!Options.isQuiet(arguments)) {
        console
            .out()
            .println((written ? "wrote      " : "unchanged  ") + output.resolve(file.path()));
      }
    }
    return ExitCode.OK;
  }
}
