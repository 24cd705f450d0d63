package dev.relais.cli;

import dev.relais.report.FileNames;
import dev.relais.report.FittedText;
import dev.relais.report.LintRun;
import dev.relais.report.Report;
import dev.relais.report.ReportFormat;
import dev.relais.report.Statistics;
import dev.relais.report.TextReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Where findings go and in which form: {@code --format} and {@code --output}. In GitHub Actions,
 * where no form is asked for, annotations come below the text.
 */
final class FindingsOutput {
  /** They say of themselves where the checkout is, which their readers' paths are relative to. */
  private static final List<String> CHECKOUTS =
      List.of("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE");

  private final Console console;
  private final ReportFormat format;
  private final Optional<Path> file;
  private final boolean isAnnotated;
  private final boolean isQuiet;
  private final boolean isColoured;

  private FindingsOutput(
      Console console,
      ReportFormat format,
      Optional<Path> file,
      boolean isAnnotated,
      boolean isQuiet,
      boolean isColoured) {
    this.console = console;
    this.format = format;
    this.file = file;
    this.isAnnotated = isAnnotated;
    this.isQuiet = isQuiet;
    this.isColoured = isColoured;
  }

  /** The options that {@link #of} reads. */
  static CommandSpec options(CommandSpec specification) {
    return specification
        .addOption(
            Options.text(
                "--format",
                "FORMAT",
                "text (default), json, sarif, github, gitlab, checkstyle or junit; in GitHub"
                    + " Actions text and annotations below it"))
        .addOption(
            Options.text(
                "--output",
                "FILE",
                "write the findings to a file, as a whole or not at all; standard output says how"
                    + " many there are"));
  }

  /**
   * What the command line asks for.
   *
   * @throws UsageException if it asks for a form that there is not, or names no file
   */
  static FindingsOutput of(ParseResult arguments, Console console) throws UsageException {
    ReportFormat format =
        ReportFormat.of(Options.oneOf(arguments, "--format", "text", ReportFormat.words()));
    Optional<Path> file = file(arguments);
    boolean isAnnotated =
        !arguments.hasMatchedOption("--format")
            && "true".equals(console.environment().get("GITHUB_ACTIONS"));
    // Escape sequences are for terminals, so in a file they are only what was asked for.
    boolean isColoured =
        Options.colour(arguments, console)
            && (file.isEmpty() || arguments.hasMatchedOption("--color"));
    return new FindingsOutput(
        console, format, file, isAnnotated, Options.isQuiet(arguments), isColoured);
  }

  private static Optional<Path> file(ParseResult arguments) throws UsageException {
    if (!arguments.hasMatchedOption("--output")) {
      return Optional.empty();
    }
    String name = arguments.matchedOptionValue("--output", "");
    if (name.isEmpty()) {
      throw new UsageException("--output takes the name of a file, or `-` for standard output");
    }
    try {
      return name.equals("-") ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      throw new UsageException("--output cannot be `%s`: %s".formatted(name, e.getReason()));
    }
  }

  /** How documents for programs call files: by their places in the checkout that is worked on. */
  FileNames names() {
    Map<String, String> environment = console.environment();
    Optional<Path> checkout =
        CHECKOUTS.stream()
            .flatMap(variable -> Stream.ofNullable(environment.get(variable)))
            .filter(folder -> folder.startsWith("/"))
            .map(Path::of)
            .findFirst();
    return FileNames.in(Path.of(""), checkout);
  }

  /**
   * Writes the findings.
   *
   * @param compared prints which hosts were compared, where that is to be said
   * @param out where they go if they do not go into a file
   * @throws UsageException if the file is one of those that were read
   * @throws UnreadableException if it cannot be written
   */
  void write(Report report, LintRun run, Consumer<PrintStream> compared, PrintStream out)
      throws UsageException, UnreadableException, IOException {
    if (file.isPresent()) {
      ByteArrayOutputStream document = new ByteArrayOutputStream();
      write(report, run, compared, document, FittedText.NONE);
      save(file.get(), document.toByteArray(), run.files());
      if (!isQuiet) {
        new TextReport(out, false, FittedText.NONE).printSummary(report);
      }
    } else {
      write(report, run, compared, out, console.findingsWidth());
    }
    if (isAnnotated) {
      ReportFormat.GITHUB.writer().write(report, run, out);
    }
  }

  private void write(
      Report report, LintRun run, Consumer<PrintStream> compared, OutputStream out, int width)
      throws IOException {
    if (format != ReportFormat.TEXT) {
      format.writer().write(report, run, out);
      return;
    }
    PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
    TextReport text = new TextReport(print, isColoured, width);
    if (run.statistics()) {
      Statistics.of(report).print(print);
    } else {
      text.print(report);
    }
    compared.accept(print);
    if (!isQuiet && report.files() > 0) {
      run.corrections().done().forEach(print::println);
      text.printSummary(report);
      run.corrections().offered().ifPresent(print::println);
    }
    print.flush();
  }

  private static void save(Path path, byte[] document, List<String> read)
      throws UsageException, UnreadableException {
    try {
      if (isOneOf(path, read)) {
        throw new UsageException(
            "--output would overwrite `%s`, which is looked at".formatted(path));
      }
      if (Files.isDirectory(path)) {
        throw new UnreadableException("cannot write " + path + ": it is a folder");
      }
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw new UnreadableException(
            "cannot write %s: there is no folder %s".formatted(path, folder));
      }
      AtomicFile.put(path, document);
    } catch (IOException e) {
      throw OutputTree.unwritable(path, e);
    }
  }

  private static boolean isOneOf(Path path, List<String> read) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    for (String name : read) {
      Path file = Path.of(name);
      if (Files.exists(file) && Files.isSameFile(path, file)) {
        return true;
      }
    }
    return false;
  }
}
