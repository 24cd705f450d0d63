package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.health.CheckAction;
import dev.relais.health.CheckEvent;
import dev.relais.health.CheckMachine;
import dev.relais.health.CheckResult;
import dev.relais.health.ProbeResult;
import dev.relais.health.Verdict;
import dev.relais.plan.HealthCheck;
import dev.relais.plan.Probe;
import dev.relais.plan.Tracked;
import dev.relais.track.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** The health checks of a plan while they run. Equal ones run once. */
final class HealthRuns {
  private final Outbox outbox;
  private final BiFunction<Tracked.Kind, String, Reading> readings;
  private final BiConsumer<HealthRun, String> changed;
  private final Map<HealthCheck, HealthRun> runs = new LinkedHashMap<>();
  private final Map<Long, HealthRun> byNumber = new HashMap<>();
  private final Map<Long, HealthRun> byLook = new HashMap<>();
  private RandomGenerator random = new SplittableRandom(0);
  private long numbers;
  private long looks;

  /**
   * Before anything runs.
   *
   * @param readings what is known of files and sessions
   * @param changed is told of a check whose verdict is another, or what it makes of weights, and
   *     why
   */
  HealthRuns(
      Outbox outbox,
      BiFunction<Tracked.Kind, String, Reading> readings,
      BiConsumer<HealthRun, String> changed) {
    this.outbox = outbox;
    this.readings = readings;
    this.changed = changed;
  }

  /** Varies the first looks by the time of day: the same events bring the same actions. */
  void begin() {
    random = new SplittableRandom(outbox.timeOfDay().toEpochMilli());
  }

  /** Has these checks from now on. One that is the same goes on; a new one does not look yet. */
  void have(Collection<HealthCheck> checks) {
    Map<HealthCheck, HealthRun> before = new LinkedHashMap<>(runs);
    runs.clear();
    for (HealthCheck check : checks) {
      if (!runs.containsKey(check)) {
        HealthRun same = before.remove(check);
        HealthRun run = same == null ? new HealthRun(check, ++numbers) : same;
        run.users.clear();
        runs.put(check, run);
        byNumber.put(run.number, run);
      }
    }
    for (HealthRun gone : before.values()) {
      end(gone);
      byNumber.remove(gone.number);
    }
  }

  HealthRun run(HealthCheck check) {
    HealthRun run = runs.get(check);
    if (run == null) {
      throw new IllegalArgumentException("no such check: " + check);
    }
    return run;
  }

  /** What is known already, before anybody is judged by it. */
  void readAll() {
    runs.values().forEach(run -> read(run).ifPresent(result -> tell(run, result)));
  }

  /** These look, and no others. */
  void activate(Set<HealthRun> active) {
    for (HealthRun run : runs.values()) {
      if (active.contains(run)) {
        if (looks(run.check.probe())) {
          step(run, new CheckEvent.Begin());
        }
      } else {
        end(run);
      }
    }
  }

  void stop() {
    runs.values().forEach(this::end);
    runs.clear();
    byNumber.clear();
  }

  private void end(HealthRun run) {
    step(run, new CheckEvent.End());
  }

  private static boolean looks(Probe probe) {
    return switch (probe) {
      case Probe.OverNetwork _, Probe.Misc _ -> true;
      case Probe.TrackedFile _, Probe.Bfd _ -> false;
    };
  }

  // ---------------------------------------------------------------- what comes in

  void lookDue(long number) {
    HealthRun run = byNumber.get(number);
    if (run != null) {
      step(run, new CheckEvent.Due());
    }
  }

  void probed(long look, ProbeResult result) {
    HealthRun run = byLook.remove(look);
    if (run != null) {
      looked(run, CheckResult.of(result));
    }
  }

  void programEnded(long look, int status, String words) {
    HealthRun run = byLook.get(look);
    if (run != null && run.check.probe() instanceof Probe.Misc misc) {
      byLook.remove(look);
      outbox.stop(new TimerId.ProgramTimeout(run.number));
      looked(run, CheckResult.ofProgram(misc, status, words));
    }
  }

  void programTimedOut(long number) {
    HealthRun run = byNumber.get(number);
    if (run != null && run.look != 0) {
      byLook.remove(run.look);
      outbox.act(new Action.EndProgram(run.look));
      looked(run, CheckResult.bad("timed out"));
    }
  }

  private void looked(HealthRun run, CheckResult result) {
    run.look = 0;
    step(run, new CheckEvent.Looked(result));
  }

  /** A file says something else, or a session is up now, or is not any more. */
  void trackedChanged(Tracked.Kind kind, String name) {
    if (kind != Tracked.Kind.FILE && kind != Tracked.Kind.BFD) {
      return;
    }
    for (HealthRun run : List.copyOf(runs.values())) {
      boolean concerned =
          switch (run.check.probe()) {
            case Probe.TrackedFile file -> kind == Tracked.Kind.FILE && file.file().equals(name);
            case Probe.Bfd bfd -> kind == Tracked.Kind.BFD && bfd.session().equals(name);
            case Probe.OverNetwork _, Probe.Misc _ -> false;
          };
      if (concerned) {
        current(run).ifPresent(result -> tell(run, result));
      }
    }
  }

