package dev.relais.engine;

import dev.relais.host.Links;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Plan;
import dev.relais.plan.Tracked;
import dev.relais.track.Reading;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything that virtual routers track. */
final class Checks {
  private final Links links;
  private final ScriptRuns scripts;
  private final FileRuns files;
  private final ProcessRuns processes;
  private final SessionRuns sessions;
  private final InterfaceStates interfaces;

  /**
   * Before anything runs.
   *
   * @param changed is told what is to be looked at anew
   */
  Checks(Plan plan, Links links, Outbox outbox, BiConsumer<Tracked.Kind, String> changed) {
    this.links = links;
    scripts = new ScriptRuns(plan.scripts(), outbox, of(Tracked.Kind.SCRIPT, changed));
    files = new FileRuns(plan.tracking().files(), outbox, of(Tracked.Kind.FILE, changed));
    processes = new ProcessRuns(plan.tracking(), outbox, of(Tracked.Kind.PROCESS, changed));
    sessions = new SessionRuns(plan.tracking().sessions(), outbox, of(Tracked.Kind.BFD, changed));
    interfaces =
        new InterfaceStates(
            plan.tracking().delays(), links, outbox, of(Tracked.Kind.INTERFACE, changed));
  }

  private static Consumer<String> of(Tracked.Kind kind, BiConsumer<Tracked.Kind, String> changed) {
    return name -> changed.accept(kind, name);
  }

  void begin() {
    interfaces.begin();
    scripts.begin();
    files.begin();
    processes.begin();
    sessions.begin();
  }

  void stop() {
    scripts.stop();
    files.stop();
    processes.stop();
    sessions.stop();
    interfaces.stop();
  }

  /** What is the same runs on. */
  void reload(Plan plan) {
    scripts.reload(plan.scripts());
    files.reload(plan.tracking().files());
    processes.reload(plan.tracking());
    sessions.reload(plan.tracking().sessions());
    interfaces.reload(plan.tracking().delays());
  }

  /** After a reload: runs what is new. */
  void runNew() {
    scripts.runNew();
  }

  /** The kernel has reported something about interfaces. */
  void interfacesReported() {
    interfaces.refresh();
  }

  /** What is known of something that is tracked. */
  Reading reading(Tracked tracked) {
    return reading(tracked.kind(), tracked.name());
  }

  /** What is known of something that is tracked, by its kind and name. */
  Reading reading(Tracked.Kind kind, String name) {
    return switch (kind) {
      case INTERFACE -> new Reading.Verdict(interfaces.isUp(name));
      case SCRIPT -> scripts.reading(name);
      case FILE -> files.reading(name);
      case PROCESS -> processes.reading(name);
      case BFD -> sessions.reading(name);
      case ADDRESS -> new Reading.Verdict(links.has(IpAddress.of(name)));
    };
  }

  void handle(Event.OfCheck event) {
    switch (event) {
      case Event.ScriptEnded(String script, var result) -> scripts.ended(script, result);
      case Event.FileRead(String file, var text) -> files.read(file, text);
      case Event.ProcessesCounted(String check, int count) -> processes.counted(check, count);
      case Event.SessionOpened(String session, long seed) -> sessions.opened(session, seed);
      case Event.SessionRefused(String session, String reason) -> sessions.refused(session, reason);
      case Event.ControlReceived received -> sessions.received(received);
    }
  }

  void expired(TimerId.OfCheck timer) {
    switch (timer) {
      case TimerId.ScriptStart(String script) -> scripts.startDue(script);
      case TimerId.ScriptTimeout(String script) -> scripts.timedOut(script);
      case TimerId.InterfaceChange(String name) -> interfaces.lasted(name);
      case TimerId.ProcessChange(String check) -> processes.lasted(check);
      case TimerId.ControlDue(String session) -> sessions.sendDue(session);
      case TimerId.NeighborSilent(String session) -> sessions.silent(session);
    }
  }

  List<ScriptStatus> scriptStatus() {
    return scripts.status();
  }

  /** Files, processes and sessions, each in the order of the plan. */
  List<CheckStatus> status() {
    return Stream.of(files.status(), processes.status(), sessions.status())
        .flatMap(List::stream)
        .toList();
  }
}
