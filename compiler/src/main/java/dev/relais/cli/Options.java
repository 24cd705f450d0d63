package dev.relais.cli;

import dev.relais.expand.Environment;
import dev.relais.schema.Spelling;
import dev.relais.schema.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Options that several commands have. */
final class Options {

  private Options() {}

  /** {@code --help}, {@code --color}, {@code -q} and {@code -v}, which every command has. */
  static CommandSpec common(CommandSpec specification) {
    return help(
        layout(specification)
            .addOption(
                OptionSpec.builder("--color")
                    .paramLabel("WHEN")
                    .type(String.class)
                    .description("auto, always or never; NO_COLOR in the environment means never")
                    .build())
            .addOption(
                OptionSpec.builder("-q", "--quiet").description("print findings only").build())
            .addOption(
                OptionSpec.builder("-v", "--verbose")
                    .description("say what is looked at")
                    .build()));
  }

  /** {@code --help} alone, for a command that another program takes over. */
  static CommandSpec helpOnly(CommandSpec specification) {
    return help(layout(specification));
  }

  private static CommandSpec layout(CommandSpec specification) {
    specification
        .usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%nArguments:%n");
    return specification;
  }

  private static CommandSpec help(CommandSpec specification) {
    return specification.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("print this help").build());
  }

  /** What configurations are expanded with. */
  static CommandSpec expansion(CommandSpec specification) {
    return specification
        .addOption(
            OptionSpec.builder("--config-id")
                .paramLabel("ID")
                .type(String.class)
                .description(
                    "what `@ID` lines are compared with; the name of the host where one is known,"
                        + " else the first id that the file names")
                .build())
        .addOption(
            texts(
                "--define",
                "NAME=VALUE",
                "define `$NAME` before the file is read; may be repeated"));
  }

  /** What commands have that look at one configuration. */
  static CommandSpec single(CommandSpec specification) {
    specification
        .addPositional(parameter("INPUT", "1", "a configuration, `-`, or an inventory with --host"))
        .addOption(text("--host", "NAME", "the host of the inventory to look at"))
        .addOption(
            text("--stdin-filename", "NAME", "what to call standard input (default <stdin>)"));
    return common(target(expansion(specification)));
  }

  /** The release that configurations are for. */
  static CommandSpec target(CommandSpec specification) {
    return specification.addOption(
        text(
            "--target",
            "RELEASE",
            "the keepalived that will read it: keepalived=2.2.7, or a distribution's release such"
                + " as debian-12; an inventory may say it for each host"));
  }

  /** The release that was named. */
  static Target target(ParseResult arguments) throws UsageException {
    String name = arguments.matchedOptionValue("--target", "");
    if (name.isEmpty()) {
      return Target.ANY;
    }
    Optional<Target> target = Target.parse(name);
    if (target.isEmpty()) {
      throw new UsageException(
          "--target takes keepalived=VERSION or a release of a distribution, not `%s`; %s"
              .formatted(
                  name,
                  Spelling.nearest(name, Target.distributions())
                      .map("did you mean `%s`?"::formatted)
                      .orElse("known are " + String.join(", ", Target.distributions()))));
    }
    return target.get();
  }

  static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  /** An option that may be given more than once. */
  static OptionSpec texts(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description)
        .build();
  }

  static PositionalParamSpec parameter(String label, String arity, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .arity(arity)
        .required(!arity.startsWith("0"))
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description)
        .build();
  }

  /**
   * One of several arguments, each of another kind.
   *
   * @param index from 0
   */
  static PositionalParamSpec parameterAt(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(String.valueOf(index))
        .paramLabel(label)
        .arity("1")
        .required(true)
        .type(String.class)
        .description(description)
        .build();
  }

  static Environment environment(ParseResult arguments, Console console) throws UsageException {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (String definition : list(arguments, "--define")) {
      int equals = definition.indexOf('=');
      if (equals < 1 || !definition.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new UsageException("--define takes NAME=VALUE, not `%s`".formatted(definition));
      }
      definitions.put(definition.substring(0, equals), definition.substring(equals + 1));
    }
    return new Environment(
        Target.ANY,
        Optional.ofNullable(arguments.matchedOptionValue("--config-id", (String) null)),
        definitions,
        console.environment());
  }

  static List<String> list(ParseResult arguments, String option) {
    return arguments.matchedOptionValue(option, List.<String>of());
  }

  /** The value of an option that is one of some words. */
  static String oneOf(ParseResult arguments, String option, String standard, List<String> words)
      throws UsageException {
    String value = arguments.matchedOptionValue(option, standard);
    if (!words.contains(value)) {
      throw new UsageException(
          "%s takes %s, not `%s`".formatted(option, String.join(", ", words), value));
    }
    return value;
  }

  /** Whether escape sequences may be written to standard output. */
  static boolean colour(ParseResult arguments, Console console) throws UsageException {
    String when = oneOf(arguments, "--color", "auto", List.of("auto", "always", "never"));
    return switch (when) {
      case "always" -> true;
      case "never" -> false;
      default ->
          console.isTerminal()
              && console.environment().getOrDefault("NO_COLOR", "").isEmpty()
              && !"dumb".equals(console.environment().get("TERM"));
    };
  }

  static boolean isQuiet(ParseResult arguments) {
    return arguments.hasMatchedOption("--quiet");
  }

  static boolean isVerbose(ParseResult arguments) {
    return arguments.hasMatchedOption("--verbose");
  }
}
