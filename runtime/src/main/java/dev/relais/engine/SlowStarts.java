package dev.relais.engine;

import dev.relais.engine.Action.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The real servers that are back, and get their weights little by little. */
final class SlowStarts {
  private final Outbox outbox;
  private final Consumer<VirtualServerRun> put;

  /** By the numbers of their slow starts. */
  private final Map<Long, RealServerRun> starting = new LinkedHashMap<>();

  private long numbers;

  /**
   * Before anything starts.
   *
   * @param put is told of a virtual server whose table may be another one
   */
  SlowStarts(Outbox outbox, Consumer<VirtualServerRun> put) {
    this.outbox = outbox;
    this.put = put;
  }

  /** It was away, and has served nobody meanwhile. */
  void begin(RealServerRun real) {
    end(real);
    if (real.server.slowStart().isPresent() && real.weight > 1) {
      Duration length = real.server.slowStart().get();
      real.slowStart = Optional.of(new SlowStart(outbox.now(), length));
      real.slowStartNumber = ++numbers;
      starting.put(real.slowStartNumber, real);
      outbox.log(
          Level.INFO,
          "Slow start of service %s of VS %s: weight 1 to %d within %d s"
              .formatted(real.name(), real.owner.server.name(), real.weight, length.toSeconds()));
      awaitStep(real);
    }
  }

  void end(RealServerRun real) {
    if (real.slowStart.isPresent()) {
      real.slowStart = Optional.empty();
      starting.remove(real.slowStartNumber);
      outbox.stop(new TimerId.WeightStep(real.slowStartNumber));
    }
  }

  /** Under another plan: those go on that {@link #goOn} is called for meanwhile. */
  void reload(Runnable joining) {
    Map<Long, RealServerRun> before = new LinkedHashMap<>(starting);
    starting.clear();
    joining.run();
    before.keySet().stream()
        .filter(number -> !starting.containsKey(number))
        .forEach(number -> outbox.stop(new TimerId.WeightStep(number)));
  }

  /** As it was before a reload, if the server still starts slowly; its length may be another. */
  void goOn(RealServerRun joined, RealServerRun old) {
    if (old.slowStart.isPresent() && joined.server.slowStart().isPresent()) {
      joined.slowStart =
          Optional.of(new SlowStart(old.slowStart.get().begun(), joined.server.slowStart().get()));
      joined.slowStartNumber = old.slowStartNumber;
      starting.put(joined.slowStartNumber, joined);
      awaitStep(joined);
    }
  }

  void stepDue(long number) {
    RealServerRun real = starting.get(number);
    if (real == null) {
      return;
    }
    if (real.slowStart.filter(start -> !start.isOver(outbox.now())).isPresent()) {
      awaitStep(real);
    } else {
      real.slowStart = Optional.empty();
      starting.remove(number);
      outbox.log(
          Level.INFO,
          "Service %s of VS %s has its whole weight of %d"
              .formatted(real.name(), real.owner.server.name(), real.weight));
    }
    put.accept(real.owner);
  }

  private void awaitStep(RealServerRun real) {
    real.advance(outbox.now());
    real.slowStart.ifPresent(start ->
        outbox.start(
            new TimerId.WeightStep(real.slowStartNumber),
            start.nextStep(real.weight, outbox.now()).minus(outbox.now())));
  }
}
