package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.plan.VirtualRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the parts of an engine want done in answer to one event, in the order in which they say. */
final class Outbox {
  private List<Action> actions = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private Instant timeOfDay = Instant.EPOCH;

  /** For an event that happened at this moment, which was this time of day. */
  void open(Duration at, Instant wall) {
    now = at;
    timeOfDay = wall;
    actions = new ArrayList<>();
  }

  /** All that is to be done. */
  List<Action> contents() {
    return List.copyOf(actions);
  }

  /** When the event happened. */
  Duration now() {
    return now;
  }

  /** Which time of day it was then. */
  Instant timeOfDay() {
    return timeOfDay;
  }

  void act(Action action) {
    actions.add(action);
  }

  void actAll(Collection<? extends Action> more) {
    actions.addAll(more);
  }

  /** Of one virtual router. Put together, as a format is read anew each time. */
  void log(VirtualRouter router, Level level, String text) {
    log(level, "(" + router.name() + ") " + text);
  }

  void log(Level level, String text) {
    act(new Action.Log(level, text));
  }

  /** Starts a timer that runs out after a delay. */
  void start(TimerId timer, Duration delay) {
    act(new Action.StartTimer(timer, now.plus(delay)));
  }

  void stop(TimerId timer) {
    act(new Action.StopTimer(timer));
  }
}
