package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.loop.Household;
import dev.relais.loop.Journal;
import dev.relais.loop.Loop;
import dev.relais.loop.Ports;
import dev.relais.os.LinuxNetwork;
import dev.relais.os.LinuxPrograms;
import dev.relais.os.MonotonicClock;
import dev.relais.os.Reactor;
import dev.relais.os.SignalDescriptor;
import dev.relais.os.Users;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.PlanFormat;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.VirtualRouter;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.wire.NetlinkMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** relaisd: runs a plan until it is told to stop. */
public final class Relaisd {
  private static final int DONE = 0;

  /** Of keepalived: it cannot run, and starting it again will not help. */
  private static final int CANNOT_RUN = 2;

  private static final int BUG = 70;
  private static final Duration LONGEST_COMPILATION = Duration.ofMinutes(1);
  private static final String VERSION = "0.1.0";

  private static final String HELP =
      """
      Usage: relaisd [OPTIONS] [FILE]

      Runs a configuration: takes part in VRRP, holds addresses and routes while it is MASTER.
      FILE is a keepalived.conf, compiled by `relais compile` in a process of its own, or a plan
      that was compiled before (its name ends in .json).

      Options:
        -f, --use-file=FILE      the same as FILE (default /etc/keepalived/keepalived.conf)
        -n, --dont-fork          stay in the foreground
        -l, --log-console        log to standard error instead of syslog
        -D, --log-detail         log details too
        -p, --pid=FILE           where to write the process number (default /run/relaisd.pid)
        -r, --vrrp_pid=FILE      where to write it as well
        -c, --checkers_pid=FILE  where to write it as well
        -b, --bfd_pid=FILE       where to write it as well
            --compiler=COMMAND   the `relais` that compiles (default: the one beside relaisd)
        -h, --help               print this help
        -v, --version            print the version

      Signals:
        SIGTERM, SIGINT  stop: say goodbye, remove every address and route that was added
        SIGHUP           compile the file again and go on with it; if it has errors, nothing changes
        SIGUSR1          write $TMPDIR/keepalived.data: states, addresses, the latest events
        SIGUSR2          write $TMPDIR/keepalived.stats: counters, as keepalived writes them

      Exit status: 0 stopped by a signal, 2 it cannot run, or usage.

      Examples:
        relaisd -n -l -D -f /etc/keepalived/keepalived.conf
        relais compile keepalived.conf -o plan.json && relaisd -n -l plan.json
      """;

  private Relaisd() {}

  /** Runs; see {@code relaisd --help}. */
  public static void main(String[] arguments) {
    PrintStream err = System.err;
    int status;
    try {
      status = run(List.of(arguments), System.out, err);
    } catch (RuntimeException e) {
      err.println(
          "relaisd: this is a mistake in relaisd, not in your configuration; please report it: "
              + e);
      if (System.getenv("RELAIS_DEBUG") != null) {
        e.printStackTrace(err);
      }
      status = BUG;
    }
    System.exit(status);
  }

  private static int run(List<String> arguments, PrintStream out, PrintStream err) {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (Options.UsageException e) {
      err.println("relaisd: " + e.getMessage());
      err.println("relaisd: `relaisd --help` lists the options");
      return CANNOT_RUN;
    }
    return switch (options.mode()) {
      case HELP -> {
        out.print(HELP);
        yield DONE;
      }
      case VERSION -> {
        out.println("relaisd " + VERSION);
        yield DONE;
      }
      case WARM_UP -> warmUp(options, err);
      case RUN -> run(options, err);
    };
  }

  /** Everything up to the point where the network would be touched, for the cache of classes. */
  private static int warmUp(Options options, PrintStream err) {
    try (Reactor reactor = new Reactor()) {
      Plan plan = readPlan(options.file());
      WarmUp.run(plan);
      Loop loop =
          new Loop(
              plan,
              new Ports(
                  new MonotonicClock(),
                  _ -> List.of(new Input.Asked(Input.Request.STOP)),
                  new Nowhere(),
                  new LinuxPrograms(reactor, System.getenv())),
              new Surroundings(options, List.of(), options.file(), new DaemonLog(true, true, err)));
      loop.run();
      return DONE;
    } catch (HostException | PlanException e) {
      err.println("relaisd: " + e.getMessage());
      return CANNOT_RUN;
    }
  }

  private static int run(Options options, PrintStream err) {
    DaemonLog log = new DaemonLog(options.console(), options.detail(), err);
    log.write(Action.Level.INFO, "Starting relaisd " + VERSION);
    try (Reactor reactor = new Reactor();
        SignalDescriptor _ = new SignalDescriptor(reactor)) {
      return run(options, log, reactor);
    } catch (HostException | PlanException e) {
      String message = String.valueOf(e.getMessage());
      log.write(Action.Level.ERROR, message);
      if (!options.console()) {
        err.println("relaisd: " + message);
      }
      return CANNOT_RUN;
    }
  }

  private static int run(Options options, DaemonLog log, Reactor reactor)
      throws HostException, PlanException {
    LinuxPrograms programs = new LinuxPrograms(reactor, System.getenv());
    boolean compiled = !options.file().toString().endsWith(".json");
    Path planFile = compiled ? temporaryPlan() : options.file();
    try {
      List<String> compiler = compiled ? compiler(options, planFile) : List.of();
      if (compiled && !compile(compiler, reactor, programs)) {
        throw new HostException(
            options.file() + " cannot be run: its errors are above, or `relais lint` shows them");
      }
      Plan plan = readPlan(planFile);
      checkRights();
      WarmUp.run(plan);
      try (PidFiles _ = new PidFiles(options.pidFiles());
          LinuxNetwork network = new LinuxNetwork(reactor)) {
        checkHost(plan, network);
        Ports ports = new Ports(new MonotonicClock(), reactor, network, programs);
        new Loop(plan, ports, new Surroundings(options, compiler, planFile, log)).run();
      }
      log.write(Action.Level.INFO, "Stopped relaisd " + VERSION);
      return DONE;
    } finally {
      if (compiled) {
        delete(planFile);
      }
    }
  }

