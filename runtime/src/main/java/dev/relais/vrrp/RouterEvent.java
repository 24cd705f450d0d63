package dev.relais.vrrp;

import dev.relais.plan.IpAddress;
import java.time.Duration;

/** What can happen to a virtual router. */
public sealed interface RouterEvent {

  /** It shall take part. */
  record Start() implements RouterEvent {}

  /** It shall stop, and leave nothing behind. */
  record Stop() implements RouterEvent {}

  /**
   * An advertisement that was checked and believed.
   *
   * @param source who sent it
   * @param own our address on the same interface
   * @param priority that it carries, 0 to 255
   * @param interval that it carries
   */
  record Heard(IpAddress source, IpAddress own, int priority, Duration interval)
      implements RouterEvent {}

  /** A timer that was started has run out. */
  record Expired(Timer timer) implements RouterEvent {}

  /**
   * The sum of the configured priority and the weights is another one.
   *
   * @param priority 1 to 255
   */
  record PriorityChanged(int priority) implements RouterEvent {}

  /**
   * Its configuration is another one, with the same version and virtual router id.
   *
   * @param priority under that configuration, with the weights, 1 to 255
   */
  record Reconfigured(int priority) implements RouterEvent {}

  /**
   * It can no longer serve.
   *
   * @param reason for the log
   */
  record Failed(String reason) implements RouterEvent {}

  /** It can serve again. */
  record Recovered() implements RouterEvent {}

  /** It stood still for so long that another has taken over, if there is one. */
  record Paused() implements RouterEvent {}

  /** Another member of its sync group has become master. */
  record GroupTookOver() implements RouterEvent {}

  /** Another member of its sync group has given way. */
  record GroupGaveWay() implements RouterEvent {}
}
