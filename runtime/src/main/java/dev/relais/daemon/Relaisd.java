package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.loop.BalancingPorts;
import dev.relais.loop.CheckPorts;
import dev.relais.loop.Loop;
import dev.relais.loop.Ports;
import dev.relais.os.Aside;
import dev.relais.os.InheritedDescriptors;
import dev.relais.os.KnownUsers;
import dev.relais.os.LinuxFiles;
import dev.relais.os.LinuxIpvs;
import dev.relais.os.LinuxNetwork;
import dev.relais.os.LinuxProcesses;
import dev.relais.os.LinuxPrograms;
import dev.relais.os.LinuxSessions;
import dev.relais.os.MonotonicClock;
import dev.relais.os.ProcessLimits;
import dev.relais.os.Reactor;
import dev.relais.os.SignalDescriptor;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.PlanFormat;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.TimedProgram;
import dev.relais.plan.VirtualRouter;
import dev.relais.port.Clock;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Inputs;
import dev.relais.port.Ipvs;
import dev.relais.port.Network;
import dev.relais.port.Operators;
import dev.relais.wire.NetlinkMessage;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** relaisd: runs a plan until it is told to stop. */
public final class Relaisd {
  private static final int DONE = 0;

  /** Of keepalived: it cannot run, and starting it again will not help. */
  private static final int CANNOT_RUN = 2;

  private static final int BUG = 70;
  private static final Duration LONGEST_COMPILATION = Duration.ofMinutes(1);
  private static final String VERSION = version().orElse("(not packaged)");

  /** Whether the launcher waits for the start, to say how it went and leave. */
  private static final boolean BACKGROUND = Boolean.getBoolean("relais.background");

  private static final String READY = "relaisd: ready";

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
        -S, --log-facility=NAME  of syslog: 0-7 for local0 to local7, user, or daemon (default)
        -g, --log-file=FILE      log to a file as well
        -G, --no-syslog          do not log to syslog
        -d, --dump-conf          begin the log with the plan that is run
        -t, --config-test[=FILE] say whether the configuration can be run, and exit
        -i, --config-id=ID       what `@ID` lines of the configuration are compared with
        -s, --namespace=NAME     run in a network namespace
        -u, --umask=NUMBER       of the scripts that are started (default 0177)
        -m, --core-dump          let a crash leave a core file
        -p, --pid=FILE           where to write the process number (default /run/relaisd.pid)
        -r, --vrrp_pid=FILE      where to write it as well
        -c, --checkers_pid=FILE  where to write it as well
        -b, --bfd_pid=FILE       where to write it as well
            --control=FILE       where `relais ctl` gives its orders (default: the file of -p
                                 with .sock for .pid)
            --signum=NAME        print the number of the signal for STOP, RELOAD, DATA, STATS
            --compiler=COMMAND   the `relais` that compiles (default: the one beside relaisd)
        -h, --help               print this help
        -v, --version            print the version
      Options of keepalived that change nothing here are taken: -P, -R, -X, --all,
      --flush-log-file, --no-mem-check. Others are refused, with what to do instead.

      Signals:
        SIGTERM, SIGINT  stop: say goodbye, remove every address and route that was added
        SIGHUP           compile the file again and go on with it; if it has errors, nothing changes
        SIGUSR1          write $TMPDIR/keepalived.data: states, addresses, the latest events
        SIGUSR2          write $TMPDIR/keepalived.stats: counters, as keepalived writes them

