package dev.relais.daemon;

import dev.relais.os.ProcessLimits;
import dev.relais.plan.Scheduling;
import dev.relais.port.HostException;
import java.util.ArrayList;
import java.util.List;

/** Gives the thread of the loop what a plan asks for. */
final class ThreadScheduling {
  private ThreadScheduling() {}

  private interface Step {
    void take() throws HostException;
  }

  /** Applies it as far as the system lets us; what it refuses, as sentences. */
  static List<String> apply(Scheduling scheduling) {
    List<String> failures = new ArrayList<>();
    if (scheduling.realtimePriority().isPresent()) {
      attempt(
          failures,
          "vrrp_rt_priority",
          () -> ProcessLimits.beRealtime(scheduling.realtimePriority().get()));
    } else {
      attempt(failures, "vrrp_priority", () -> ProcessLimits.beNice(scheduling.niceness()));
    }
    if (!scheduling.processors().isEmpty()) {
      attempt(failures, "vrrp_cpu_affinity", () -> ProcessLimits.stayOn(scheduling.processors()));
    }
    if (scheduling.lockedInMemory()) {
      attempt(failures, "vrrp_no_swap", ProcessLimits::lockMemory);
    }
    return failures;
  }

  private static void attempt(List<String> failures, String keyword, Step step) {
    try {
      step.take();
    } catch (HostException e) {
      failures.add("`%s` has no effect: %s".formatted(keyword, e.getMessage()));
    }
  }
}