  private static Path temporaryPlan() throws HostException {
    try {
      return Files.createTempFile(Path.of(temporaryFolder()), "relaisd-", ".json");
    } catch (IOException e) {
      throw new HostException(
          "no temporary file can be made in %s; set TMPDIR".formatted(temporaryFolder()));
    }
  }

  private static String temporaryFolder() {
    return Optional.ofNullable(System.getenv("TMPDIR")).orElse("/tmp");
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A file in the folder for temporary files is left.
    }
  }

  // ---------------------------------------------------------------- compiling

  private static List<String> compiler(Options options, Path planFile) throws HostException {
    Optional<String> command =
        options
            .compiler()
            .map(Path::toString)
            .or(() -> Optional.ofNullable(System.getProperty("relais.launcher")));
    if (command.isEmpty()) {
      throw new HostException(
          "%s has to be compiled, and there is no compiler: give --compiler, or a plan"
              .formatted(options.file()));
    }
    return List.of(
        command.get(), "compile", "-q", options.file().toString(), "-o", planFile.toString());
  }

  /** Compiles once, before there is anything else to wait for. */
  private static boolean compile(List<String> command, Reactor reactor, LinuxPrograms programs)
      throws HostException {
    MonotonicClock clock = new MonotonicClock();
    long id = programs.start(command, Optional.empty(), Optional.empty(), true);
    Duration end = clock.now().plus(LONGEST_COMPILATION);
    while (clock.now().compareTo(end) < 0) {
      for (Input input : reactor.await(Optional.of(end))) {
        if (input instanceof Input.ProgramEnded ended && ended.id() == id) {
          return ended.status() == 0;
        }
        if (input instanceof Input.Asked(Input.Request request) && request == Input.Request.STOP) {
          programs.end(id);
          throw new HostException("stopped while compiling");
        }
      }
    }
    programs.end(id);
    throw new HostException("compiling takes longer than a minute");
  }

  private static Plan readPlan(Path file) throws PlanException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new PlanException("%s: there is no such file".formatted(file));
    } catch (IOException e) {
      throw new PlanException(
          "%s: cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
    try {
      Plan plan = PlanFormat.read(text);
      checkRunnable(plan);
      ScriptSecurity.check(plan);
      return plan;
    } catch (PlanException e) {
      throw new PlanException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  /** A plan of another compiler may ask for more than this daemon does. */
  private static void checkRunnable(Plan plan) throws PlanException {
    for (VirtualRouter router : plan.virtualRouters()) {
      boolean four =
          router.family() == AddressFamily.INET
              && router.excludedAddresses().stream()
                  .allMatch(held -> held.prefix().address().family() == AddressFamily.INET);
      if (!four) {
        throw new PlanException(
            "instance `%s` has IPv6 addresses, which this release does not run"
                .formatted(router.name()));
      }
    }
  }

  // ---------------------------------------------------------------- the host

  private static void checkRights() throws HostException {
    Optional<String> missing = LinuxNetwork.missingRights();
    if (missing.isPresent()) {
      throw new HostException(
          ("a raw socket cannot be opened (%s): run as root, or with the capabilities"
                  + " CAP_NET_ADMIN and CAP_NET_RAW; in an OpenVZ container the hypervisor has to"
                  + " grant them")
              .formatted(missing.get()));
    }
  }

  /** What keepalived finds out at its start and then refuses. */
  private static void checkHost(Plan plan, LinuxNetwork network) throws HostException {
    var links =
        network.inventory().stream()
            .filter(NetlinkMessage.Link.class::isInstance)
            .map(message -> ((NetlinkMessage.Link) message).name())
            .toList();
    for (VirtualRouter router : plan.virtualRouters()) {
      if (!links.contains(router.interfaceName())) {
        throw new HostException(
            "instance `%s` runs on %s, and this host has no such interface (it has %s)"
                .formatted(router.name(), router.interfaceName(), String.join(", ", links)));
      }
    }
    for (ScriptCheck script : plan.scripts()) {
      if (script.user().isPresent()) {
        Users.find(script.user().get());
      }
    }
  }

  /** The process around the loop. */
  private record Surroundings(Options options, List<String> compiler, Path planFile, DaemonLog log)
      implements Household {

    @Override
    public void log(Action.Level level, String text) {
      log.write(level, text);
    }

    @Override
    public Plan newPlan() throws PlanException {
      return readPlan(planFile);
    }

    @Override
    public void writeData(Engine engine, Journal journal) {
      write("keepalived.data", StatusFiles.data(engine, journal));
    }

    @Override
    public void writeStatistics(Engine engine) {
      write("keepalived.stats", StatusFiles.statistics(engine));
    }

    private void write(String name, String text) {
      String folder = temporaryFolder();
      Path file = Path.of(folder, name);
      try {
        Path fresh = Files.createTempFile(Path.of(folder), name, ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        log.write(Action.Level.ERROR, "%s: cannot be written".formatted(file));
      }
    }
  }
}
