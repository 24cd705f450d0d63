package dev.relais.vrrp;

/** How long a backup still listens to a master of lower priority: {@code preempt_delay}. */
public enum PreemptDelay {
  /** None was heard. */
  NOT_STARTED,
  /** One was heard, and it is listened to until the delay is over. */
  RUNNING,
  /** It is no longer listened to. */
  OVER
}
