package dev.relais.health;

import dev.relais.health.CheckState.Phase;
import dev.relais.plan.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One health check as a function: from where it stands and what happens to where it then stands and
 * what is to be done. Every pair of phase and event has an answer; what does not fit the phase does
 * nothing.
 */
public final class CheckMachine {
  private final HealthCheck check;
  private final RandomGenerator random;
  private final List<CheckAction> actions = new ArrayList<>(2);
  private CheckState now;

  private CheckMachine(HealthCheck check, CheckState now, RandomGenerator random) {
    this.check = check;
    this.now = now;
    this.random = random;
  }

  /**
   * What follows from an event.
   *
   * @param next where the check stands then
   * @param actions what it wants done, in this order
   */
  public record Step(CheckState next, List<CheckAction> actions) {
    public Step {
      actions = List.copyOf(actions);
    }
  }

  /**
   * Takes one step.
   *
   * @param check the configuration
   * @param state where it stands
   * @param event what happens
   * @param random by which the first look is delayed
   */
  public static Step step(
      HealthCheck check, CheckState state, CheckEvent event, RandomGenerator random) {
    CheckMachine machine = new CheckMachine(check, state, random);
    switch (event) {
      case CheckEvent.Begin _ -> machine.begin();
      case CheckEvent.Due _ -> machine.due();
      case CheckEvent.Looked(CheckResult result) -> machine.looked(result);
      case CheckEvent.Told(CheckResult result) -> machine.count(result);
      case CheckEvent.End _ -> machine.end();
    }
    return new Step(machine.now, machine.actions);
  }

  private void begin() {
    if (now.phase() == Phase.IDLE) {
      // So that a thousand checks do not all look at once.
      wait(
          check.warmup().isZero()
              ? Duration.ZERO
              : Duration.ofNanos(random.nextLong(check.warmup().toNanos() + 1)));
    }
  }

  private void due() {
    if (now.phase() == Phase.WAITING) {
      now = now.in(Phase.LOOKING);
      actions.add(new CheckAction.Look(now.page()));
    }
  }

  private void looked(CheckResult result) {
    if (now.phase() != Phase.LOOKING) {
      return;
    }
    boolean tolerable =
        !result.good() && now.verdict() != Verdict.BAD && now.failures() < check.retries();
    if (tolerable) {
      tolerate(result);
      wait(check.retryDelay());
    } else {
      count(result);
      wait(check.interval());
    }
  }

  private void tolerate(CheckResult result) {
    now =
        new CheckState(
            now.phase(), now.verdict(), now.failures() + 1, result.page(), now.weighting());
    if (check.logsAllFailures()) {
      actions.add(new CheckAction.Tolerate(result));
    }
  }

  private void count(CheckResult result) {
    CheckState before = now;
    now =
        result.good()
            ? new CheckState(before.phase(), Verdict.GOOD, 0, 0, result.weighting())
            : new CheckState(before.phase(), Verdict.BAD, 0, result.page(), before.weighting());
    if (now.verdict() != before.verdict() || !now.weighting().equals(before.weighting())) {
      actions.add(new CheckAction.Judge(now.verdict(), result));
    }
  }

  private void end() {
    switch (now.phase()) {
      case IDLE -> {}
      case WAITING -> actions.add(new CheckAction.StopWaiting());
      case LOOKING -> actions.add(new CheckAction.EndLook());
    }
    now = now.in(Phase.IDLE);
  }

  private void wait(Duration delay) {
    now = now.in(Phase.WAITING);
    actions.add(new CheckAction.LookAfter(delay));
  }
}
