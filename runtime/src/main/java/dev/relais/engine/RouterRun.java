package dev.relais.engine;

import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Counter;
import dev.relais.vrrp.Situation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A virtual router while it runs. */
final class RouterRun {
  VirtualRouter router;
  Situation situation;
  Optional<IpAddress> source = Optional.empty();
  boolean entered;
  final Map<Counter, Long> counters = new EnumMap<>(Counter.class);

  /** When discarded packets were last written about, by why they were discarded. */
  final Map<Counter, Duration> mentioned = new EnumMap<>(Counter.class);

  RouterRun(VirtualRouter router) {
    this.router = router;
    this.situation = Situation.initial(router);
  }

  void count(Counter counter) {
    counters.merge(counter, 1L, Long::sum);
  }
}
