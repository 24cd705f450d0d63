package dev.relais.vrrp;

/** The states of a virtual router; RFC 9568, section 6.4, and keepalived's FAULT. */
public enum State {
  /** Not started, or stopped. */
  INIT,
  /** Listens, and takes over when the master falls silent. */
  BACKUP,
  /** Holds the addresses and advertises. RFC 9568 says Active. */
  MASTER,
  /** Takes no part: its interface is down, or a check that it depends on fails. */
  FAULT
}
