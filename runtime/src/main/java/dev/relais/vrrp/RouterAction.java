package dev.relais.vrrp;

import dev.relais.plan.IpAddress;
import java.time.Duration;

/** What a virtual router wants done, in the order given. */
public sealed interface RouterAction {

  /**
   * Send an advertisement.
   *
   * @param priority that it carries; 0 for a master that stops
   */
  record Advertise(int priority) implements RouterAction {}

  /** Start a timer, or start it again. */
  record Start(Timer timer, Duration delay) implements RouterAction {}

  /** Stop a timer, whether it runs or not. */
  record Stop(Timer timer) implements RouterAction {}

  /** Add the addresses and routes. */
  record Hold() implements RouterAction {}

  /** Remove the addresses and routes. */
  record Release() implements RouterAction {}

  /**
   * Announce the addresses to the neighbours.
   *
   * @param times how often each
   */
  record Announce(int times) implements RouterAction {}

  /** Announce an address over each interface from which the router does not send. */
  record AnnounceElsewhere() implements RouterAction {}

  /** It is in another state. */
  record Entered(State state) implements RouterAction {}

  /**
   * A master with a higher priority was heard, or with the same one and a higher address.
   *
   * @param priority of the other
   */
  record GaveWay(IpAddress to, int priority) implements RouterAction {}

  /** A master with a lower priority was heard. It is told who is master. */
  record Contested(IpAddress by, int priority) implements RouterAction {}

  /** A master with a lower priority was heard. It is left in peace for a while. */
  record DelayPreemption(IpAddress of, int priority, Duration delay) implements RouterAction {}

  /** It cannot serve. */
  record CannotServe(String reason) implements RouterAction {}

  /** Add one to a counter. */
  record Count(Counter counter) implements RouterAction {}
}
