package dev.relais.ipvs;

import dev.relais.plan.Firewall;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.VirtualServer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A table of nftables in which packets get the marks of virtual servers.
 *
 * @param table which one
 * @param marks from 1 to 4294967295, of at least one kind of packets
 */
public record PacketMarks(Firewall table, Map<MarkedPackets, Long> marks) {
  /** What the table is called unless told otherwise. */
  public static final String DEFAULT_TABLE = "keepalived_ipvs";

  public PacketMarks {
    marks = Collections.unmodifiableMap(new LinkedHashMap<>(marks));
  }

  /** What a plan has marked; empty if that is nothing. */
  public static Optional<PacketMarks> of(LoadBalancing balancing) {
    Map<MarkedPackets, Long> marks = new LinkedHashMap<>();
    for (VirtualServer server : balancing.servers()) {
      server.mark().ifPresent(mark -> server.marked().forEach(packets -> marks.put(packets, mark)));
    }
    return marks.isEmpty()
        ? Optional.empty()
        : balancing.marking().map(table -> new PacketMarks(table, marks));
  }
}
