package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.RulePattern;
import dev.relais.diag.Severity;
import dev.relais.expand.Environment;
import dev.relais.lint.Suppressions;
import dev.relais.project.Project;
import dev.relais.report.Baseline;
import dev.relais.report.Report;
import dev.relais.report.RuleCatalogue;
import dev.relais.report.Silenced;
import dev.relais.schema.Target;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which findings count, and as what: by comments, by the project file, by the baseline, and by the
 * command line, which goes before the project file.
 */
final class Control {
  private final ProjectFile project;
  private final List<String> inputs;
  private final RuleSelection selection;
  private final Severity threshold;
  private final Environment environment;
  private final Target otherwise;
  private final Optional<BaselineFile> baseline;
  private final boolean writes;

  private Control(
      ProjectFile project,
      List<String> inputs,
      RuleSelection selection,
      Severity threshold,
      Environment environment,
      Optional<BaselineFile> baseline,
      boolean writes) {
    this.project = project;
    this.inputs = inputs;
    this.selection = selection;
    this.threshold = threshold;
    this.environment = environment;
    this.otherwise = project.project().target().orElse(Target.ANY);
    this.baseline = baseline;
    this.writes = writes;
  }

  /**
   * Findings that count.
   *
   * @param findings in order, each once
   * @param silenced how many others there are
   * @param next what the baseline is to become; empty if it stays
   */
  record Kept(List<Diagnostic> findings, Silenced silenced, Optional<Baseline> next) {}

  // ------------------------------------------------------------------ options

  /** The options. */
  static CommandSpec options(CommandSpec specification) {
    return specification
        .addOption(
            Options.text(
                "--fail-on",
                "SEVERITY",
                "exit with 1 from this severity on: note, warning or error (default)"))
        .addOption(
            Options.texts(
                "--select",
                "RULE,…",
                "only these rules: codes, names, or beginnings such as KF; rules on request need"
                    + " their name"))
        .addOption(Options.texts("--ignore", "RULE,…", "not these rules"))
        .addOption(Options.text("--config", "FILE", "a project file, not the nearest .relais.yaml"))
        .addOption(OptionSpec.builder("--no-config").description("read no project file").build())
        .addOption(
            Options.text("--baseline", "FILE", "leave out the findings that this file knows"))
        .addOption(
            OptionSpec.builder("--write-baseline")
                .description("write all findings to the baseline, to begin with those that are new")
                .build());
  }

  /**
   * What the command line and the project file say.
   *
   * @throws UsageException if the command line is wrong
   * @throws UnreadableException if a file cannot be read that was named
   */
  static Control of(ParseResult arguments, Console console)
      throws UsageException, UnreadableException {
    List<String> named = arguments.matchedPositionalValue(0, List.<String>of());
    String standardInputName = arguments.matchedOptionValue("--stdin-filename", "<stdin>");
    List<RulePattern> select = RuleSelection.parse(Options.list(arguments, "--select"));
    List<RulePattern> ignore = RuleSelection.parse(Options.list(arguments, "--ignore"));
    Optional<Severity> failOn = failOn(arguments);
    Environment given =
        Options.environment(arguments, console).withTarget(Options.target(arguments));
    ProjectFile file = ProjectFile.find(arguments, named, standardInputName);
    Project project = file.project();
    boolean writes = arguments.hasMatchedOption("--write-baseline");
    return new Control(
        file,
        inputs(named, file),
        RuleSelection.of(
            select.isEmpty() ? project.select() : select,
            ignore.isEmpty() ? project.ignore() : ignore),
        failOn.or(project::failOn).orElse(Severity.ERROR),
        environment(given, project),
        baseline(arguments.matchedOptionValue("--baseline", ""), file, writes),
        writes);
  }

