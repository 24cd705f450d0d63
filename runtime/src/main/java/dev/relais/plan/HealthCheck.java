package dev.relais.plan;

import java.time.Duration;

/**
 * Finds out again and again whether a real server can serve. Equal checks are made once, however
 * many real servers have them.
 *
 * @param probe what is done
 * @param interval from one good result to the next probe, above 0: {@code delay_loop}
 * @param warmup the longest delay before the first probe, at random: {@code warmup}
 * @param retries how many bad results in a row are not counted yet: {@code retry}
 * @param retryDelay from a bad result that is not counted to the next probe: {@code
 *     delay_before_retry}
 * @param startsDown whether it counts as bad until its first good result: {@code alpha}
 * @param logsAllFailures whether bad results that are not counted are logged: {@code
 *     log_all_failures}
 */
public record HealthCheck(
    Probe probe,
    Duration interval,
    Duration warmup,
    long retries,
    Duration retryDelay,
    boolean startsDown,
    boolean logsAllFailures) {

  public HealthCheck {
    Plan.require(interval.isPositive(), "the interval of a check is above 0");
    Plan.require(!warmup.isNegative() && !retryDelay.isNegative(), "a delay is not below 0");
    Plan.require(retries >= 0, "retries are not below 0");
  }
}
