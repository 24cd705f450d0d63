package dev.relais.track;

/** What is known of something that is tracked. */
public sealed interface Reading {
  /** Nothing yet. */
  Reading UNKNOWN = new Unknown();

  /** Nothing yet: no result has come in. */
  record Unknown() implements Reading {}

  /** It is good or bad. */
  record Verdict(boolean good) implements Reading {}

  /** It says a number; 0 is good. */
  record Value(long value) implements Reading {}
}
