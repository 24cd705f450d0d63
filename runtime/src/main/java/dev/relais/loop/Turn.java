package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.host.Operation;
import dev.relais.ipvs.TableOperation;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits for the end of a turn of the loop: changes of the host, and what has to come after
 * them. All virtual routers that become MASTER in the same turn then change it at once, which takes
 * a fraction of the time. The log waits as well: nobody may be without an address because a line is
 * being written.
 */
final class Turn {
  private List<Action> waiting = new ArrayList<>();

  /**
   * All that waits.
   *
   * @param operations to be done together, first
   * @param announcements of what is there then
   * @param tableOperations to be done together, after them
   * @param others to be done one by one, last
   */
  record Part(
      List<Operation> operations,
      List<Action.Announce> announcements,
      List<TableOperation> tableOperations,
      List<Action> others) {}

  /** When something is done. */
  enum Moment {
    /** At once: it does not depend on the state of the host. */
    NOW,
    /** At once, but after all that waits: interfaces and services come and go there. */
    AFTER_WHAT_WAITS,
    /** At the end of the turn. */
    AT_THE_END
  }

  static Moment when(Action action) {
    return switch (action) {
      case Action.Advertise _, Action.StartTimer _, Action.StopTimer _ -> Moment.NOW;
      case Action.Probe _, Action.EndProbe _ -> Moment.NOW;
      case Action.Listen _, Action.Ignore _, Action.ObserveTable _ -> Moment.AFTER_WHAT_WAITS;
      default -> Moment.AT_THE_END;
    };
  }

  void add(Action action) {
    waiting.add(action);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes out all of it. */
  Part take() {
    List<Action> actions = waiting;
    waiting = new ArrayList<>();
    List<Operation> operations = new ArrayList<>();
    List<Action.Announce> announcements = new ArrayList<>();
    List<TableOperation> tableOperations = new ArrayList<>();
    List<Action> others = new ArrayList<>();
    for (Action action : actions) {
      switch (action) {
        case Action.Perform(Operation operation) -> operations.add(operation);
        case Action.Announce announcement -> announcements.add(announcement);
        case Action.ChangeTable(TableOperation operation) -> tableOperations.add(operation);
        default -> others.add(action);
      }
    }
    return new Part(operations, announcements, tableOperations, others);
  }
}
