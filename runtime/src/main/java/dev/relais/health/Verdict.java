package dev.relais.health;

/** What the results of a check have shown so far. */
public enum Verdict {
  /** Nothing yet. */
  UNKNOWN,
  /** The server can serve. */
  GOOD,
  /** It cannot, and no retry is left. */
  BAD
}