  private static Optional<Severity> failOn(ParseResult arguments) throws UsageException {
    if (!arguments.hasMatchedOption("--fail-on")) {
      return Optional.empty();
    }
    String word =
        Options.oneOf(arguments, "--fail-on", "error", List.of("note", "warning", "error"));
    return Optional.of(Severity.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  /** Where nothing is named, or the folder of the project, its inventory is what is meant. */
  private static List<String> inputs(List<String> named, ProjectFile file)
      throws UnreadableException {
    List<String> inputs = named.isEmpty() ? List.of(".") : named;
    Optional<Located<String>> inventory = file.project().inventory();
    if (inventory.isEmpty()) {
      return inputs;
    }
    List<String> resolved = new ArrayList<>();
    for (String input : inputs) {
      resolved.add(
          isFolderOf(file, input) ? beside(file, inventory.get().value()).toString() : input);
    }
    return resolved;
  }

  private static boolean isFolderOf(ProjectFile file, String input) {
    try {
      Path path = Path.of(input).toAbsolutePath().normalize();
      return Files.isDirectory(path) && path.equals(file.folder());
    } catch (InvalidPathException _) {
      return false;
    }
  }

  /** A file that the project file names, as the project file itself was named. */
  private static Path beside(ProjectFile file, String name) throws UnreadableException {
    try {
      return file.file()
          .map(text -> Path.of(text.name()).resolveSibling(name))
          .orElse(Path.of(name))
          .normalize();
    } catch (InvalidPathException e) {
      throw new UnreadableException("cannot read " + name + ": " + e.getReason());
    }
  }

  private static Environment environment(Environment given, Project project) {
    Map<String, String> definitions = new LinkedHashMap<>(project.definitions());
    definitions.putAll(given.definitions());
    return new Environment(
        given.target(),
        given.configurationId().or(project::configurationId),
        definitions,
        given.variables());
  }

  private static Optional<BaselineFile> baseline(String named, ProjectFile file, boolean writes)
      throws UnreadableException {
    Path path;
    if (!named.isEmpty()) {
      try {
        path = Path.of(named);
      } catch (InvalidPathException e) {
        throw new UnreadableException("cannot read " + named + ": " + e.getReason());
      }
    } else if (file.project().baseline().isPresent()) {
      path = beside(file, file.project().baseline().get());
    } else if (writes) {
      path = beside(file, BaselineFile.NAME);
    } else {
      return Optional.empty();
    }
    return Optional.of(BaselineFile.read(path, path.toString(), writes));
  }

  // ------------------------------------------------------------------ answers

  /** What is to be looked at. */
  List<String> inputs() {
    return inputs;
  }

  /** What configurations are expanded with; its release is that of the command line. */
  Environment environment() {
    return environment;
  }

  /** The release that configurations are for where neither command line nor inventory say it. */
  Target otherwise() {
    return otherwise;
  }

  /** From which severity on a run fails. */
  Severity threshold() {
    return threshold;
  }

  /** Whether a rule counts, as far as no file is concerned. */
  boolean counts(RuleInfo rule) {
    return selection.counts(rule);
  }

  /** Whether a file in a folder is passed over. */
  boolean excludes(Path path) {
    return project.project().excludes(project.relative(path.toString()));
  }

  /** What the project file and the baseline are, for people; empty if there are none. */
  List<String> description() {
    List<String> lines = new ArrayList<>();
    project.file().ifPresent(file -> lines.add("Project file: %s.".formatted(file.name())));
    baseline.ifPresent(file -> lines.add("Baseline: %s.".formatted(file.shown())));
    return lines;
  }

  // ------------------------------------------------------------------ findings

  /** The files whose findings are shown, in order. */
  List<SourceFile> files(Workspace workspace) {
    List<SourceFile> files = new ArrayList<>();
    if (!project.findings().isEmpty()) {
      project.file().ifPresent(files::add);
    }
    files.addAll(workspace.files());
    return files;
  }

  /** What counts of the findings in a workspace. */
  Kept keep(Workspace workspace, List<Diagnostic> findings) {
    RulesRun run = new RulesRun(workspace, isTargeted(workspace));
    Suppressions.Outcome outcome =
        Suppressions.apply(
            findings,
            workspace.files(),
            RuleCatalogue.ALL,
            (rule, file) -> run.contains(rule, file) && counts(rule, file));
    List<Diagnostic> all = new ArrayList<>(project.findings());
    all.addAll(outcome.findings());
    List<SourceFile> files = files(workspace);
    List<Diagnostic> kept = counted(all, files);
    int suppressed = counted(outcome.suppressed(), files).size();
    if (baseline.isEmpty()) {
      return new Kept(kept, new Silenced(suppressed, 0, 0), Optional.empty());
    }
    Map<String, String> names = new HashMap<>();
    for (SourceFile file : files) {
      names.put(ProjectFile.relative(baseline.get().folder(), file.name()), file.name());
    }
    BaselineFile.Outcome known =
        baseline
            .get()
            .apply(
                kept,
                (rule, file) -> {
                  String name = names.getOrDefault(file, "");
                  return run.contains(rule, name) && counts(rule, name);
                });
    if (!writes) {
      return new Kept(
          known.findings(),
          new Silenced(suppressed, known.known(), known.gone().size()),
          Optional.empty());
    }
    List<Diagnostic> left =
        known.findings().stream().filter(found -> Suppressions.isOwnInput(found.rule())).toList();
    return new Kept(
        left, new Silenced(suppressed, kept.size() - left.size(), 0), Optional.of(known.next()));
  }

  private boolean isTargeted(Workspace workspace) {
    return environment.target().release().isPresent()
        || otherwise.release().isPresent()
        || workspace.fleet().inventory().isPresent();
  }

  private boolean counts(RuleInfo rule, String file) {
    return selection.counts(rule) && project.project().counts(rule.id(), project.relative(file));
  }

  /** Those that count, each once, with the severity that they have here. */
  private List<Diagnostic> counted(List<Diagnostic> findings, List<SourceFile> files) {
    List<Diagnostic> counted = new ArrayList<>();
    for (Diagnostic found : findings) {
      if (counts(found.rule(), found.span().file().name())) {
        counted.add(
            project
                .project()
                .level(found.rule().id())
                .flatMap(Project.Level::severity)
                .map(found::severity)
                .orElse(found));
      }
    }
    return Report.of(counted, files).findings();
  }

  /**
   * Writes the baseline, if that was asked for.
   *
   * @return what was done, for people
   * @throws UnreadableException if it cannot be written
   */
  Optional<String> write(Kept kept) throws UnreadableException {
    if (kept.next().isEmpty() || baseline.isEmpty()) {
      return Optional.empty();
    }
    BaselineFile file = baseline.get();
    Baseline next = kept.next().get();
    long dropped =
        file.baseline().entries().stream().filter(entry -> !next.entries().contains(entry)).count();
    long added =
        next.entries().stream().filter(entry -> !file.baseline().entries().contains(entry)).count();
    file.write(next);
    return Optional.of(
        "%s: %s known %s (%s new, %s dropped)."
            .formatted(
                file.shown(),
                next.entries().size(),
                next.entries().size() == 1 ? "finding" : "findings",
                added,
                dropped));
  }
}
