package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.project.Project;
import dev.relais.project.ProjectReader;
import dev.relais.report.RuleCatalogue;
import dev.relais.source.SourceFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * The project file that holds for a run.
 *
 * @param project what it says
 * @param folder what its names are relative to: its own folder, or the working folder
 * @param file its text, if there is one
 * @param findings in it
 */
record ProjectFile(
    Project project, Path folder, Optional<SourceFile> file, List<Diagnostic> findings) {
  /** How it is called. */
  static final String NAME = ".relais.yaml";

  /**
   * Finds and reads it: the one that is named, or the nearest above what is looked at.
   *
   * @param inputs as they were named; none for the working folder
   * @param standardInputName what standard input is called
   * @throws UsageException if what is looked at belongs to several projects
   * @throws UnreadableException if there is one and it cannot be read
   */
  static ProjectFile find(ParseResult arguments, List<String> inputs, String standardInputName)
      throws UsageException, UnreadableException {
    Optional<String> named =
        Optional.ofNullable(arguments.matchedOptionValue("--config", (String) null));
    if (arguments.hasMatchedOption("--no-config")) {
      if (named.isPresent()) {
        throw new UsageException("--config names a project file and --no-config wants none");
      }
      return none();
    }
    if (named.isPresent()) {
      return read(path(named.get()), named.get());
    }
    Map<Path, String> found = new LinkedHashMap<>();
    for (String input : inputs.isEmpty() ? List.of(".") : inputs) {
      above(start(input, standardInputName)).ifPresent(file -> found.putIfAbsent(file, input));
    }
    if (found.size() > 1) {
      List<Path> files = List.copyOf(found.keySet());
      throw new UsageException(
          "%s belongs to the project of %s, and %s to that of %s; look at them one by one, or choose a project file with --config"
              .formatted(
                  found.get(files.get(0)),
                  name(files.get(0)),
                  found.get(files.get(1)),
                  name(files.get(1))));
    }
    return found.isEmpty() ? none() : read(found.keySet().iterator().next());
  }

  private static ProjectFile none() {
    return new ProjectFile(Project.NONE, here(), Optional.empty(), List.of());
  }

  private static ProjectFile read(Path file) throws UnreadableException {
    return read(file, name(file));
  }

  private static ProjectFile read(Path file, String name) throws UnreadableException {
    SourceFile text = TextFiles.read(file, name);
    List<Diagnostic> findings = new ArrayList<>();
    Project project = ProjectReader.read(text, RuleCatalogue.ALL, findings::add);
    Path folder = file.toAbsolutePath().normalize().getParent();
    return new ProjectFile(
        project, folder == null ? here() : folder, Optional.of(text), List.copyOf(findings));
  }

  // ------------------------------------------------------------------ paths

  private static Path here() {
    return Path.of("").toAbsolutePath().normalize();
  }

  private static Path path(String name) throws UnreadableException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UnreadableException("cannot read " + name + ": " + e.getReason());
    }
  }

  /** The folder in which the search begins; what is no path is complained of elsewhere. */
  private static Path start(String input, String standardInputName) {
    try {
      Path path = Path.of(input.equals("-") ? standardInputName : input);
      int equals = input.indexOf('=');
      if (equals > 0 && !Files.exists(path)) {
        path = Path.of(input.substring(equals + 1));
      }
      Path absolute = path.toAbsolutePath().normalize();
      Path parent = absolute.getParent();
      return Files.isDirectory(absolute) || parent == null ? absolute : parent;
    } catch (InvalidPathException _) {
      return here();
    }
  }

  private static Optional<Path> above(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve(NAME);
      if (Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** As the user would write it: relative where that is not far. */
  private static String name(Path file) {
    Path folder = file.getParent();
    boolean near = folder != null && (folder.startsWith(here()) || here().startsWith(folder));
    return (near ? here().relativize(file) : file).toString();
  }

  /** The name of a file relative to a folder, with slashes; what is no path keeps its name. */
  static String relative(Path folder, String name) {
    try {
      Path path = Path.of(name);
      boolean isNoFile = name.startsWith("<") && !Files.exists(path);
      return isNoFile ? name : folder.relativize(path.toAbsolutePath().normalize()).toString();
    } catch (InvalidPathException _) {
      return name;
    }
  }

  /** The name of a file relative to the project. */
  String relative(String name) {
    return relative(folder, name);
  }
}
