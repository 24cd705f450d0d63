package dev.relais.vrrp;

/** The timers of a virtual router. */
public enum Timer {
  /** BACKUP: how long the master may be silent. RFC 9568 says Active_Down_Timer. */
  MASTER_DOWN,
  /** BACKUP: until a living master of lower priority is no longer listened to. */
  PREEMPT_DELAY,
  /** MASTER: until the next advertisement. */
  ADVERTISEMENT,
  /** MASTER: until the addresses are announced once more, after taking over. */
  ANNOUNCE_AGAIN,
  /**
   * MASTER: until the addresses are announced once more, after a lower-priority master was heard.
   */
  ANNOUNCE_AFTER_LOWER,
  /** MASTER: until the addresses are announced once more, as a matter of routine. */
  ANNOUNCE_REFRESH,
  /** MASTER: until an address is announced on each interface from which it does not send. */
  ANNOUNCE_ELSEWHERE
}
