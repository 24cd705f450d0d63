package dev.relais.cli;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.expand.Environment;
import dev.relais.expand.Expander;
import dev.relais.format.Formatter;
import dev.relais.format.LayoutSafety;
import dev.relais.report.Report;
import dev.relais.report.TextReport;
import dev.relais.schema.Schema;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Nesting;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais fmt}. */
final class FmtCommand implements Command {

  @Override
  public String summary() {
    return "lay configurations out";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("fmt");
    specification
        .usageMessage()
        .customSynopsis("relais fmt [OPTIONS] [INPUT…]")
        .description(
            "",
            "Lays configurations out: one statement a line, four blanks a level, an opening brace at",
            "the end of its line. Words, quotes, comments and line ends stay, and so does what the",
            "text means. Files are rewritten in place; permissions and owner stay.",
            "",
            "INPUT is a file, `-` for standard input, which is laid out to standard output, a folder or",
            "an inventory.yaml; the current folder if there is none. Included files are laid out if",
            "they are named. A file whose braces do not pair, or with an open quote, stays as it is.")
        .footer(
            "",
            "Exit status: 0 done, 1 a file has to be corrected first, or --check found a difference,",
            "2 usage, 3 something cannot be read or written.",
            "",
            "Examples:",
            "  relais fmt /etc/keepalived/keepalived.conf",
            "  relais fmt --check --diff .");
    specification
        .addPositional(Options.parameter("INPUT", "0..*", "what to lay out"))
        .addOption(
            OptionSpec.builder("--check")
                .description("write nothing; exit with 1 if a file is not laid out so")
                .build())
        .addOption(
            OptionSpec.builder("--diff")
                .description("write nothing; show what would change")
                .build())
        .addOption(
            OptionSpec.builder("--stdout")
                .description("write to standard output instead of the file")
                .build())
        .addOption(
            Options.text(
                "--stdin-filename", "NAME", "what to call standard input (default <stdin>)"));
    return Options.common(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console)
      throws UsageException, UnreadableException, IOException {
    List<String> named = arguments.matchedPositionalValue(0, List.<String>of());
    Inputs inputs =
        new Inputs(
            console.in(), arguments.matchedOptionValue("--stdin-filename", "<stdin>"), Sink.NONE);
    inputs.addAll(named.isEmpty() ? List.of(".") : named);
    inputs.complaints().forEach(console::complain);
    // A file of several hosts is one file.
    Map<String, SourceFile> files = new LinkedHashMap<>();
    inputs.sources().forEach(source -> files.putIfAbsent(source.file().name(), source.file()));
    boolean toOutput = arguments.hasMatchedOption("--stdout") || named.equals(List.of("-"));
    if (toOutput && files.size() > 1) {
      throw new UsageException("--stdout takes one file, not %s".formatted(files.size()));
    }
    if (!toOutput && named.contains("-")) {
      throw new UsageException("`-` cannot be laid out together with files");
    }
    Run run = new Run(arguments, console, toOutput);
    for (SourceFile file : files.values()) {
      run.take(file);
    }
    run.summary();
    if (!inputs.complaints().isEmpty()) {
      return ExitCode.INPUT_OUTPUT;
    }
    return run.failed ? ExitCode.FINDINGS : ExitCode.OK;
  }

  /** One run over some files. */
  private static final class Run {
    private final Console console;
    private final boolean check;
    private final boolean diff;
    private final boolean toOutput;
    private final boolean quiet;
    private final boolean verbose;
    private final boolean colour;
    private int changed;
    private int unchanged;
    boolean failed;

    Run(ParseResult arguments, Console console, boolean toOutput) throws UsageException {
      this.console = console;
      this.toOutput = toOutput;
      check = arguments.hasMatchedOption("--check");
      diff = arguments.hasMatchedOption("--diff");
      quiet = Options.isQuiet(arguments);
      verbose = Options.isVerbose(arguments);
      colour = Options.colour(arguments, console);
    }

    void take(SourceFile file) throws UnreadableException {
      List<Diagnostic> found = new ArrayList<>();
      SyntaxTree tree = SyntaxParser.parse(file, found::add);
      Nesting.nest(
          Expander.expand(tree, Environment.NONE, new IncludedFiles(), found::add).pieces(),
          Schema.get(),
          found::add);
      List<Diagnostic> structural =
          found.stream()
              .filter(LayoutSafety::forbids)
              .filter(diagnostic -> diagnostic.span().file().equals(file))
              .toList();
      if (!structural.isEmpty()) {
        new TextReport(console.err(), colour, console.findingsWidth())
            .print(Report.of(structural, List.of(file)));
        refuse(file, "correct the errors above first");
        return;
      }
      if (!toOutput && !check && !diff && !Files.isRegularFile(Path.of(file.name()))) {
        refuse(file, "it is no regular file that could be replaced; use --stdout");
        return;
      }
      String text = Formatter.format(tree);
      if (!LayoutSafety.saysTheSame(tree, text)) {
        refuse(file, "a line would become too long for keepalived, or say something else");
        return;
      }
      deliver(file, text);
    }

    private void refuse(SourceFile file, String reason) {
      console.complain("%s was not laid out: %s".formatted(file.name(), reason));
      failed = true;
    }

    private void deliver(SourceFile file, String text) throws UnreadableException {
      boolean same = text.equals(file.text());
      if (same) {
        unchanged++;
      } else {
        changed++;
        failed |= check;
      }
      if (diff) {
        byte[] difference =
            file.encode(UnifiedDiff.of(file.name(), file.name(), file.text(), text));
        console.out().write(difference, 0, difference.length);
      } else if (check) {
        if (!same) {
          console.out().println(file.name() + " is not laid out");
        }
      } else if (toOutput) {
        byte[] bytes = file.encode(text);
        console.out().write(bytes, 0, bytes.length);
      } else if (!same) {
        write(file, text);
        say("laid out   " + file.name());
      } else if (verbose) {
        say("unchanged  " + file.name());
      }
    }

    private void write(SourceFile file, String text) throws UnreadableException {
      Path path = Path.of(file.name());
      try {
        AtomicFile.replace(path, file.encode(text));
      } catch (IOException e) {
        throw OutputTree.unwritable(path, e);
      }
    }

    private void say(String line) {
      if (!quiet) {
        console.out().println(line);
      }
    }

    void summary() {
      if (!toOutput && !diff) {
        say(
            check
                ? "%s to lay out, %s as they should be.".formatted(changed, unchanged)
                : "%s laid out, %s unchanged.".formatted(changed, unchanged));
      }
    }
  }
}
