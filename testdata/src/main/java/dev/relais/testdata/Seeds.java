package dev.relais.testdata;

import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Random tests that can be run again: each case has its own seed, a failure names it, and {@code
 * -Drelais.seed=N} runs that case alone.
 */
public final class Seeds {

  private Seeds() {}

  /**
   * Runs a test with many random sources.
   *
   * @param cases how many in the normal run; {@code -Drelais.cases=N} runs another number
   * @param test takes the seed and its random source
   */
  public static void forEach(int cases, BiConsumer<Long, Random> test) {
    Long only = Long.getLong("relais.seed");
    int count = Integer.getInteger("relais.cases", cases);
    long first = only == null ? 1 : only;
    long last = only == null ? count : only;
    for (long seed = first; seed <= last; seed++) {
      try {
        test.accept(seed, new Random(seed));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + " (run it alone: -Drelais.seed=" + seed + ")", e);
      }
    }
  }
}
