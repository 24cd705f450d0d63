package dev.relais.engine;

import dev.relais.engine.Notice.Occasion;
import dev.relais.engine.Notice.Subject;
import dev.relais.plan.Notifications;
import dev.relais.plan.SyncGroup;
import dev.relais.vrrp.RouterAction;
import dev.relais.vrrp.RouterEvent;
import dev.relais.vrrp.Situation;
import dev.relais.vrrp.State;
import dev.relais.vrrp.Step;
import dev.relais.vrrp.Timer;
import java.util.Collection;
import java.util.Map;

/** Finds out what the world is to be told, and why states change. */
final class Notices {
  private final Outbox outbox;

  Notices(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * After all that a step asks for is on its way: who is told of a MASTER finds its addresses.
   *
   * @param run a virtual router, after the step
   * @param before where it stood
   */
  void stepped(RouterRun run, Situation before, RouterEvent event, Step step) {
    State state = run.situation.state();
    if (run.entered && before.priority() != run.situation.priority()) {
      priorityChanged(run);
    }
    if (step.actions().stream().anyMatch(RouterAction.Contested.class::isInstance)) {
      instance(run, Occasion.MASTER_RX_LOWER_PRI);
    }
    if (state != before.state()) {
      outbox.act(
          new Action.LogTransition(
              run.router.name(), state, run.situation.priority(), reason(before, event)));
      if (run.removed && state == State.INIT) {
        removal(run);
      } else {
        instance(run, occasion(state));
      }
    }
  }

  /** A sync group is in another state. It has no priority: keepalived says 0. */
  void group(SyncGroup group, State state) {
    outbox.act(
        new Action.Notify(
            new Notice.OfRouter(
                Subject.GROUP, group.name(), occasion(state), 0, group.notifications())));
  }

  /** Pipes, and nobody else, are told all states. */
  void repeat(Collection<RouterRun> runs, Map<SyncGroup, State> groups) {
    runs.stream()
        .filter(run -> run.situation.state() != State.INIT)
        .forEach(run ->
            outbox.act(
                new Action.Notify(
                    new Notice.OfRouter(
                        Subject.INSTANCE,
                        run.router.name(),
                        occasion(run.situation.state()),
                        run.situation.priority(),
                        Notifications.NONE))));
    groups.forEach((group, state) -> {
      if (state != State.INIT) {
        outbox.act(
            new Action.Notify(
                new Notice.OfRouter(
                    Subject.GROUP, group.name(), occasion(state), 0, Notifications.NONE)));
      }
    });
  }

  private void instance(RouterRun run, Occasion occasion) {
    instance(run, occasion, run.router.notifications());
  }

  private void instance(RouterRun run, Occasion occasion, Notifications notifications) {
    outbox.act(
        new Action.Notify(
            new Notice.OfRouter(
                Subject.INSTANCE,
                run.router.name(),
                occasion,
                run.situation.priority(),
                notifications)));
  }

  private void priorityChanged(RouterRun run) {
    if (run.router.notifications().priorityChanges()) {
      boolean master = run.situation.state() == State.MASTER;
      instance(run, master ? Occasion.MASTER_PRIORITY : Occasion.BACKUP_PRIORITY);
    }
  }

  /** Observed: `notify_fault` is not run, only what is told of any state. */
  private void removal(RouterRun run) {
    Notifications notifications = run.router.notifications();
    if (notifications.saysDeleted()) {
      instance(run, Occasion.DELETED);
    } else {
      instance(run, Occasion.FAULT, notifications.withoutFault());
    }
  }

  private static Occasion occasion(State state) {
    return switch (state) {
      case INIT -> Occasion.STOP;
      case BACKUP -> Occasion.BACKUP;
      case MASTER -> Occasion.MASTER;
      case FAULT -> Occasion.FAULT;
    };
  }

  /** For people who ask afterwards why it happened. */
  private static String reason(Situation before, RouterEvent event) {
    return switch (event) {
      case RouterEvent.Start _ -> "it begins to take part";
      case RouterEvent.Stop _ -> "it shall stop";
      case RouterEvent.Heard heard ->
          "%s advertises priority %d, and ours is %d"
              .formatted(heard.source(), heard.priority(), before.priority());
      case RouterEvent.Expired(Timer timer) ->
          timer == Timer.MASTER_DOWN
              ? "no master was heard in time"
              : "its timer %s ran out".formatted(timer);
      case RouterEvent.PriorityChanged(int priority) -> "its priority is now " + priority;
      case RouterEvent.Reconfigured _ -> "its configuration is another one";
      case RouterEvent.Failed(String reason) -> reason;
      case RouterEvent.Paused _ -> "it stood still, and another may have taken over";
      case RouterEvent.GroupTookOver _ -> "another member of its sync group is MASTER";
      case RouterEvent.GroupGaveWay _ -> "another member of its sync group is not MASTER";
      case RouterEvent.Recovered _ -> "nothing keeps it from serving any more";
    };
  }
}
