package dev.relais.plan;

import java.nio.charset.StandardCharsets;

/**
 * The table of nftables in which packets to addresses are dropped that a MASTER does not own.
 *
 * @param table its name in the families ip and ip6: {@code nftables}
 * @param priority of its chains: {@code nftables_priority}
 * @param counters whether dropped packets are counted: {@code nftables_counters}
 */
public record Firewall(String table, int priority, boolean counters) {

  /** What keepalived does unless told otherwise. */
  public static final Firewall DEFAULT = new Firewall("keepalived", -1, false);

  public Firewall {
    Plan.require(
        !table.isEmpty() && table.getBytes(StandardCharsets.UTF_8).length <= 255,
        "`" + table + "` cannot be the name of a table");
  }
}
