package dev.relais.lower;

import dev.relais.model.VirtualService;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MarkedPackets;
import dev.relais.plan.VirtualService.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The addresses and ports that virtual servers serve, ranges of which none overlap. */
final class ServedAddresses {
  private final Map<Kind, TreeMap<IpAddress, Served>> all = new HashMap<>();

  /**
   * What addresses are told apart within.
   *
   * @param port 0 for all
   */
  private record Kind(Protocol protocol, AddressFamily family, int port) {
    static Kind of(MarkedPackets packets) {
      return new Kind(packets.protocol(), packets.family(), packets.port());
    }

    boolean overlaps(Kind other) {
      return protocol == other.protocol
          && family == other.family
          && (port == other.port || port == 0 || other.port == 0);
    }
  }

  private record Served(IpAddress last, VirtualService by) {}

  /** This one serves them, and nobody else did before. */
  void add(MarkedPackets packets, VirtualService by) {
    all.computeIfAbsent(Kind.of(packets), _ -> new TreeMap<>())
        .put(packets.first(), new Served(packets.last(), by));
  }

  /** Who serves some of them; empty if nobody does. */
  Optional<VirtualService> who(MarkedPackets packets) {
    Kind kind = Kind.of(packets);
    return all.entrySet().stream()
        .filter(entry -> entry.getKey().overlaps(kind))
        .flatMap(entry -> Optional.ofNullable(entry.getValue().floorEntry(packets.last())).stream())
        .map(Map.Entry::getValue)
        .filter(served -> served.last().compareTo(packets.first()) >= 0)
        .map(Served::by)
        .findFirst();
  }
}
