package dev.relais.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code relais run}. The launcher starts relaisd for it, in a JVM with the flags of a daemon; what
 * arrives here is a call for help, or one that went past the launcher.
 */
final class RunCommand implements Command {
  @Override
  public String summary() {
    return "run a configuration in the foreground";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("run");
    specification
        .usageMessage()
        .customSynopsis("relais run [OPTIONS] FILE")
        .description(
            "",
            "Compiles a configuration and runs it in the foreground, with its log on standard",
            "error: `relaisd -n -l -D FILE`. FILE may also be a plan that was compiled before; its",
            "name then ends in .json. `relaisd --help` lists the options and signals.")
        .footer(
            "",
            "Exit status: 0 stopped by a signal, 2 it cannot run, or usage.",
            "",
            "Examples:",
            "  relais run /etc/keepalived/keepalived.conf",
            "  relais run -p /run/web.pid plan.json");
    specification.addPositional(
        Options.parameter("FILE", "0..1", "a configuration or a plan (default: keepalived's)"));
    return Options.helpOnly(specification);
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException {
    throw new UsageException("run starts the daemon: call it through the launcher `relais`");
  }
}
