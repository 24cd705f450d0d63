package dev.relais.plan;

import java.util.List;
import java.util.Optional;

/**
 * How the kernel runs the thread of the daemon that everything depends on; sched(7).
 *
 * @param niceness −20 to 19, 0 without a wish: {@code vrrp_priority}
 * @param realtimePriority 1 to 99, under SCHED_RR: {@code vrrp_rt_priority}
 * @param processors on which it runs; none for all: {@code vrrp_cpu_affinity}
 * @param lockedInMemory whether none of the process is swapped out: {@code vrrp_no_swap}
 */
public record Scheduling(
    int niceness,
    Optional<Integer> realtimePriority,
    List<Integer> processors,
    boolean lockedInMemory) {

  /** As any other. */
  public static final Scheduling DEFAULT = new Scheduling(0, Optional.empty(), List.of(), false);

  public Scheduling {
    processors = List.copyOf(processors);
    Plan.require(niceness >= -20 && niceness <= 19, "a niceness is -20 to 19");
    Plan.require(
        realtimePriority.stream().allMatch(priority -> priority >= 1 && priority <= 99),
        "a realtime priority is 1 to 99");
    Plan.require(
        processors.stream().allMatch(processor -> processor >= 0), "a processor has a number");
  }
}
