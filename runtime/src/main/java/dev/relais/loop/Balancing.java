package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.engine.Event;
import dev.relais.engine.TimerId;
import dev.relais.health.ProbeResult;
import dev.relais.ipvs.TableOperation;
import dev.relais.plan.Probe;
import dev.relais.plan.ProcessSettings;
import dev.relais.plan.Program;
import dev.relais.port.HostException;
import dev.relais.port.Input;
import dev.relais.port.Programs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does what the engine says about the balancing of load. */
final class Balancing {
  private static final int COULD_NOT_RUN = -1;

  private final BalancingPorts ports;
  private final Programs programs;
  private final Household household;

  /** The programs that look at real servers: the numbers of their looks by their own, and back. */
  private final Map<Long, Long> looks = new HashMap<>();

  private final Map<Long, Long> running = new HashMap<>();

  Balancing(BalancingPorts ports, Programs programs, Household household) {
    this.ports = ports;
    this.programs = programs;
    this.household = household;
  }

  /**
   * Whether an event only finds a real server as it was. There are thousands in a second, and in
   * the journal they would leave no room for anything else.
   */
  static boolean isRoutine(Event event, List<Action> actions) {
    boolean ofCheck =
        event instanceof Event.Probed
            || event instanceof Event.ProgramEnded
            || event instanceof Event.Expired(TimerId.OfBalancing _);
    return ofCheck && actions.stream().noneMatch(Action.Log.class::isInstance);
  }

  /**
   * Does it.
   *
   * @return what the engine has to be told then
   */
  List<Event> perform(Action.OfBalancing action, ProcessSettings settings) {
    return switch (action) {
      case Action.ObserveTable _ -> List.of(observe());
      case Action.ChangeTable(TableOperation operation) -> change(List.of(operation));
      case Action.Probe(long id, var probe, int firstPage) -> begin(id, probe, firstPage);
      case Action.EndProbe(long id) -> {
        ports.probing().end(id);
        yield List.of();
      }
      case Action.RunProgram(long id, Program program) -> run(id, program, settings);
      case Action.EndProgram(long id) -> {
        end(id);
        yield List.of();
      }
    };
  }

  private Event observe() {
    try {
      return new Event.TableObserved(ports.ipvs().observe());
    } catch (HostException e) {
      return new Event.TableUnavailable(String.valueOf(e.getMessage()));
    }
  }

  /** Changes the table, in this order and all at once. */
  List<Event> change(List<TableOperation> operations) {
    return operations.isEmpty()
        ? List.of()
        : ports.ipvs().perform(operations).stream()
            .map(refusal ->
                (Event)
                    new Event.TableRefused(refusal.operation(), refusal.reason(), refusal.done()))
            .toList();
  }

  private List<Event> begin(long id, Probe.OverNetwork probe, int firstPage) {
    try {
      ports.probing().begin(id, probe, firstPage);
      return List.of();
    } catch (HostException e) {
      return List.of(new Event.Probed(id, ProbeResult.bad(e.getMessage())));
    }
  }

  private List<Event> run(long id, Program program, ProcessSettings settings) {
    try {
      long number = programs.start(household.command(program, settings));
      looks.put(number, id);
      running.put(id, number);
      return List.of();
    } catch (HostException e) {
      return List.of(new Event.ProgramEnded(id, COULD_NOT_RUN, String.valueOf(e.getMessage())));
    }
  }

  private void end(long id) {
    Long number = running.remove(id);
    if (number != null) {
      looks.remove(number);
      programs.end(number);
    }
  }

  /** What the engine has to be told of the end of a program; empty if it looked at nothing. */
  Optional<Event> ended(Input.ProgramEnded ended) {
    Long id = looks.remove(ended.id());
    if (id == null) {
      return Optional.empty();
    }
    running.remove(id);
    return Optional.of(new Event.ProgramEnded(id, ended.status(), ended.words()));
  }
}
