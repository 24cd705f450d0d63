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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** From here on it pays to read several at once. */
  private static final int MANY = 100;

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
    Named named = name(arguments, standardInputName, console);
    Workspace workspace = read(named, environment, Optional.empty());
    named.progress().ends();
    return workspace;
  }

  /** Reads what a command was given that has the options of {@link Options#single}. */
  static Workspace single(ParseResult arguments, Console console) throws UsageException {
    return load(
        arguments.matchedPositionalValue(0, List.<String>of()),
        arguments.matchedOptionValue("--stdin-filename", "<stdin>"),
        Options.environment(arguments, console).withTarget(Options.target(arguments)),
        console);
  }

  /** A configuration read, and what is wrong with it by itself. */
  private record Outcome(Read read, List<Diagnostic> findings) {}

  /**
   * What was named, before anything is made of it.
   *
   * @param inputs the files
   * @param findings in the inventory
   * @param otherwise the release that configurations are for where nothing else says it
   * @param progress told of each that is read
   */
  record Named(Inputs inputs, List<Diagnostic> findings, Target otherwise, Progress progress) {

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
    return new Named(inputs, findings, otherwise, Progress.of(console));
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
    Map<String, Inventory.HostEntry> facts =
        inputs.inventory().stream()
            .flatMap(inventory -> inventory.hosts().stream())
            .collect(Collectors.toMap(e -> e.name().value(), e -> e, (first, _) -> first));
    AtomicInteger number = new AtomicInteger();
    int all = inputs.sources().size();
    Stream<Inputs.Source> sources =
        all < MANY ? inputs.sources().stream() : inputs.sources().parallelStream();
    List<Outcome> outcomes =
        sources
            .map(source -> {
              named.progress().done("reading configuration", number.incrementAndGet(), all);
              Optional<Inventory.HostEntry> entry = source.host().map(facts::get);
              return read(named, environment, source, entry, left, texts);
            })
            .toList();
    for (Outcome outcome : outcomes) {
      findings.addAll(outcome.findings());
      Read read = outcome.read();
      Inputs.Source source = read.source();
      files.addAll(read.reading().expansion().files());
      readings.add(read);
      if (source.host().isPresent() && !source.draft()) {
        String name = source.host().get();
        hosts.add(new Host(name, read.model(), Optional.ofNullable(facts.get(name))));
      } else {
        alone.add(read.model());
      }
    }
    named.progress().begins("comparing hosts");
    return new Workspace(
        Fleet.of(hosts, alone, inputs.inventory()), readings, files, findings, inputs.complaints());
  }

  private static Outcome read(
      Named named,
      Environment environment,
      Inputs.Source source,
      Optional<Inventory.HostEntry> entry,
      List<Line.Range> left,
      FixedTexts texts) {
    Environment given = Inventory.environment(environment, source.host(), entry);
    Environment own =
        given.target().equals(Target.ANY) ? given.withTarget(named.otherwise()) : given;
    List<Diagnostic> found = new ArrayList<>();
    ConfigReader.Reading reading =
        ConfigReader.read(texts.of(source.file()), left, own, new IncludedFiles(texts), found::add);
    Model model = Modeler.resolve(reading.config(), source.host());
    return new Outcome(new Read(source, reading, model), withoutConsequences(found));
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
    Map<SourceFile, Model> models = new HashMap<>();
    readings.forEach(read ->
        read.reading().expansion().files().forEach(file -> models.putIfAbsent(file, read.model())));
    return all.stream()
        .map(found -> ConfigurationTest.judge(found, !unseen.contains(found.span().file())))
        .map(found ->
            ScriptsBeside.judge(found, Optional.ofNullable(models.get(found.span().file()))))
        .toList();
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
