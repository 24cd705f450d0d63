package dev.relais.report;

import dev.relais.bind.ConfigReader;
import dev.relais.bind.ConfigReader.Reading;
import dev.relais.diag.Diagnostic;
import dev.relais.emit.DebianEmitter;
import dev.relais.emit.KeepalivedEmitter;
import dev.relais.emit.Templates;
import dev.relais.emit.Templates.TemplateException;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.fleet.Fleet;
import dev.relais.fleet.Host;
import dev.relais.fleet.Inventory;
import dev.relais.fleet.InventoryReader;
import dev.relais.lint.Linter;
import dev.relais.lint.Suppressions;
import dev.relais.lower.Lowering;
import dev.relais.model.Model;
import dev.relais.model.Modeler;
import dev.relais.project.ProjectReader;
import dev.relais.report.RulePage.Part.Example;
import dev.relais.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The blocks of one example, read and looked at as a command would that is given their files. */
final class ExampleRun {
  private final List<Example> blocks;
  private final Map<String, SourceFile> files = new HashMap<>();
  private final List<Diagnostic> findings = new ArrayList<>();
  private final List<SourceFile> read = new ArrayList<>();

  ExampleRun(List<Example> blocks) {
    this.blocks = blocks;
    for (Example block : blocks) {
      SourceFile file =
          SourceFile.decode(block.fileName(), block.text().getBytes(StandardCharsets.UTF_8));
      SourceFile other = files.put(block.fileName(), block.host().map(file::onHost).orElse(file));
      if (other != null) {
        throw new AssertionError(
            "two blocks are the file %s: put a sentence between them".formatted(other.name()));
      }
    }
  }

  /** What is found, each once. */
  List<Diagnostic> findings() {
    Optional<Inventory> inventory =
        blocks.stream()
            .filter(Example::isInventory)
            .findFirst()
            .flatMap(block -> InventoryReader.read(file(block), findings::add));
    for (Example block : blocks) {
      if (block.isProject()) {
        ProjectReader.read(file(block), RuleCatalogue.ALL, findings::add);
      }
    }
    List<Host> hosts = new ArrayList<>();
    List<Model> alone = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    for (Example block : blocks) {
      if (block.isInventory() || block.includedFile().isPresent()) {
        continue;
      }
      Optional<Inventory.HostEntry> entry =
          block.host().flatMap(name -> inventory.flatMap(facts -> facts.host(name)));
      Environment environment =
          Inventory.environment(Environment.NONE.withTarget(block.target()), block.host(), entry);
      Reading reading = ConfigReader.read(file(block), environment, this::include, findings::add);
      readings.add(reading);
      read.addAll(reading.expansion().files());
      Model model = Modeler.resolve(reading.config(), block.host());
      block
          .host()
          .ifPresentOrElse(name -> hosts.add(new Host(name, model, entry)), () -> alone.add(model));
    }
    Fleet fleet = Fleet.of(hosts, alone, inventory);
    Linter.check(fleet, findings::add);
    switch (blocks.getFirst().command()) {
      case "compile" -> {
        hosts.forEach(host -> Lowering.lower(host.model(), findings::add));
        alone.forEach(model -> Lowering.lower(model, findings::add));
      }
      case "generate" -> generate(fleet, readings);
      default -> {}
    }
    List<Diagnostic> left =
        Suppressions.apply(findings, read, RuleCatalogue.ALL, (_, _) -> true).findings();
    return Report.of(left, read).findings();
  }

  private void generate(Fleet fleet, List<Reading> readings) {
    for (Reading reading : readings) {
      KeepalivedEmitter.emit(reading.expansion().files(), findings::add);
    }
    DebianEmitter emitter = new DebianEmitter(new Templates(_ -> Optional.empty()), findings::add);
    for (Inventory.HostEntry host : fleet.inventory().orElseThrow().hosts()) {
      try {
        emitter.emit(host, fleet);
      } catch (TemplateException e) {
        throw new AssertionError(e);
      }
    }
  }

  private SourceFile file(Example block) {
    return Objects.requireNonNull(files.get(block.fileName()));
  }

  private IncludeReader.Outcome include(String pattern, SourceFile includer) {
    String name = Path.of(includer.name()).resolveSibling(pattern).normalize().toString();
    SourceFile file = files.get(name);
    return file == null
        ? new IncludeReader.Outcome(
            List.of(),
            List.of(
                new IncludeReader.Problem(
                    IncludeReader.Problem.Kind.MISSING,
                    "There is no file `%s`.".formatted(pattern))))
        : new IncludeReader.Outcome(List.of(file), List.of());
  }
}
