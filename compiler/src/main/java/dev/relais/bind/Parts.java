package dev.relais.bind;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Cuts a long list into parts, which are worked on at the same time where there are processors. */
final class Parts {
  /** How many elements are worth a part of their own. */
  private static final int LEAST = 256;

  /** Some for each of a few processors, so that all are done at nearly the same time. */
  private static final int MOST = 16;

  private Parts() {}

  /** Whether there is more than one part. */
  static boolean isWorthIt(List<?> list) {
    return list.size() >= 2 * LEAST;
  }

  /**
   * What becomes of each part, in order; the work must not share anything that changes.
   *
   * @param list the whole; of a short one there is one part
   */
  static <T, R> List<R> map(List<T> list, Function<List<T>, R> work) {
    int size = list.size();
    int parts = Math.min(size / LEAST, MOST);
    return !isWorthIt(list)
        ? List.of(work.apply(list))
        : IntStream.range(0, parts)
            .parallel()
            .mapToObj(
                part -> work.apply(list.subList(at(part, parts, size), at(part + 1, parts, size))))
            .toList();
  }

  private static int at(int part, int parts, int size) {
    return (int) ((long) size * part / parts);
  }
}
