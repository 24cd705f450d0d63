package dev.relais.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * When a virtual router takes over from a living master of lower priority.
 *
 * @param enabled whether it does at all: not with {@code nopreempt}
 * @param delay how long it waits after it first heard the lower priority: {@code preempt_delay}, 0
 *     to 1000 s
 * @param yieldsAfterPauseTo the highest priority of others, 1 to 254: a MASTER that stood still for
 *     so long that such a one has taken over leaves it in peace; empty for one that goes on as
 *     MASTER. Only where it does not preempt: {@code timer_expired_backup}
 */
public record Preemption(boolean enabled, Duration delay, Optional<Integer> yieldsAfterPauseTo) {
  /** At once, as the RFC has it. */
  public static final Preemption AT_ONCE = new Preemption(true, Duration.ZERO);

  /** Not while the other lives. */
  public static final Preemption NEVER = new Preemption(false, Duration.ZERO);

  public Preemption {
    Plan.require(!delay.isNegative(), "a delay is not negative");
    Plan.require(
        yieldsAfterPauseTo.isEmpty() || !enabled,
        "who preempts does not yield to who has taken over");
    Plan.require(
        yieldsAfterPauseTo.stream().allMatch(priority -> priority >= 1 && priority <= 254),
        "the priority of others is 1 to 254");
  }

  /** One that goes on as MASTER after a pause. */
  public Preemption(boolean enabled, Duration delay) {
    this(enabled, delay, Optional.empty());
  }
}
