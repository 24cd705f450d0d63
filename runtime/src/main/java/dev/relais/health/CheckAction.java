package dev.relais.health;

import java.time.Duration;

/** What a check wants done. */
public sealed interface CheckAction {
  /** Tell it when this time is over that a look is due. */
  record LookAfter(Duration delay) implements CheckAction {}

  /** Do not tell it any more. */
  record StopWaiting() implements CheckAction {}

  /**
   * Look.
   *
   * @param firstPage with which page of {@link dev.relais.plan.Probe.Http} it begins; 0 for others
   */
  record Look(int firstPage) implements CheckAction {}

  /** End the look that was begun. */
  record EndLook() implements CheckAction {}

  /** Say that a bad result was not counted: {@code log_all_failures}. */
  record Tolerate(CheckResult result) implements CheckAction {}

  /**
   * Count it: the verdict is another, or what the result makes of the weight.
   *
   * @param verdict that holds now
   */
  record Judge(Verdict verdict, CheckResult result) implements CheckAction {}
}
