package dev.relais.cli;

import dev.relais.bind.BindRules;
import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import dev.relais.expand.Environment;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.fleet.Inventory;
import dev.relais.lint.ConfigurationTest;
import dev.relais.lint.Repeats;
import dev.relais.model.Model;
import dev.relais.model.Modeler;
import dev.relais.schema.Target;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/**
 * Everything that was named on the command line, read and resolved.
 *
 * @param fleet the hosts that are looked at together, and what is looked at alone
 * @param readings of all configurations, in order
 * @param files all that were read, includes and inventory among them, in order
 * @param findings of the stages up to here
 * @param complaints why something could not be read
 */
record Workspace(
    Fleet fleet,
    List<Read> readings,
    List<SourceFile> files,
    List<Diagnostic> findings,
    List<String> complaints) {

  /**
   * A configuration read.
   *
   * @param source what was named
   * @param reading its tree
   * @param model what it will do
   */
  record Read(Inputs.Source source, ConfigReader.Reading reading, Model model) {}

  /**
   * Reads what was named.
   *
   * @param arguments files, folders, an inventory, {@code HOST=FILE} or {@code -}
   * @param environment what configurations are expanded with
   * @throws UsageException if an argument names nothing
   */
  static Workspace load(
      List<String> arguments, String standardInputName, Environment environment, Console console)
      throws UsageException {
    return read(name(arguments, standardInputName, console), environment, Optional.empty());
  }

  /** Reads what a command was given that has the options of {@link Options#single}. */
  static Workspace single(ParseResult arguments, Console console) throws UsageException {
    return load(
        arguments.matchedPositionalValue(0, List.<String>of()),
        arguments.matchedOptionValue("--stdin-filename", "<stdin>"),
        Options.environment(arguments, console).withTarget(Options.target(arguments)),
        console);
  }

  /**
   * What was named, before anything is made of it.
   *
   * @param inputs the files
   * @param findings in the inventory
   * @param otherwise the release that configurations are for where nothing else says it
   */
  record Named(Inputs inputs, List<Diagnostic> findings, Target otherwise) {

    /** The only configuration, where there is one and nothing says which host runs it. */
    Optional<SourceFile> alone() {
      List<Inputs.Source> sources = inputs.sources();
      return sources.size() == 1
              && sources.getFirst().host().isEmpty()
              && inputs.inventory().isEmpty()
          ? Optional.of(sources.getFirst().file())
          : Optional.empty();
    }
  }

  /**
   * Finds what was named; the arguments are those of {@link #load}.
   *
   * @throws UsageException if an argument names nothing
   */
  static Named name(List<String> arguments, String standardInputName, Console console)
      throws UsageException {
    return name(arguments, standardInputName, console, _ -> false, Target.ANY);
  }

  /**
   * Finds what was named; the arguments are those of {@link #load}.
   *
   * @param excluded the files in folders that are passed over
   * @param otherwise the release that configurations are for where nothing else says it
   * @throws UsageException if an argument names nothing
   */
  static Named name(
      List<String> arguments,
      String standardInputName,
      Console console,
      Predicate<Path> excluded,
      Target otherwise)
      throws UsageException {
    List<Diagnostic> findings = new ArrayList<>();
    Inputs inputs = new Inputs(console.in(), standardInputName, excluded, findings::add);
    inputs.addAll(arguments);
    return new Named(inputs, findings, otherwise);
  }

  /**
   * Reads what was named.
   *
   * @param repeats of the only configuration, which are left out
   */
  static Workspace read(Named named, Environment environment, Optional<Repeats> repeats) {
    return read(named, environment, repeats, FixedTexts.NONE);
  }

  /** Reads what was named, as it is after corrections. */
  static Workspace read(Named named, Environment environment, FixedTexts texts) {
    return read(named, environment, Optional.empty(), texts);
  }

  private static Workspace read(
      Named named, Environment environment, Optional<Repeats> repeats, FixedTexts texts) {
    Inputs inputs = named.inputs();
    List<Diagnostic> findings = new ArrayList<>(named.findings());
    List<Line.Range> left = repeats.map(Repeats::ranges).orElse(List.of());
    List<SourceFile> files = new ArrayList<>();
    inputs.inventory().ifPresent(inventory -> files.add(inventory.file()));
    List<Read> readings = new ArrayList<>();
    List<Host> hosts = new ArrayList<>();
    List<Model> alone = new ArrayList<>();
    for (Inputs.Source source : inputs.sources()) {
      Environment given = Inventory.environment(environment, source.host(), inputs.inventory());
      Environment own =
          given.target().equals(Target.ANY) ? given.withTarget(named.otherwise()) : given;
      List<Diagnostic> found = new ArrayList<>();
      ConfigReader.Reading reading =
          ConfigReader.read(
              texts.of(source.file()), left, own, new IncludedFiles(texts), found::add);
      findings.addAll(withoutConsequences(found));
      Model model = Modeler.resolve(reading.config(), source.host());
      files.addAll(reading.expansion().files());
      readings.add(new Read(source, reading, model));
      if (source.host().isPresent() && !source.draft()) {
        String name = source.host().get();
        Optional<Host> host =
            inputs
                .inventory()
                .flatMap(inventory -> inventory.host(name))
                .map(facts -> new Host(name, model, Optional.of(facts)));
        hosts.add(host.orElse(new Host(name, model, Optional.empty())));
      } else {
        alone.add(model);
      }
    }
    return new Workspace(
        Fleet.of(hosts, alone, inputs.inventory()), readings, files, findings, inputs.complaints());
  }

  /** A configuration that is empty because of a mistake, such as an include of itself, has one. */
  private static List<Diagnostic> withoutConsequences(List<Diagnostic> found) {
    boolean isExplained =
        found.stream()
            .filter(diagnostic -> !diagnostic.rule().equals(BindRules.EMPTY))
            .anyMatch(diagnostic -> diagnostic.severity() != Severity.NOTE);
    return found.stream()
        .filter(diagnostic -> !isExplained || !diagnostic.rule().equals(BindRules.EMPTY))
        .toList();
  }

  /** What the only configuration will do. */
  Model onlyModel() {
    return readings.getFirst().model();
  }

  /** Findings of these and of later stages, with what keepalived's own test says of each. */
  List<Diagnostic> judged(List<Diagnostic> all) {
    Set<SourceFile> unseen =
        readings.stream()
            .filter(read -> !ConfigurationTest.looksAt(read.reading().config()))
            .flatMap(read -> read.reading().expansion().files().stream())
            .collect(Collectors.toSet());
    return all.stream()
        .map(found -> ConfigurationTest.judge(found, !unseen.contains(found.span().file())))
        .map(found -> ScriptsBeside.judge(found, modelOf(found.span().file())))
        .toList();
  }

  private Optional<Model> modelOf(SourceFile file) {
    return readings.stream()
        .filter(read -> read.reading().expansion().files().contains(file))
        .map(Read::model)
        .findFirst();
  }

  /**
   * The one configuration that a command looks at.
   *
   * @param host the host whose it is; empty to take the only one
   * @param command for the message
   */
  Read one(String host, String command) throws UsageException {
    List<Read> all =
        readings.stream()
            .filter(read -> host.isEmpty() || read.source().host().filter(host::equals).isPresent())
            .filter(read -> !read.source().draft())
            .toList();
    if (all.size() == 1) {
      return all.getFirst();
    }
    List<String> names = readings.stream().flatMap(read -> read.source().host().stream()).toList();
    throw new UsageException(
        all.isEmpty()
            ? "there is no configuration for `%s`; the hosts are %s"
                .formatted(host, String.join(", ", names))
            : "%s takes one configuration; choose a host with --host: %s"
                .formatted(command, String.join(", ", names)));
  }
}
