package dev.relais.cli;

import dev.relais.diag.Severity;
import dev.relais.expand.Environment;
import dev.relais.model.Effective;
import dev.relais.model.EffectiveModeler;
import dev.relais.reload.Change;
import dev.relais.reload.Comparison;
import dev.relais.report.ReloadReport;
import dev.relais.report.ReloadReport.HostChanges;
import dev.relais.schema.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code relais diff}. */
final class DiffCommand implements Command {

  @Override
  public String summary() {
    return "say what a reload would change on a running host";
  }

  @Override
  public CommandSpec specification() {
    CommandSpec specification = CommandSpec.create().name("diff");
    specification
        .usageMessage()
        .customSynopsis("relais diff [OPTIONS] OLD NEW")
        .description(
            "",
            "Says what a reload would change on a host that runs OLD and is given NEW: what it adds,",
            "changes in place, moves, restarts or drops, and what the peers make of it until they",
            "have the new file too. Comments, layout and the order of blocks do not count.")
        .footer(
            "",
            "Exit status: 0 a reload interrupts nothing on the host, 1 it does, 2 usage, 3 something",
            "cannot be read.",
            "",
            "Examples:",
            "  relais diff /etc/keepalived/keepalived.conf keepalived.conf",
            "  git show HEAD:lb1.conf | relais diff - lb1.conf",
            "  relais diff deployed/fleet.yaml fleet.yaml");
    specification
        .addPositional(
            Options.parameterAt(0, "OLD", "what runs: a configuration, `-`, or an inventory"))
        .addPositional(Options.parameterAt(1, "NEW", "what it is to run"))
        .addOption(Options.text("--format", "FORMAT", "text (default) or json"));
    return Options.common(Options.target(Options.expansion(specification)));
  }

  @Override
  public int run(ParseResult arguments, Console console) throws UsageException, IOException {
    String format = Options.oneOf(arguments, "--format", "text", List.of("text", "json"));
    Target target = Options.target(arguments);
    Environment environment = Options.environment(arguments, console).withTarget(target);
    if (named(arguments, 0).equals("-") && named(arguments, 1).equals("-")) {
      throw new UsageException("standard input can be OLD or NEW, not both");
    }
    Workspace before = load(arguments, 0, environment, console);
    Workspace after = load(arguments, 1, environment, console);
    List<String> complaints = new ArrayList<>(before.complaints());
    complaints.addAll(after.complaints());
    if (!complaints.isEmpty()) {
      complaints.forEach(console::complain);
      return ExitCode.INPUT_OUTPUT;
    }
    List<HostChanges> hosts = compare(before, after, target);
    if (format.equals("json")) {
      ReloadReport.writeJson(hosts, console.out());
    } else {
      boolean first = true;
      for (HostChanges host : hosts) {
        if (!first) {
          console.out().println();
        }
        ReloadReport.writeText(host, console.out(), console.width());
        first = false;
      }
    }
    if (!Options.isQuiet(arguments)) {
      warn(after, console);
    }
    return hosts.stream().allMatch(HostChanges::isHitless) ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static Workspace load(
      ParseResult arguments, int position, Environment environment, Console console)
      throws UsageException {
    return Workspace.load(List.of(named(arguments, position)), "<stdin>", environment, console);
  }

  private static String named(ParseResult arguments, int position) {
    return arguments.matchedPositionalValue(position, "");
  }

  private static List<HostChanges> compare(Workspace before, Workspace after, Target target)
      throws UsageException {
    if (before.readings().size() == 1 && after.readings().size() == 1) {
      Workspace.Read old = before.readings().getFirst();
      Workspace.Read now = after.readings().getFirst();
      return List.of(changes(now.source().host(), old, now, target));
    }
    Map<String, Workspace.Read> old = byHost(before);
    Map<String, Workspace.Read> now = byHost(after);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.retainAll(now.keySet());
    if (names.isEmpty()) {
      throw new UsageException(
          "OLD and NEW have no host in common; name two files, or two inventories with the same hosts");
    }
    List<HostChanges> hosts = new ArrayList<>();
    for (String name : names) {
      Workspace.Read one = old.get(name);
      Workspace.Read other = now.get(name);
      if (one != null && other != null) {
        hosts.add(changes(Optional.of(name), one, other, target));
      }
    }
    return hosts;
  }

  private static Map<String, Workspace.Read> byHost(Workspace workspace) {
    Map<String, Workspace.Read> hosts = new LinkedHashMap<>();
    for (Workspace.Read read : workspace.readings()) {
      if (!read.source().draft()) {
        read.source().host().ifPresent(name -> hosts.putIfAbsent(name, read));
      }
    }
    return hosts;
  }

  private static HostChanges changes(
      Optional<String> host, Workspace.Read before, Workspace.Read after, Target target) {
    Effective old = EffectiveModeler.of(before.model(), target);
    Effective now = EffectiveModeler.of(after.model(), target);
    List<Change> changes = Comparison.of(old, now);
    return new HostChanges(
        host, before.source().file().name(), after.source().file().name(), changes);
  }

  /** What a mistake leaves may be less than was meant. */
  private static void warn(Workspace after, Console console) {
    long errors =
        after.findings().stream().filter(found -> found.severity() == Severity.ERROR).count();
    if (errors > 0) {
      console.complain(
          "the new configuration has %s %s, which `relais lint` shows; compared is what they leave"
              .formatted(errors, errors == 1 ? "error" : "errors"));
    }
  }
}
