package dev.relais.engine;

import dev.relais.plan.LoadBalancing;
import dev.relais.plan.VirtualServer;
import dev.relais.plan.VirtualService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The marks that virtual servers keep over a reload: a plan numbers them anew, and the connections
 * of one whose mark became that of another would be lost.
 */
final class KeptMarks {
  private static final long LARGEST = 0xFFFF_FFFFL;

  private KeptMarks() {}

  /** The next plan, with the marks of the one that runs where both have a virtual server. */
  static LoadBalancing over(LoadBalancing running, LoadBalancing next) {
    Map<String, Long> before = new HashMap<>();
    running
        .servers()
        .forEach(server -> server.mark().ifPresent(mark -> before.put(server.name(), mark)));
    if (before.isEmpty()) {
      return next;
    }
    Set<Long> taken = new HashSet<>();
    next.servers().stream()
        .filter(server -> server.mark().isEmpty())
        .flatMap(server -> server.services().stream())
        .forEach(service -> {
          if (service instanceof VirtualService.Mark(var _, long mark)) {
            taken.add(mark);
          }
        });
    Map<String, Long> kept = new HashMap<>();
    for (VirtualServer server : next.servers()) {
      Long mark = before.get(server.name());
      if (server.mark().isPresent() && mark != null && taken.add(mark)) {
        kept.put(server.name(), mark);
      }
    }
    List<VirtualServer> servers =
        next.servers().stream()
            .map(server ->
                server
                    .mark()
                    .map(planned -> {
                      Long mark = kept.get(server.name());
                      return server.withMark(mark != null ? mark : free(planned, taken));
                    })
                    .orElse(server))
            .toList();
    return next.withServers(servers);
  }

  private static long free(long first, Set<Long> taken) {
    long mark = first;
    while (!taken.add(mark)) {
      mark = mark == LARGEST ? 1 : mark + 1;
    }
    return mark;
  }
}
