package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.loop.Household;
import dev.relais.loop.Journal;
import dev.relais.loop.Loop;
import dev.relais.loop.Ports;
import dev.relais.os.InheritedDescriptors;
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
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.ScriptCheck;
import dev.relais.plan.VirtualRouter;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.wire.NetlinkMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** relaisd: runs a plan until it is told to stop. */
public final class Relaisd {
  private static final int DONE = 0;

  /** Of keepalived: it cannot run, and starting it again will not help. */
  private static final int CANNOT_RUN = 2;

  private static final int BUG = 70;
  private static final Duration LONGEST_COMPILATION = Duration.ofMinutes(1);
  private static final String VERSION =
      Optional.ofNullable(Relaisd.class.getPackage().getImplementationVersion())
          .orElse("(not packaged)");

  /** Whether the launcher waits for the start, to say how it went and leave. */
  private static final boolean BACKGROUND = Boolean.getBoolean("relais.background");

  private static final String READY = "relaisd: ready";
  private static final long PROCESS = ProcessHandle.current().pid();

  private static final String HELP =
      """
      Usage: relaisd [OPTIONS] [FILE]

      Runs a configuration: takes part in VRRP, holds addresses and routes while it is MASTER.
      FILE is a keepalived.conf, compiled by `relais compile` in a process of its own, or a plan
      that was compiled before (its name ends in .json).

      Options:
        -f, --use-file=FILE      the same as FILE (default /etc/keepalived/keepalived.conf)
        -n, --dont-fork          stay in the foreground
        -l, --log-console        with -n: log to standard error instead of syslog
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
    } catch (RuntimeException | Error e) {
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
      complain(err, e.getMessage());
      complain(err, "`relaisd --help` lists the options");
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

  private static void complain(PrintStream err, @Nullable String message) {
    err.println("relaisd: " + Printable.of(String.valueOf(message)));
  }

  /** Everything up to the point where the network would be touched, for the cache of classes. */
  private static int warmUp(Options options, PrintStream err) {
    try (Reactor reactor = new Reactor()) {
      Plan plan = readPlan(options.file());
      WarmUp.run(plan);
      Compiler compiler = new Compiler(options);
      Loop loop =
          new Loop(
              plan,
              new Ports(
                  new MonotonicClock(),
                  _ -> List.of(new Input.Asked(Input.Request.STOP)),
                  new Nowhere(),
                  new LinuxPrograms(reactor, System.getenv())),
              new Surroundings(compiler, new DaemonLog(true, true, err), err));
      loop.run();
      return DONE;
    } catch (HostException | PlanException e) {
      complain(err, e.getMessage());
      return CANNOT_RUN;
    }
  }

  private static int run(Options options, PrintStream err) {
    if (BACKGROUND) {
      InheritedDescriptors.close(System.getProperty("relais.inherited", ""));
    }
    DaemonLog log = new DaemonLog(options.console() && !BACKGROUND, options.detail(), err);
    log.write(Action.Level.INFO, "Starting relaisd " + VERSION);
    try (Reactor reactor = new Reactor();
        SignalDescriptor _ = new SignalDescriptor(reactor);
        Compiler compiler = new Compiler(options)) {
      return run(options, compiler, log, err, reactor);
    } catch (HostException | PlanException e) {
      String message = String.valueOf(e.getMessage());
      log.write(Action.Level.ERROR, message);
      if (!options.console() || BACKGROUND) {
        complain(err, message);
      }
      return CANNOT_RUN;
    }
  }

  private static int run(
      Options options, Compiler compiler, DaemonLog log, PrintStream err, Reactor reactor)
      throws HostException, PlanException {
    checkRights();
    LinuxPrograms programs = new LinuxPrograms(reactor, System.getenv());
    Surroundings surroundings = new Surroundings(compiler, log, err);
    Optional<Command> compilation = compiler.begin();
    if (compilation.isPresent()) {
      Compiled compiled = compile(compilation.get(), reactor, programs);
      if (compiled == Compiled.STOPPED) {
        return DONE;
      }
      // As lint prints it: nobody reads the log yet.
      compiler.transcript().forEach(err::println);
      if (compiled == Compiled.BADLY) {
        throw new HostException(
            "%s cannot be run: correct what is said above".formatted(options.file()));
      }
    }
    Plan plan = surroundings.newPlan();
    WarmUp.run(plan);
    try (PidFiles _ = new PidFiles(options.pidFiles());
        LinuxNetwork network = new LinuxNetwork(reactor)) {
      checkHost(plan, network);
      Ports ports = new Ports(new MonotonicClock(), reactor, network, programs);
      new Loop(plan, ports, surroundings).run();
    }
    log.write(Action.Level.INFO, "Stopped relaisd " + VERSION);
    return DONE;
  }

  private enum Compiled {
    WELL,
    BADLY,
    /** Somebody stopped the daemon meanwhile. */
    STOPPED
  }

  /** Compiles once, before there is anything else to wait for. */
  private static Compiled compile(Command compilation, Reactor reactor, LinuxPrograms programs)
      throws HostException {
    MonotonicClock clock = new MonotonicClock();
    long id = programs.start(compilation);
    Duration end = clock.now().plus(LONGEST_COMPILATION);
    while (clock.now().compareTo(end) < 0) {
      for (Input input : reactor.await(Optional.of(end))) {
        if (input instanceof Input.ProgramEnded ended && ended.id() == id) {
          return ended.status() == 0 ? Compiled.WELL : Compiled.BADLY;
        }
        if (input instanceof Input.Asked(Input.Request request) && request == Input.Request.STOP) {
          programs.end(id);
          return Compiled.STOPPED;
        }
      }
    }
    programs.end(id);
    throw new HostException("compiling takes longer than a minute; try `relais compile` by hand");
  }

  private static Plan readPlan(Path file) throws PlanException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new PlanException("cannot be read: " + Reason.of(e));
    }
    Plan plan;
    try {
      plan = PlanFormat.read(text);
    } catch (PlanException e) {
      throw new PlanException(
          "%s; correct it, or let `relais compile` make a plan".formatted(e.getMessage()));
    }
    checkRunnable(plan);
    ScriptSecurity.check(plan);
    return plan;
  }

  /** A plan of another compiler may ask for more than this daemon does. */
  private static void checkRunnable(Plan plan) throws PlanException {
    for (VirtualRouter router : plan.virtualRouters()) {
      boolean four =
          router.family() == AddressFamily.INET
              && router.resources().excludedAddresses().stream()
                  .allMatch(held -> held.prefix().address().family() == AddressFamily.INET);
      if (!four) {
        throw new PlanException(
            "instance `%s` has IPv6 addresses, which this release does not run"
                .formatted(router.name()));
      }
    }
    for (ScriptCheck script : plan.scripts()) {
      try {
        if (script.user().isPresent()) {
          Users.find(script.user().get());
        }
        if (script.group().isPresent()) {
          Users.group(script.group().get());
        }
      } catch (HostException e) {
        throw new PlanException(
            "script `%s`: %s; add it, or correct `user` of the script or script_user"
                .formatted(script.name(), e.getMessage()));
      }
    }
  }

  // ---------------------------------------------------------------- the host

  private static void checkRights() throws HostException {
    Optional<String> refused = LinuxNetwork.refusedSocket();
    if (refused.isPresent()) {
      throw missing("CAP_NET_RAW", "opening a raw socket", refused.get());
    }
  }

  private static HostException missing(String capability, String what, String reason) {
    return new HostException(
        ("the capability %s is missing (%s: %s); run as root, or with CAP_NET_ADMIN and CAP_NET_RAW;"
                + " to an OpenVZ container its hypervisor has to grant them")
            .formatted(capability, what, reason));
  }

  /** What keepalived finds out at its start and then refuses. */
  private static void checkHost(Plan plan, LinuxNetwork network) throws HostException {
    Optional<String> refused = network.refusedChange();
    if (refused.isPresent()) {
      throw missing("CAP_NET_ADMIN", "changing addresses", refused.get());
    }
    var links =
        network.inventory().stream()
            .filter(NetlinkMessage.Link.class::isInstance)
            .map(message -> ((NetlinkMessage.Link) message).name())
            .toList();
    for (VirtualRouter router : plan.virtualRouters()) {
      if (!links.contains(router.interfaceName())) {
        throw new HostException(
            "instance `%s` runs on %s, and this host has no such interface; it has %s"
                .formatted(router.name(), router.interfaceName(), String.join(", ", links)));
      }
    }
  }

  /** The process around the loop. */
  private record Surroundings(Compiler compiler, DaemonLog log, PrintStream err)
      implements Household {

    @Override
    public void log(Action.Level level, String text) {
      log.write(level, text);
    }

    @Override
    public void begun() {
      log.write(Action.Level.INFO, "Startup complete");
      if (BACKGROUND) {
        // The launcher waits for this line, and lets go of the terminal.
        err.println(READY);
      }
    }

    @Override
    public Command command(ScriptCheck script, ProcessSettings settings) throws HostException {
      Command command = Command.of(script.command()).by(script.user(), script.group());
      return settings.scriptSecurity()
          ? ScriptSecurity.file(script).map(command::running).orElse(command)
          : command;
    }

    @Override
    public Optional<Command> compilation() throws HostException {
      return compiler.begin();
    }

    @Override
    public void logTranscript(Action.Level level) {
      compiler.transcript().stream()
          .filter(line -> !line.isBlank())
          .forEach(line -> log.write(level, line));
    }

    @Override
    public Plan newPlan() throws PlanException {
      try {
        return readPlan(compiler.plan());
      } catch (PlanException e) {
        throw new PlanException("%s: %s".formatted(compiler.source(), e.getMessage()));
      } finally {
        // Read once: a daemon that is killed leaves nothing behind.
        compiler.close();
      }
    }

    @Override
    public void writeData(Engine engine, Journal journal) {
      log.write(
          Action.Level.INFO, "Printing VRRP data for process(%d) on signal".formatted(PROCESS));
      write("keepalived.data", StatusFiles.data(engine, journal));
    }

    @Override
    public void writeStatistics(Engine engine) {
      log.write(
          Action.Level.INFO, "Printing VRRP stats for process(%d) on signal".formatted(PROCESS));
      write("keepalived.stats", StatusFiles.statistics(engine));
    }

    private void write(String name, String text) {
      try {
        StatusFiles.write(name, text);
      } catch (IOException e) {
        log.write(
            Action.Level.ERROR,
            "%s/%s: cannot be written (%s); set TMPDIR to a folder where it can be"
                .formatted(StatusFiles.folder(), name, Reason.of(e)));
      }
    }
  }
}
