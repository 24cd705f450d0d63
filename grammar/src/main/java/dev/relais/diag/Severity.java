package dev.relais.diag;

import java.util.Locale;

/** How much a finding matters, by its consequence; in ascending order. */
public enum Severity {
  /** Style or advice. */
  NOTE,
  /** Will surprise. */
  WARNING,
  /** Will fail, split the address, or not run as written. */
  ERROR;

  /** The word that users read and write: {@code note}, {@code warning} or {@code error}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
