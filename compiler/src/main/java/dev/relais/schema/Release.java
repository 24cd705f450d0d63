package dev.relais.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A release of keepalived.
 *
 * @param numbers its version, for instance 2, 2, 7
 */
public record Release(List<Integer> numbers) implements Comparable<Release> {
  /** Older than every release that counts: what 1.2.1 already knew. */
  public static final Release OLDEST = new Release(List.of(0));

  /** Newer than every release: what is not in one yet. */
  public static final Release UNRELEASED = new Release(List.of(Integer.MAX_VALUE));

  /** Those that the keyword table names, again and again. */
  private static final Map<String, Release> KNOWN =
      new ConcurrentHashMap<>(Map.of("pre-1.2", OLDEST, "unreleased", UNRELEASED));

  private static final Pattern VERSION = Pattern.compile("\\d{1,4}(\\.\\d{1,4}){1,2}");

  public Release {
    numbers = List.copyOf(numbers);
  }

  /** Reads a version such as {@code 2.2.7}; {@code v2.2.7} is the same. */
  public static Optional<Release> parse(String text) {
    String version = text.startsWith("v") ? text.substring(1) : text;
    return VERSION.matcher(version).matches()
        ? Optional.of(
            new Release(Arrays.stream(version.split("\\.")).map(Integer::valueOf).toList()))
        : Optional.empty();
  }

  /** Reads what the keyword table has. */
  static Release of(String text) {
    return KNOWN.computeIfAbsent(
        text,
        _ -> parse(text).orElseThrow(() -> new IllegalArgumentException("no release: " + text)));
  }

  @Override
  public int compareTo(Release other) {
    int parts = Math.max(numbers.size(), other.numbers.size());
    for (int i = 0; i < parts; i++) {
      int order = Integer.compare(part(i), other.part(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int part(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }

  @Override
  public String toString() {
    if (equals(OLDEST)) {
      return "pre-1.2";
    }
    if (equals(UNRELEASED)) {
      return "unreleased";
    }
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      text.append(text.isEmpty() ? "" : ".").append(number);
    }
    return text.toString();
  }
}
