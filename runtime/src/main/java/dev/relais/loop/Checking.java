package dev.relais.loop;

import dev.relais.bfd.ControlPacket;
import dev.relais.engine.Action;
import dev.relais.engine.Action.Level;
import dev.relais.engine.Event;
import dev.relais.engine.TimerId;
import dev.relais.plan.BfdSession;
import dev.relais.plan.FileCheck;
import dev.relais.plan.ProcessCheck;
import dev.relais.plan.ReceiveBuffer;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.ProcessTable;
import java.util.List;
import java.util.Optional;

/** Does what the engine says about that which is tracked, beside scripts. */
final class Checking {
  private final CheckPorts ports;
  private final Household household;

  Checking(CheckPorts ports, Household household) {
    this.ports = ports;
    this.household = household;
  }

  /** What came in, for the engine. */
  static Event event(Input.OfCheck input) {
    return switch (input) {
      case Input.FileChanged(String file, var text) -> new Event.FileRead(file, text);
      case Input.ProcessesCounted(String check, int count) ->
          new Event.ProcessesCounted(check, count);
      case Input.Control(var source, int hopLimit, boolean multihop, var packet) ->
          new Event.ControlReceived(source, hopLimit, multihop, packet);
    };
  }

  /**
   * Whether an event only keeps a BFD session as it is. There may be hundreds in a second, and in
   * the journal they would leave no room for anything else.
   */
  static boolean isRoutine(Event event, List<Action> actions) {
    boolean ofSession =
        event instanceof Event.ControlReceived
            || event instanceof Event.Expired(TimerId.ControlDue _)
            || event instanceof Event.Expired(TimerId.NeighborSilent _);
    return ofSession && actions.stream().noneMatch(Action.Log.class::isInstance);
  }

  /**
   * Does it.
   *
   * @return what the engine has to be told then
   */
  List<Event> perform(Action.OfCheck action) {
    return switch (action) {
      case Action.WatchFile(FileCheck check, boolean begins) ->
          List.of(new Event.FileRead(check.name(), watch(check, begins)));
      case Action.IgnoreFile(String file) -> {
        ports.files().ignore(file);
        yield List.of();
      }
      case Action.CountProcesses(List<ProcessCheck> checks, Optional<ReceiveBuffer> events) ->
          count(checks, events);
      case Action.OpenSession(BfdSession session) -> List.of(open(session));
      case Action.CloseSession(String session) -> {
        ports.sessions().close(session);
        yield List.of();
      }
      case Action.SendControl(String session, ControlPacket packet) -> {
        // A neighbor that cannot be reached is one that is not heard: the session says so.
        Optional<String> _ = ports.sessions().send(session, packet.encode());
        yield List.of();
      }
    };
  }

  private Optional<String> watch(FileCheck check, boolean begins) {
    try {
      return ports.files().watch(check, begins);
    } catch (HostException e) {
      household.log(
          Level.ERROR, "track file %s counts as 0: %s".formatted(check.name(), e.getMessage()));
      return Optional.empty();
    }
  }

  private List<Event> count(List<ProcessCheck> checks, Optional<ReceiveBuffer> events) {
    ProcessTable.Counting counting = ports.processes().count(checks, events);
    counting
        .limitation()
        .ifPresent(words -> household.log(Level.WARNING, "processes are seen late: " + words));
    return counting.counts().entrySet().stream()
        .map(entry -> (Event) new Event.ProcessesCounted(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Event open(BfdSession session) {
    try {
      return new Event.SessionOpened(session.name(), ports.sessions().open(session));
    } catch (HostException e) {
      return new Event.SessionRefused(session.name(), e.getMessage());
    }
  }
}
