package dev.relais.cli;

import dev.relais.diag.Fix;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which corrections a user asks for, and what becomes of them.
 *
 * @param fixes whether there is anything to do
 * @param unsafe whether those count that guess
 * @param diff whether they are shown, not written
 * @param toOutput whether the corrected text is that of standard input, and goes to standard output
 */
record FixRequest(boolean fixes, boolean unsafe, boolean diff, boolean toOutput) {

  /** The options. */
  static CommandSpec options(CommandSpec specification) {
    return specification
        .addOption(
            OptionSpec.builder("--fix")
                .description(
                    "correct in place what can be corrected with certainty, then report the rest;"
                        + " standard input goes to standard output")
                .build())
        .addOption(
            OptionSpec.builder("--unsafe-fixes")
                .description("with --fix or --diff: also make corrections that guess")
                .build())
        .addOption(
            OptionSpec.builder("--diff")
                .description(
                    "write nothing; show what --fix would change, and exit with 1 if it would")
                .build());
  }

  /**
   * What was asked for.
   *
   * @throws UsageException if the options do not go together
   */
  static FixRequest of(ParseResult arguments, List<String> inputs) throws UsageException {
    boolean diff = arguments.hasMatchedOption("--diff");
    boolean fixes = diff || arguments.hasMatchedOption("--fix");
    boolean unsafe = arguments.hasMatchedOption("--unsafe-fixes");
    if (unsafe && !fixes) {
      throw new UsageException("--unsafe-fixes goes with --fix or with --diff");
    }
    if (diff && arguments.hasMatchedOption("--format")) {
      throw new UsageException("--diff shows a difference and no findings: leave out --format");
    }
    boolean standardInput = inputs.contains("-");
    if (fixes && standardInput && inputs.size() > 1) {
      throw new UsageException("`-` cannot be fixed together with files");
    }
    return new FixRequest(fixes, unsafe, diff, fixes && !diff && standardInput);
  }

  /** Whether a correction is asked for. */
  boolean wants(Fix fix) {
    return fixes && (fix.safe() || unsafe);
  }
}
