package dev.relais.engine;

import java.time.Duration;

/**
 * When the table of virtual services is read again after a change was refused: the kernel may do
 * later what it refused, or others may have changed the table meanwhile.
 */
final class TableRepair {
  /** Doubled each time it is in vain. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Outbox outbox;
  private Duration pause = SHORTEST_PAUSE;

  /** Whether the table is going to be read. */
  private boolean waits;

  /** Whether it is being read. */
  private boolean reads;

  TableRepair(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Something was refused. */
  void await() {
    if (!waits) {
      waits = true;
      outbox.start(new TimerId.TableRepair(), pause);
    }
  }

  /** The pause is over: the table is read, if that makes sense now. */
  void due(boolean mayRead) {
    waits = false;
    if (mayRead) {
      reads = true;
      outbox.act(new Action.ObserveTable());
    }
  }

  /** Whether the table is being read for this. */
  boolean isReading() {
    return reads;
  }

  /** It was in vain. */
  void awaitLonger() {
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    reads = false;
    waits = true;
    outbox.start(new TimerId.TableRepair(), pause);
  }

  /** There is nothing to repair. */
  void end() {
    if (waits) {
      outbox.stop(new TimerId.TableRepair());
    }
    waits = false;
    reads = false;
    pause = SHORTEST_PAUSE;
  }
}
