package dev.relais.os;

import java.util.Arrays;

/** Files that whoever started this process had open, and that it was never meant to have. */
public final class InheritedDescriptors {
  private static final int FIRST = 3;

  private InheritedDescriptors() {}

  /**
   * Closes them. A daemon in the background would keep them open as long as it runs.
   *
   * @param numbers of descriptors that were open before this JVM began, with blanks between them;
   *     the first three and what is no number are left alone
   */
  public static void close(String numbers) {
    Arrays.stream(numbers.strip().split("\\s+", -1))
        .filter(number -> number.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .filter(number -> number >= FIRST)
        .forEach(Libc::close);
  }
}
