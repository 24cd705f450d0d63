package dev.relais.daemon;

import dev.relais.os.KnownUsers;
import dev.relais.os.LinuxPrograms;
import dev.relais.os.Reactor;
import dev.relais.plan.PlanException;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says whether a configuration can be run on this machine, and changes nothing. */
final class ConfigurationTest {
  private static final int RUNS = 0;

  /** Of keepalived: the configuration cannot be run. */
  private static final int DOES_NOT_RUN = 3;

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private ConfigurationTest() {}

  static int run(Options options, PrintStream err) {
    List<String> lines = new ArrayList<>();
    int status = test(options, lines);
    if (options.report().isEmpty()) {
      lines.forEach(err::println);
      return status;
    }
    try {
      Files.writeString(
          options.report().get(), lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
      return status;
    } catch (IOException e) {
      err.println(
          "relaisd: %s: cannot be written (%s)".formatted(options.report().get(), Reason.of(e)));
      return DOES_NOT_RUN;
    }
  }

  private static int test(Options options, List<String> lines) {
    KnownUsers users = new KnownUsers();
    try (Reactor reactor = new Reactor();
        Compiler compiler = new Compiler(options)) {
      Optional<Command> compilation = compiler.begin();
      if (compilation.isPresent()) {
        WaitedPrograms waited =
            new WaitedPrograms(reactor, new LinuxPrograms(reactor, System.getenv(), users));
        WaitedPrograms.End end = waited.run(compilation.get(), LONGEST, false);
        lines.addAll(compiler.transcript());
        if (end != WaitedPrograms.End.WELL) {
          lines.add("relaisd: %s cannot be run".formatted(options.file()));
          return DOES_NOT_RUN;
        }
      }
      PlanReader.read(compiler.plan(), users);
      return RUNS;
    } catch (HostException | PlanException e) {
      lines.add("relaisd: " + Printable.of(String.valueOf(e.getMessage())));
      return DOES_NOT_RUN;
    }
  }
}
