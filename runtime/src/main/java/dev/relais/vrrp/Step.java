package dev.relais.vrrp;

import java.util.List;

/**
 * What follows from an event.
 *
 * @param next where the virtual router stands then
 * @param actions what it wants done, in this order
 */
public record Step(Situation next, List<RouterAction> actions) {
  public Step {
    actions = List.copyOf(actions);
  }
}
