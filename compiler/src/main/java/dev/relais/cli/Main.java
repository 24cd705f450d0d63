package dev.relais.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The entry point of {@code relais}. */
public final class Main {
  private static final String HELP = "help";
  private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("lint", new LintCommand());
    COMMANDS.put("fmt", new FmtCommand());
    COMMANDS.put("effective", new EffectiveCommand());
    COMMANDS.put("diff", new DiffCommand());
    COMMANDS.put("keywords", new KeywordsCommand());
    COMMANDS.put("ast", new AstCommand());
    COMMANDS.put("explain", new ExplainCommand());
    COMMANDS.put("rules", new RulesCommand());
    COMMANDS.put("generate", new GenerateCommand());
    COMMANDS.put("compile", new CompileCommand());
    COMMANDS.put("run", new RunCommand());
    COMMANDS.put("ctl", new CtlCommand());
  }

  private Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    int status =
        run(
            arguments,
            System.in,
            new FileOutputStream(FileDescriptor.out),
            System.err,
            System.getenv(),
            Integer.getInteger("relais.columns", 0));
    // To exit instead would look for a logger first.
    Runtime.getRuntime().halt(status);
  }

  /**
   * Runs a command.
   *
   * @return its exit status
   */
  public static int run(
      String[] arguments,
      InputStream in,
      OutputStream out,
      PrintStream err,
      Map<String, String> environment) {
    return run(arguments, in, out, err, environment, 0);
  }

  private static int run(
      String[] arguments,
      InputStream in,
      OutputStream out,
      PrintStream err,
      Map<String, String> environment,
      int columns) {
    Output output = new Output(out);
    Console console = new Console(in, output.printer(), err, environment, columns);
    int status = run(arguments, console);
    console.out().flush();
    if (output.failure().isEmpty() || status == ExitCode.INTERNAL) {
      return status;
    }
    if (Output.isClosedByReader(output.failure().get())) {
      return ExitCode.NO_READER;
    }
    console.complain("cannot write the output: " + output.failure().get().getMessage());
    return ExitCode.INPUT_OUTPUT;
  }

  private static int run(String[] arguments, Console console) {
    try {
      return dispatch(arguments, console);
    } catch (UsageException e) {
      console.complain(String.valueOf(e.getMessage()));
      return ExitCode.USAGE;
    } catch (UnreadableException e) {
      console.complain(String.valueOf(e.getMessage()));
      return ExitCode.INPUT_OUTPUT;
    } catch (IOException e) {
      console.complain("cannot write the output: " + e.getMessage());
      return ExitCode.INPUT_OUTPUT;
    } catch (RuntimeException | Error e) {
      console.complain(
          "this is a bug in Relais, not in your files; please report it with the lines below");
      e.printStackTrace(console.err());
      return ExitCode.INTERNAL;
    }
  }

  private static int dispatch(String[] arguments, Console console)
      throws UsageException, UnreadableException, IOException {
    String[] words = askedForHelp(arguments);
    Command named = words.length == 0 ? null : COMMANDS.get(words[0]);
    if (named != null) {
      CommandSpec specification = named.specification().name("relais " + words[0]);
      ParseResult parsed = parsed(line(specification), Arrays.copyOfRange(words, 1, words.length));
      if (parsed.isUsageHelpRequested()) {
        HelpText.of(specification, named.summary(), console.width());
      }
      return run(named, parsed, console);
    }
    CommandLine line = line(specification(console.width()));
    ParseResult parsed = parsed(line, words);
    if (!parsed.unmatched().isEmpty()) {
      // picocli forgives it where help is asked for.
      throw new UsageException(
          explained(new CommandLine.UnmatchedArgumentException(line, parsed.unmatched())));
    }
    if (parsed.isVersionHelpRequested()) {
      line.printVersionHelp(console.out());
      return ExitCode.OK;
    }
    if (!parsed.hasSubcommand()) {
      boolean asked = parsed.isUsageHelpRequested();
      line.usage(asked ? console.out() : console.err());
      return asked ? ExitCode.OK : ExitCode.USAGE;
    }
    ParseResult subcommand = parsed.subcommand();
    Command command = COMMANDS.get(subcommand.commandSpec().name());
    if (command == null) {
      throw new IllegalStateException("no command " + subcommand.commandSpec().name());
    }
    return run(command, subcommand, console);
  }

  private static CommandLine line(CommandSpec specification) {
    return new CommandLine(specification)
        .setUsageHelpAutoWidth(false)
        .setAbbreviatedOptionsAllowed(false);
  }

  private static ParseResult parsed(CommandLine line, String[] words) throws UsageException {
    try {
      return line.parseArgs(words);
    } catch (ParameterException e) {
      throw new UsageException(explained(e));
    }
  }

  private static int run(Command command, ParseResult arguments, Console console)
      throws UsageException, UnreadableException, IOException {
    if (arguments.isUsageHelpRequested()) {
      arguments.commandSpec().commandLine().usage(console.out());
      return ExitCode.OK;
    }
    return command.run(arguments, console);
  }

  /** {@code relais help lint} is {@code relais lint --help}. */
  private static String[] askedForHelp(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals(HELP)) {
      return arguments;
    }
    return Arrays.stream(arguments)
        .skip(1)
        .filter(argument -> !argument.startsWith("-") && !argument.equals(HELP))
        .findFirst()
        .map(command -> new String[] {command, "--help"})
        .orElse(new String[] {"--help"});
  }

  /**
   * What the command line may be. To describe all commands takes time, so where the first word is
   * one, that one alone is described.
   */
  private static CommandSpec specification(int width) {
    CommandSpec specification = CommandSpec.create().name("relais");
    specification
        .usageMessage()
        .customSynopsis("relais [--version] [--help] COMMAND [ARGUMENTS]")
        .description("", "Compiles, checks, provisions and runs keepalived.conf.")
        .commandListHeading("%nCommands:%n")
        .sortOptions(false)
        .footer("", "`relais help COMMAND` says more of a command.");
    specification
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("print this help")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("print the version")
                .build());
    String version = version();
    specification.version("relais " + (version.isEmpty() ? "(not packaged)" : version));
    COMMANDS.forEach((name, command) ->
        specification.addSubcommand(
            name, new CommandLine(HelpText.of(command.specification(), command.summary(), width))));
    specification.addSubcommand(
        HELP,
        new CommandLine(
            HelpText.of(CommandSpec.create().name(HELP), "say more of a command", width)));
    return HelpText.of(specification, "", width);
  }

  /** The version of Relais; empty where it is not packaged. */
  static String version() {
    Module module = Main.class.getModule();
    if (module.isNamed()) {
      return module.getDescriptor().rawVersion().orElse("");
    }
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  /** What picocli says, in our words where they are clearer, with the next step. */
  private static String explained(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    List<String> words = new ArrayList<>();
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      words.add(
          first.startsWith("-")
              ? "unknown option `%s`".formatted(first)
              : command.equals("relais")
                  ? "unknown command `%s`".formatted(first)
                  : "one argument too many: `%s`".formatted(first));
      List<String> similar = unmatched.getSuggestions();
      if (!similar.isEmpty()) {
        return "%s; did you mean `%s`? `%s --help` lists what it takes"
            .formatted(words.getFirst(), similar.getFirst(), command);
      }
    } else {
      words.add(String.valueOf(e.getMessage()));
    }
    words.add("`%s --help` lists what it takes".formatted(command));
    return String.join("; ", words);
  }
}
