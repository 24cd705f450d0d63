package dev.relais.vrrp;

import dev.relais.plan.VirtualRouter;
import java.time.Duration;

/**
 * Where a virtual router stands.
 *
 * @param state its state
 * @param priority with the weights of its checks, 1 to 255
 * @param masterInterval the interval of the master that it listens to; its own in version 2
 * @param preemptDelay how long it still listens to a master of lower priority
 */
public record Situation(
    State state, int priority, Duration masterInterval, PreemptDelay preemptDelay) {

  /** Before anything happened. */
  public static Situation initial(VirtualRouter router) {
    return new Situation(
        State.INIT,
        router.protocol().priority(),
        router.protocol().advertisementInterval(),
        PreemptDelay.NOT_STARTED);
  }

  Situation in(State other) {
    return new Situation(other, priority, masterInterval, preemptDelay);
  }

  Situation withPriority(int other) {
    return new Situation(state, other, masterInterval, preemptDelay);
  }

  Situation withMasterInterval(Duration other) {
    return new Situation(state, priority, other, preemptDelay);
  }

  Situation withPreemptDelay(PreemptDelay other) {
    return new Situation(state, priority, masterInterval, other);
  }
}