      Exit status: 0 stopped by a signal, 2 it cannot run, or usage; with -t 0 it can run,
      3 it cannot.

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
      EarlyCompilation.ofLauncher().ifPresent(EarlyCompilation::abandon);
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
      case SIGNAL -> {
        out.println(options.signal().number());
        yield DONE;
      }
      case TEST -> ConfigurationTest.run(options, err);
      case WARM_UP -> warmUp(options, err);
      case RUN -> run(options, err);
    };
  }

  private static void complain(PrintStream err, @Nullable String message) {
    err.println("relaisd: " + Printable.of(String.valueOf(message)));
  }

  /** Of the image's module, or of the jar. */
  private static Optional<String> version() {
    ModuleDescriptor module = Relaisd.class.getModule().getDescriptor();
    return module != null
        ? module.rawVersion()
        : Optional.ofNullable(Relaisd.class.getPackage().getImplementationVersion());
  }

  /** Everything that a start and the first failover need, for the cache of classes. */
  private static int warmUp(Options options, PrintStream err) {
    DaemonLog log = new DaemonLog(Optional.empty(), List.of(DaemonLog.console(err)), true);
    try (Reactor reactor = new Reactor();
        Aside aside = new Aside(reactor);
        Compiler compiler = new Compiler(options)) {
      KnownUsers users = new KnownUsers();
      Surroundings surroundings =
          new Surroundings(compiler, log, ServiceStatus.none(), aside, users, options, () -> {});
      LinuxPrograms programs = new LinuxPrograms(reactor, System.getenv(), users);
      Life life = new Life(options, compiler, log, err, reactor, programs, surroundings);
      if (!life.awaitCompilation(life.beginCompilation())) {
        return CANNOT_RUN;
      }
      life.train(surroundings.newPlan());
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
    boolean console = options.log().console() && !BACKGROUND;
    DaemonLog log;
    try {
      log = DaemonLog.of(options, console, err);
    } catch (HostException e) {
      complain(err, e.getMessage());
      EarlyCompilation.ofLauncher().ifPresent(EarlyCompilation::abandon);
      return CANNOT_RUN;
    }
    log.write(Action.Level.INFO, "Starting relaisd " + VERSION);
    try (Reactor reactor = new Reactor();
        SignalDescriptor _ = new SignalDescriptor(reactor);
        Aside aside = new Aside(reactor);
        Compiler compiler = new Compiler(options);
        ServiceStatus service = ServiceStatus.of(System.getenv())) {
      KnownUsers users = new KnownUsers();
      Surroundings surroundings =
          new Surroundings(compiler, log, service, aside, users, options, () -> letGo(err));
      LinuxPrograms programs = new LinuxPrograms(reactor, System.getenv(), users);
      return new Life(options, compiler, log, err, reactor, programs, surroundings).live();
    } catch (HostException | PlanException e) {
      String message = String.valueOf(e.getMessage());
      log.write(Action.Level.ERROR, message);
      if (!console) {
        complain(err, message);
      }
      return CANNOT_RUN;
    }
  }

  /** The launcher waits for this line, and lets go of the terminal. */
  private static void letGo(PrintStream err) {
    if (BACKGROUND) {
      err.println(READY);
    }
  }

  /** From the start of a daemon to its end. */
  private record Life(
      Options options,
      Compiler compiler,
      DaemonLog log,
      PrintStream err,
      Reactor reactor,
      LinuxPrograms programs,
      Surroundings surroundings) {

    int live() throws HostException, PlanException {
      OptionalLong compilation;
      try {
        compilation = beginCompilation();
      } catch (HostException e) {
        // Whoever lacks the rights may not write files either, and the rights are the cause.
        checkRights();
        throw e;
      }
      try {
        checkRights();
      } catch (HostException e) {
        compilation.ifPresent(programs::end);
        throw e;
      }
      if (!awaitCompilation(compilation)) {
        return DONE;
      }
      Plan plan = surroundings.newPlan();
      if (options.dumpsPlan()) {
        PlanFormat.write(plan).lines().forEach(line -> log.write(Action.Level.NOTICE, line));
      }
      ProcessSettings settings = plan.settings();
      Optional<String> namespace = options.namespace().or(settings::networkNamespace);
      Optional<String> ofTable = plan.balancing().networkNamespace();
      Capabilities.missing(plan, namespace.isPresent() || ofTable.isPresent())
          .forEach(text -> log.write(Action.Level.WARNING, text));
      if (options.dumpsCore()) {
        ProcessLimits.dumpCore();
      }
      Optional<Path> table =
          ofTable.isPresent()
              ? Optional.of(NetworkNamespace.ofTable(ofTable.get()))
              : Optional.empty();
      if (namespace.isPresent()) {
        NetworkNamespace.enter(namespace.get());
      }
      List<Options.PidFile> pidFiles = PidFiles.places(options, settings, namespace);
      try (PidFiles _ = new PidFiles(pidFiles)) {
        if (runsOn(settings.startup(), "startup", settings)) {
          ProcessSettings last = serve(plan, pidFiles.getFirst().path(), table);
          runsOn(last.shutdown(), "shutdown", last);
        }
      }
      log.write(Action.Level.INFO, "Stopped relaisd " + VERSION);
      return DONE;
    }

    /** The settings that were the last to hold. */
    private ProcessSettings serve(Plan plan, Path pidFile, Optional<Path> table)
        throws HostException {
      try (LinuxNetwork network = new LinuxNetwork(reactor);
          LinuxIpvs ipvs = new LinuxIpvs(table);
          OrderDesk orders = OrderDesk.open(reactor, options.control(), pidFile, log)) {
        checkHost(plan, network);
        MonotonicClock clock = new MonotonicClock();
        Inputs inputs = new Rehearsal(plan, reactor, clock, network);
        return serve(plan, clock, inputs, network, ipvs, orders);
      }
    }

    private ProcessSettings serve(
        Plan plan, Clock clock, Inputs inputs, Network network, Ipvs ipvs, Operators orders)
        throws HostException {
      try (LinuxFiles files = new LinuxFiles(reactor);
          LinuxProcesses processes = new LinuxProcesses(reactor);
          LinuxSessions sessions = new LinuxSessions(reactor);
          ProbingOnDemand probing = new ProbingOnDemand(reactor)) {
        CheckPorts checks = new CheckPorts(files, processes, sessions);
        BalancingPorts balancing = new BalancingPorts(ipvs, probing);
        Ports ports = new Ports(clock, inputs, network, programs, checks, balancing, orders);
        Loop loop = new Loop(plan, ports, surroundings);
        loop.run();
        return loop.settings();
      }
    }

    /**
     * Serves nobody, and stops. Where there are no rights to open a socket, the cache lacks a part,
     * and each start takes longer.
     */
    private void train(Plan plan) throws HostException {
      WarmUp.live(plan);
      List<String> _ = Capabilities.missing(plan, false);
      var _ = PidFiles.places(options, plan.settings(), Optional.empty());
      MonotonicClock clock = new MonotonicClock();
      Inputs inputs = _ -> List.of(new Input.Asked(Input.Request.STOP));
      if (LinuxNetwork.refusedSocket().isPresent()) {
        new Loop(plan, new Ports(clock, inputs, new Nowhere(), programs), surroundings).run();
        return;
      }
      try (LinuxNetwork network = new LinuxNetwork(reactor);
          LinuxIpvs ipvs = new LinuxIpvs(Optional.empty())) {
        Rehearsal rehearsal = new Rehearsal(plan, reactor, clock, network);
        serve(
            plan,
            clock,
            _ -> {
              rehearsal.finish();
              return inputs.await(Optional.empty());
            },
            new Nowhere(),
            ipvs,
            new OrderDesk(Optional.empty()));
      }
    }

    /** Whether nobody stopped the daemon meanwhile. */
    private boolean awaitCompilation(OptionalLong compilation) throws HostException {
      if (compilation.isEmpty()) {
        return true;
      }
      Preparation preparation = new Preparation(reactor);
      WaitedPrograms.End end =
          waited().await(compilation.getAsLong(), LONGEST_COMPILATION, true, preparation);
      if (end == WaitedPrograms.End.LATE) {
        throw new HostException(
            "compiling takes longer than a minute; try `relais compile` by hand");
      }
      if (end == WaitedPrograms.End.STOPPED) {
        return false;
      }
      // As lint prints it: nobody reads the log yet.
      compiler.transcript().forEach(err::println);
      if (end == WaitedPrograms.End.BADLY) {
        throw new HostException(
            "%s cannot be run: correct what is said above".formatted(options.file()));
      }
      return true;
    }

    /** The number of the program that compiles; empty if there is nothing to compile. */
    private OptionalLong beginCompilation() throws HostException {
      Optional<EarlyCompilation> early = EarlyCompilation.ofLauncher();
      if (early.isPresent()) {
        long id = programs.adopt(early.get().process());
        if (compiler.takeOver(early.get())) {
          return OptionalLong.of(id);
        }
        programs.end(id);
      }
      Optional<Command> command = compiler.begin();
      return command.isPresent()
          ? OptionalLong.of(programs.start(command.get()))
          : OptionalLong.empty();
    }

    private WaitedPrograms waited() {
      return new WaitedPrograms(reactor, programs);
    }

    /** Runs a script that goes before or after everything; whether the daemon goes on. */
    private boolean runsOn(Optional<TimedProgram> script, String name, ProcessSettings settings) {
      if (script.isEmpty()) {
        return true;
      }
      log.write(
          Action.Level.INFO,
          "Running %s script %s".formatted(name, script.get().program().command().getFirst()));
      try {
        Command command = surroundings.command(script.get().program(), settings);
        WaitedPrograms.End end =
            waited().run(command, script.get().timeout(), name.equals("startup"));
        switch (end) {
          case WELL -> log.write(Action.Level.INFO, "%s script succeeded".formatted(name));
          case BADLY -> log.write(Action.Level.WARNING, "%s script failed".formatted(name));
          case LATE ->
              log.write(
                  Action.Level.WARNING,
                  "%s script was ended after %d s"
                      .formatted(name, script.get().timeout().toSeconds()));
          case STOPPED -> {
            return false;
          }
        }
      } catch (HostException e) {
        log.write(Action.Level.ERROR, "%s script: %s".formatted(name, e.getMessage()));
      }
      return true;
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
      if (!links.contains(router.baseInterface()) && !plan.tracking().dynamicInterfaces()) {
        throw new HostException(
            "instance `%s` runs on %s, and this host has no such interface; it has %s"
                .formatted(router.name(), router.baseInterface(), String.join(", ", links)));
      }
    }
  }
}
