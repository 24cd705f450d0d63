package dev.relais.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * A client stays with its real server; {@code -p} in ipvsadm(8).
 *
 * @param timeout after its last connection, at least 1 s, to the second
 * @param prefixLength how much of an address makes a client: 0 to 32 for IPv4, 1 to 128 for IPv6
 * @param engine that knows clients by something else; {@code sip}, or empty
 */
public record Persistence(Duration timeout, int prefixLength, Optional<String> engine) {
  public Persistence {
    Plan.require(timeout.toSeconds() >= 1, "a persistence is 1 s at least");
    Plan.require(
        prefixLength >= 0 && prefixLength <= 128, "the granularity of a persistence is 0 to 128");
  }
}
