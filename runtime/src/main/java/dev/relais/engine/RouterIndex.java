package dev.relais.engine;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.VrrpPacket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Virtual routers by what a packet says of them. */
final class RouterIndex {
  private final Map<Key, List<RouterRun>> runs = new HashMap<>();

  private record Key(String interfaceName, AddressFamily family, int virtualRouterId) {}

  /** From now on these, and no others. */
  void fill(Collection<RouterRun> all) {
    runs.clear();
    for (RouterRun run : all) {
      VirtualRouter router = run.router;
      Key key =
          new Key(router.interfaceName(), router.family(), router.protocol().virtualRouterId());
      runs.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(run);
    }
  }

  /** Those of the id of a packet, on its interface; several only where peers tell them apart. */
  List<RouterRun> find(String interfaceName, VrrpPacket packet) {
    int virtualRouterId =
        switch (packet) {
          case VrrpPacket.Decoded decoded -> decoded.advertisement().virtualRouterId();
          case VrrpPacket.Malformed malformed -> malformed.virtualRouterId();
        };
    return runs.getOrDefault(new Key(interfaceName, packet.family(), virtualRouterId), List.of());
  }
}
