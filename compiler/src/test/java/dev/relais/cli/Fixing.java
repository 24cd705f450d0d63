package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.expand.Environment;
import dev.relais.source.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Corrects a file as {@code relais lint --fix} does, and tells how it went. */
public final class Fixing {

  private Fixing() {}

  /**
   * What became of a file.
   *
   * @param before its text
   * @param after its corrected text
   * @param passes how many changed something
   * @param converged whether nothing is left that could be corrected
   * @param found what was found before
   * @param left what is found after
   */
  public record Outcome(
      String before,
      String after,
      int passes,
      boolean converged,
      List<Diagnostic> found,
      List<Diagnostic> left) {

    /** How many findings are errors. */
    public static long errors(List<Diagnostic> findings) {
      return findings.stream().filter(each -> each.severity() == Severity.ERROR).count();
    }

    /** How many findings keepalived reports as well. */
    public static long reported(List<Diagnostic> findings) {
      return findings.stream()
          .filter(each -> each.keepalived().filter(Keepalived::reports).isPresent())
          .count();
    }
  }

  /** Corrects a file for keepalived 2.2.7 and leaves it as it is. */
  public static Outcome fix(Path file, boolean unsafe) throws IOException {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Map.of(),
            0);
    try {
      List<String> places = List.of(file.toString());
      Workspace.Named named = Workspace.name(places, "<stdin>", console);
      ParseResult arguments =
          new CommandLine(new LintCommand().specification())
              .parseArgs("--no-config", "--target", "keepalived=2.2.7", file.toString());
      Control control = Control.of(arguments, console);
      Environment environment = control.environment();
      FixableFiles fixable = FixableFiles.of(places, named.inputs(), true);
      Workspace workspace = Workspace.read(named, environment, FixedTexts.NONE);
      FixRun.Look first =
          LintCommand.look(workspace, LintCommand.findings(workspace, control), control, fixable);
      FixRun run =
          new FixRun(
              new FixRequest(true, unsafe, false, false),
              texts -> {
                Workspace again = Workspace.read(named, environment, texts);
                return LintCommand.look(
                    again, LintCommand.findings(again, control), control, fixable);
              },
              first);
      run.run();
      String before = named.inputs().sources().getFirst().file().text();
      return new Outcome(
          before,
          run.texts().text(named.inputs().sources().getFirst().file()).orElse(before),
          run.passes(),
          run.hasConverged(),
          first.findings(),
          run.outcome().findings());
    } catch (UsageException | UnreadableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What changed, as {@code relais lint --diff} shows it. */
  public static String difference(String name, String before, String after) {
    return UnifiedDiff.of(name, name, before, after);
  }

  /** Writes a corrected text beside others, in the encoding of the file that it was. */
  public static Path write(Path original, String text, Path copy) throws IOException {
    Files.createDirectories(Objects.requireNonNull(copy.getParent()));
    return Files.write(
        copy, SourceFile.decode(original.toString(), Files.readAllBytes(original)).encode(text));
  }
}