  private void tell(HealthRun run, CheckResult result) {
    step(run, new CheckEvent.Told(result));
  }

  /** A session that is down may never have had the time to come up: it is not held against it. */
  private Optional<CheckResult> read(HealthRun run) {
    return run.check.probe() instanceof Probe.Bfd && run.state.verdict() == Verdict.UNKNOWN
        ? current(run).filter(CheckResult::good)
        : current(run);
  }

  private Optional<CheckResult> current(HealthRun run) {
    return switch (run.check.probe()) {
      case Probe.TrackedFile file ->
          readings.apply(Tracked.Kind.FILE, file.file()) instanceof Reading.Value(long number)
              ? Optional.of(CheckResult.ofNumber(file, number))
              : Optional.empty();
      case Probe.Bfd bfd ->
          readings.apply(Tracked.Kind.BFD, bfd.session()) instanceof Reading.Verdict(boolean up)
              ? Optional.of(CheckResult.ofSession(up))
              : Optional.empty();
      case Probe.OverNetwork _, Probe.Misc _ -> Optional.empty();
    };
  }

  // ---------------------------------------------------------------- what is done

  private void step(HealthRun run, CheckEvent event) {
    CheckMachine.Step step = CheckMachine.step(run.check, run.state, event, random);
    run.state = step.next();
    step.actions().forEach(action -> translate(run, action));
  }

  private void translate(HealthRun run, CheckAction action) {
    switch (action) {
      case CheckAction.LookAfter(var delay) -> outbox.start(due(run), delay);
      case CheckAction.StopWaiting _ -> outbox.stop(due(run));
      case CheckAction.Look(int firstPage) -> look(run, firstPage);
      case CheckAction.EndLook _ -> endLook(run);
      case CheckAction.Tolerate(CheckResult result) ->
          outbox.log(
              Level.INFO,
              "%s failed (%s), attempt %d of %d"
                  .formatted(
                      name(run.check.probe()),
                      result.words(),
                      run.state.failures(),
                      run.check.retries() + 1));
      case CheckAction.Judge(Verdict verdict, CheckResult result) -> judge(run, verdict, result);
    }
  }

  private static TimerId due(HealthRun run) {
    return run.check.probe() instanceof Probe.Misc
        ? new TimerId.ProgramDue(run.number)
        : new TimerId.LookDue(run.number);
  }

  private void look(HealthRun run, int firstPage) {
    run.look = ++looks;
    byLook.put(run.look, run);
    switch (run.check.probe()) {
      case Probe.OverNetwork probe -> outbox.act(new Action.Probe(run.look, probe, firstPage));
      case Probe.Misc misc -> {
        outbox.act(new Action.RunProgram(run.look, misc.program()));
        outbox.start(new TimerId.ProgramTimeout(run.number), misc.timeout());
      }
      case Probe.TrackedFile _, Probe.Bfd _ -> {
        // They are told, and never begin.
      }
    }
  }

  private void endLook(HealthRun run) {
    byLook.remove(run.look);
    if (run.check.probe() instanceof Probe.Misc) {
      outbox.stop(new TimerId.ProgramTimeout(run.number));
      outbox.act(new Action.EndProgram(run.look));
    } else {
      outbox.act(new Action.EndProbe(run.look));
    }
    run.look = 0;
  }

  private void judge(HealthRun run, Verdict verdict, CheckResult result) {
    String name = name(run.check.probe());
    String words;
    if (verdict == Verdict.GOOD) {
      words = "%s succeeded (%s)".formatted(name, result.words());
      outbox.log(Level.INFO, words);
    } else {
      words = "%s failed%s (%s)".formatted(name, attempts(run.check), result.words());
      outbox.log(Level.WARNING, words);
    }
    changed.accept(run, words);
  }

  private static String attempts(HealthCheck check) {
    if (!looks(check.probe()) || check.retries() == 0) {
      return "";
    }
    return " after %d %s".formatted(check.retries(), check.retries() == 1 ? "retry" : "retries");
  }

  /** As the configuration calls it, and what it looks at. */
  static String name(Probe probe) {
    return switch (probe) {
      case Probe.Tcp tcp -> "TCP_CHECK of " + tcp.target();
      case Probe.Http http ->
          (http.tls().isPresent() ? "SSL_GET of " : "HTTP_GET of ") + http.target();
      case Probe.Smtp smtp -> "SMTP_CHECK of " + smtp.targets().getFirst();
      case Probe.Dns dns -> "DNS_CHECK of " + dns.target();
      case Probe.Udp udp -> "UDP_CHECK of " + udp.target();
      case Probe.Ping ping -> "PING_CHECK of [%s]".formatted(ping.target().address());
      case Probe.Misc misc -> "MISC_CHECK " + String.join(" ", misc.program().command());
      case Probe.TrackedFile file -> "FILE_CHECK of " + file.file();
      case Probe.Bfd bfd -> "BFD_CHECK of " + bfd.session();
    };
  }
}
