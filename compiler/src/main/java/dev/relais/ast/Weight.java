package dev.relais.ast;

/**
 * {@code N [reverse]}: what a check does to a priority.
 *
 * @param value -254 to 254; 0 for FAULT
 * @param reverse whether good and bad are swapped
 */
public record Weight(int value, boolean reverse) {
  /** FAULT while the check is bad. */
  public static final Weight FAULT = new Weight(0, false);

  @Override
  public String toString() {
    return value + (reverse ? " reverse" : "");
  }
}
