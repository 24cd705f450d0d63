package dev.relais.ast;

/**
 * {@code N [reverse]}: what a check does to a priority.
 *
 * @param value -254 to 254; 0 for FAULT
 * @param reverse whether what is added is subtracted; with 0, whether good and bad are swapped
 */
public record Weight(int value, boolean reverse) {
  /** FAULT while the check is bad. */
  public static final Weight FAULT = new Weight(0, false);

  /** What it adds to a priority while that which is tracked is good, or is not. */
  public int contribution(boolean good) {
    int added = good == value > 0 ? value : 0;
    return reverse ? -added : added;
  }

  @Override
  public String toString() {
    return value + (reverse ? " reverse" : "");
  }
}
