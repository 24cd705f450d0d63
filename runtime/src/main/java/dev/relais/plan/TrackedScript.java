package dev.relais.plan;

/**
 * How a virtual router uses a check.
 *
 * @param name of the check
 * @param weight -253 to 253. 0: the router is in FAULT while the check is bad. Above 0: added to
 *     the priority while the check is good. Below 0: added, so that it lowers the priority, while
 *     the check is bad
 * @param reverse whether good and bad are swapped
 */
public record TrackedScript(String name, int weight, boolean reverse) {

  public TrackedScript {
    Plan.require(
        weight >= -253 && weight <= 253, "the weight of script `" + name + "` is out of range");
  }
}
