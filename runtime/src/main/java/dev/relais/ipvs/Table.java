package dev.relais.ipvs;

import dev.relais.plan.ConnectionSync;
import dev.relais.plan.LoadBalancing;
import dev.relais.plan.VirtualService;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kernel's table, or what it shall be.
 *
 * @param services by what they serve, in the order in which they are added
 * @param timeouts of connections without traffic
 * @param syncing who tells connections to another director, or hears of them, and how; what was
 *     observed has no router
 */
public record Table(
    Map<VirtualService, ServiceEntry> services,
    LoadBalancing.Timeouts timeouts,
    Map<SyncRole, ConnectionSync> syncing) {

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
  }
}
