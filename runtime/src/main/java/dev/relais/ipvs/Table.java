package dev.relais.ipvs;

import dev.relais.plan.ConnectionSync;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.VirtualService;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The kernel's table, or what it shall be.
 *
 * @param services by what they serve, in the order in which they are added
 * @param timeouts of connections without traffic
 * @param syncing who tells connections to another director, or hears of them, and how; what was
 *     observed has no router
 * @param firewallTables the names of tables of nftables beside it, whoever made them; of those that
 *     were observed only
 */
public record Table(
    Map<VirtualService, ServiceEntry> services,
    LoadBalancing.Timeouts timeouts,
    Map<SyncRole, ConnectionSync> syncing,
    Set<String> firewallTables) {

  /** With nothing in it. */
  public static final Table EMPTY = new Table(Map.of(), LoadBalancing.Timeouts.KERNEL, Map.of());

  /** Who speaks and who listens. */
  public enum SyncRole {
    /** It tells its connections. */
    MASTER,
    /** It hears of those of another one. */
    BACKUP
  }

  public Table {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    syncing = Map.copyOf(syncing);
    firewallTables = Set.copyOf(firewallTables);
  }

  /** Without tables of nftables. */
  public Table(
      Map<VirtualService, ServiceEntry> services,
      LoadBalancing.Timeouts timeouts,
      Map<SyncRole, ConnectionSync> syncing) {
    this(services, timeouts, syncing, Set.of());
  }
}
