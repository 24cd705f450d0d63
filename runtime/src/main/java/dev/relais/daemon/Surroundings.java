package dev.relais.daemon;

import dev.relais.engine.Action;
import dev.relais.engine.Engine;
import dev.relais.loop.Household;
import dev.relais.loop.Journal;
import dev.relais.loop.MailMessage;
import dev.relais.os.Aside;
import dev.relais.os.KnownUsers;
import dev.relais.os.NamedPipe;
import dev.relais.plan.Mail;
import dev.relais.plan.NotifyPipe;
import dev.relais.plan.Plan;
import dev.relais.plan.PlanException;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.plan.Scheduling;
import dev.relais.plan.ScriptCheck;
import dev.relais.port.Command;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Pipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The process around the loop. */
final class Surroundings implements Household {
  private static final long PROCESS = ProcessHandle.current().pid();

  private static final String NAMESPACE = "net_namespace";
  private static final String INSTANCE = "instance";

  /** Of findings that change nothing; each reload has them again. */
  private static final int MOST_LINES = 100;

  private final Compiler compiler;
  private final DaemonLog log;
  private final ServiceStatus service;
  private final Aside aside;
  private final KnownUsers users;
  private final Runnable begun;
  private final Mailing mailing = new Mailing();
  private final Optional<Integer> umask;
  private final Optional<String> namespace;
  private Scheduling scheduling = Scheduling.DEFAULT;
  private boolean instanceInDataFiles;
  private Optional<PlanReading> reading = Optional.empty();

  /** Users that the last plan names, which may be refused yet. */
  private KnownUsers planned = new KnownUsers();

  /** By their keywords, names of the first plan. */
  private final Map<String, Optional<String>> first = new HashMap<>();

  /**
   * Around a loop.
   *
   * @param aside where plans are read while the loop runs
   * @param users of this host, looked up anew with each plan
   * @param options of the command line, which go before what a plan says
   * @param begun is run when the loop has begun
   */
  Surroundings(
      Compiler compiler,
      DaemonLog log,
      ServiceStatus service,
      Aside aside,
      KnownUsers users,
      Options options,
      Runnable begun) {
    this.compiler = compiler;
    this.log = log;
    this.service = service;
    this.aside = aside;
    this.users = users;
    this.umask = options.umask();
    this.namespace = options.namespace();
    this.begun = begun;
  }

  @Override
  public void log(Action.Level level, String text) {
    log.write(level, text);
  }

  @Override
  public void logTransition(Action.LogTransition transition) {
    log.write(transition);
    service.status(transition);
  }

  @Override
  public void begun() {
    log.write(Action.Level.INFO, "Startup complete");
    service.ready();
    begun.run();
  }

  @Override
  public void change(ProcessSettings settings) {
    users.learn(planned);
    if (!settings.scheduling().equals(scheduling)) {
      scheduling = settings.scheduling();
      for (String failure : ThreadScheduling.apply(scheduling)) {
        log.write(Action.Level.WARNING, failure);
      }
    }
    instanceInDataFiles = settings.instanceInDataFiles();
    warnUnlessSame(NAMESPACE, settings.networkNamespace(), "the daemon stays where it is");
    warnUnlessSame(INSTANCE, settings.instance(), "files keep their names");
  }

  /** Of a name that is another one than at the start. */
  private void warnUnlessSame(String keyword, Optional<String> name, String what) {
    if (!name.equals(first.computeIfAbsent(keyword, _ -> name))) {
      log.write(
          Action.Level.WARNING,
          "`%s` is another one; %s until the daemon is started anew".formatted(keyword, what));
    }
  }

  private Optional<String> first(String keyword) {
    return first.getOrDefault(keyword, Optional.empty());
  }

  @Override
  public void enter(Phase phase) {
    switch (phase) {
      case RELOADING -> service.reloading();
      case RUNNING -> service.ready();
      case STOPPING -> service.stopping();
    }
  }

  @Override
  public Command command(ScriptCheck script, ProcessSettings settings) throws HostException {
    return guarded(new Program(script.command(), script.user(), script.group()), settings);
  }

