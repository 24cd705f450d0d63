package dev.relais.loop;

import dev.relais.engine.Action;
import dev.relais.host.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits for the end of a turn of the loop: changes of the host, and what has to come after
 * them. All virtual routers that become MASTER in the same turn then change it at once, which takes
 * a fraction of the time.
 */
final class Turn {
  private List<Action> waiting = new ArrayList<>();

  /**
   * All that waits.
   *
   * @param operations to be done together, first
   * @param actions to be done one by one, after them
   */
  record Part(List<Operation> operations, List<Action> actions) {}

  /** When something is done. */
  enum Moment {
    /** At once: it does not depend on the state of the host. */
    NOW,
    /** At once, but after all that waits: interfaces come and go there. */
    AFTER_WHAT_WAITS,
    /** At the end of the turn. */
    AT_THE_END
  }

  static Moment when(Action action) {
    return switch (action) {
      case Action.Advertise _, Action.StartTimer _, Action.StopTimer _, Action.Log _ -> Moment.NOW;
      case Action.Listen _, Action.Ignore _ -> Moment.AFTER_WHAT_WAITS;
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
    List<Action> others = new ArrayList<>();
    for (Action action : actions) {
      if (action instanceof Action.Perform(Operation operation)) {
        operations.add(operation);
      } else {
        others.add(action);
      }
    }
    return new Part(operations, others);
  }
}
