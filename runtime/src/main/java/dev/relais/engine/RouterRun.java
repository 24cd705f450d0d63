package dev.relais.engine;

import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Counter;
import dev.relais.vrrp.Situation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A virtual router while it runs. */
final class RouterRun {
  VirtualRouter router;
  Situation situation;
  Optional<IpAddress> source = Optional.empty();
  boolean entered;
  final Advertising advertising;

  /**
   * By how much an advertisement comes early after one that no timer has brought: {@link Places}.
   */
  Duration ahead = Duration.ZERO;

  /** Who sent the advertisement that was believed last. */
  Optional<IpAddress> lastHeard = Optional.empty();

  /** When it last sent an advertisement. */
  @Nullable Duration advertised;

  /** When the log last had a warning about an advertisement that was believed. */
  @Nullable Duration warned;

  /** Why it cannot serve; empty if it can. */
  Optional<String> obstacle = Optional.empty();

  /** Whether it is not known yet if it can serve. */
  boolean waiting = true;

  /** Whether it is being taken away by a reload. */
  boolean removed;

  final Map<Counter, Long> counters = new EnumMap<>(Counter.class);

  /** When discarded packets were last written about, by why they were discarded. */
  final Map<Counter, Duration> mentioned = new EnumMap<>(Counter.class);

  RouterRun(VirtualRouter router) {
    this.router = router;
    this.situation = Situation.initial(router);
    this.advertising = new Advertising(router);
  }

  void count(Counter counter) {
    counters.merge(counter, 1L, Long::sum);
  }
}