  @Override
  public Command command(Program program, ProcessSettings settings) throws HostException {
    try {
      return guarded(program, settings);
    } catch (HostException e) {
      throw new HostException("%s: %s".formatted(program.command().getFirst(), e.getMessage()));
    }
  }

  private Command guarded(Program program, ProcessSettings settings) throws HostException {
    Command command =
        Command.of(program.command())
            .by(program.user(), program.group())
            .masking(umask.or(settings::umask).orElse(ProcessSettings.UMASK));
    return settings.scriptSecurity()
        ? ScriptSecurity.file(program, users).map(command::running).orElse(command)
        : command;
  }

  @Override
  public Command mail(List<MailMessage> messages, Mail mail, ProcessSettings settings)
      throws HostException {
    return mailing.command(messages, mail, settings);
  }

  @Override
  public Optional<String> mailTranscript() {
    return mailing.transcript();
  }

  @Override
  public Pipe pipe(NotifyPipe configured) throws HostException {
    return new NamedPipe(configured, users);
  }

  @Override
  public Optional<Command> compilation() throws HostException {
    return compiler.begin();
  }

  @Override
  public void logTranscript(Action.Level level) {
    List<List<String>> findings = findings(compiler.transcript());
    int lines = 0;
    for (int i = 0; i < findings.size(); i++) {
      // An error may be the last of thousands, and nobody can do without it.
      if (level != Action.Level.ERROR && lines >= MOST_LINES) {
        int more = findings.size() - i;
        log.write(
            level,
            "%d more finding%s of the compiler, not repeated here"
                .formatted(more, more == 1 ? "" : "s"));
        return;
      }
      findings.get(i).forEach(line -> log.write(level, line));
      lines += findings.get(i).size();
    }
  }

  /** What stands between blank lines. */
  private static List<List<String>> findings(List<String> lines) {
    List<List<String>> findings = new ArrayList<>();
    boolean apart = true;
    for (String line : lines) {
      if (line.isBlank()) {
        apart = true;
        continue;
      }
      if (apart) {
        findings.add(new ArrayList<>());
        apart = false;
      }
      findings.getLast().add(line);
    }
    return findings;
  }

  @Override
  public void beginReading(long number) throws HostException {
    PlanReading begun = new PlanReading(compiler.plan());
    aside.begin(begun.task(), new Input.PlanRead(number));
    reading = Optional.of(begun);
  }

  /** Reads it now, unless that has begun. */
  @Override
  public Plan newPlan() throws PlanException {
    PlanReading last = reading.orElseGet(() -> new PlanReading(compiler.plan()));
    try {
      Plan plan = reading.isPresent() ? last.result() : last.read();
      warnUnlessSame(
          "net_namespace_ipvs",
          plan.balancing().networkNamespace(),
          "the table of virtual services stays where it is");
      planned = last.users();
      return plan;
    } catch (PlanException e) {
      throw new PlanException("%s: %s".formatted(compiler.source(), e.getMessage()));
    } finally {
      last.warnings().forEach(text -> log.write(Action.Level.WARNING, text));
      reading = Optional.empty();
      // Read once: a daemon that is killed leaves nothing behind.
      compiler.close();
    }
  }

  @Override
  public void writeData(Engine engine, Journal journal) {
    log.write(Action.Level.INFO, "Printing VRRP data for process(%d) on signal".formatted(PROCESS));
    write(dataFile("keepalived"), StatusFiles.data(engine, journal));
    if (!engine.virtualServerStatus().isEmpty()) {
      log.write(
          Action.Level.INFO, "Printing checker data for process(%d) on signal".formatted(PROCESS));
      write(dataFile("keepalived_check"), BalancingLines.of(engine.virtualServerStatus()));
    }
  }

  private String dataFile(String name) {
    return StatusFiles.dataFile(
        name,
        instanceInDataFiles
            ? Stream.of(namespace.or(() -> first(NAMESPACE)), first(INSTANCE))
                .flatMap(Optional::stream)
            : Stream.empty());
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
