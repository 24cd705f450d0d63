package dev.relais.engine;

import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Counter;
import dev.relais.vrrp.State;
import java.util.Map;
import java.util.Optional;

/**
 * How a virtual router is doing.
 *
 * @param router its configuration
 * @param state its state
 * @param priority with all weights
 * @param source of its advertisements; empty while its interface has none
 * @param counters what was counted; nothing for 0
 */
public record RouterStatus(
    VirtualRouter router,
    State state,
    int priority,
    Optional<IpAddress> source,
    Map<Counter, Long> counters) {
  public RouterStatus {
    counters = Map.copyOf(counters);
  }
}
