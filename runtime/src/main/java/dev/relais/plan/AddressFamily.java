package dev.relais.plan;

/** The two families of internet addresses. */
public enum AddressFamily {
  /** IPv4. */
  INET,
  /** IPv6. */
  INET6
}
