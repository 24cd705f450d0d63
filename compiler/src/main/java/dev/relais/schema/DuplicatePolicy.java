package dev.relais.schema;

import java.util.Locale;

/** What keepalived makes of a keyword that stands in a block a second time. */
public enum DuplicatePolicy {
  /** Both count. */
  ADDITIVE,
  /** The last one counts, without a word. */
  LAST_WINS,
  /** The last one counts, and the fact is reported. */
  LAST_WINS_ERROR,
  /** The first one counts, and the others are reported. */
  FIRST_WINS_ERROR,
  /** The largest value counts. */
  LARGEST_WINS;

  static DuplicatePolicy of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
