package dev.relais.plan;

import java.time.Duration;

/**
 * When a virtual router takes over from a living master of lower priority.
 *
 * @param enabled whether it does at all: not with {@code nopreempt}
 * @param delay how long it waits after it first heard the lower priority: {@code preempt_delay}, 0
 *     to 1000 s
 */
public record Preemption(boolean enabled, Duration delay) {
  /** At once, as the RFC has it. */
  public static final Preemption AT_ONCE = new Preemption(true, Duration.ZERO);

  /** Not while the other lives. */
  public static final Preemption NEVER = new Preemption(false, Duration.ZERO);

  public Preemption {
    Plan.require(!delay.isNegative(), "a delay is not negative");
  }
}
