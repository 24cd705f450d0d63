package dev.relais.engine;

import java.time.Duration;

/**
 * A real server that is back and gets its weight little by little: its caches are cold, and all at
 * once would be too much for it.
 *
 * @param begun when it came back
 * @param length after which it has its whole weight; more than 0
 */
record SlowStart(Duration begun, Duration length) {
  /** More steps would be more work for the kernel, and clients would not notice. */
  private static final int MOST_STEPS = 20;

  /**
   * The weight at a moment: never above the whole one, never less than a moment before, and not 0,
   * with which the server would get nothing.
   *
   * @param whole what it has at the end, 0 or more
   */
  int weight(int whole, Duration now) {
    if (isOver(now) || whole == 0) {
      return whole;
    }
    long elapsed = Math.max(0, now.minus(begun).toMillis());
    return 1 + (int) ((whole - 1L) * elapsed / length.toMillis());
  }

  boolean isOver(Duration now) {
    return now.minus(begun).compareTo(length) >= 0;
  }

  /**
   * When the weight may be another one.
   *
   * @return later than now, unless it is over
   */
  Duration nextStep(int whole, Duration now) {
    long steps = Math.clamp(whole - 1L, 1, MOST_STEPS);
    long done = Math.max(0, now.minus(begun).toMillis()) * steps / length.toMillis();
    // Rounded up: a step that is due has been reached.
    long next = Math.ceilDiv((done + 1) * length.toMillis(), steps);
    return begun.plusMillis(Math.min(next, length.toMillis()));
  }
}
