package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** To whom advertisements go. */
public sealed interface Transport {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "multicast", Multicast.class,
            "unicast", Unicast.class));
  }

  /** What it names: the group if it is not that of the RFC, or the peers. */
  List<IpAddress> addresses();

  /** To everybody on the link who listens, in the group of the RFC. */
  Transport DEFAULT = new Multicast(Optional.empty());

  /**
   * To a group, on the link only.
   *
   * @param group empty for that of the RFC: 224.0.0.18, or ff02::12
   */
  record Multicast(Optional<IpAddress> group) implements Transport {
    @Override
    public List<IpAddress> addresses() {
      return group.stream().toList();
    }
  }

  /**
   * To each peer.
   *
   * @param peers none for a virtual router that waits for some: {@code unicast_fault_no_peer}
   * @param timeToLive of what is sent, 0 to 255: {@code unicast_ttl}
   * @param checkSource whether only peers are believed: {@code check_unicast_src}
   */
  record Unicast(List<Peer> peers, int timeToLive, boolean checkSource) implements Transport {
    public Unicast {
      peers = List.copyOf(peers);
      Plan.require(timeToLive >= 0 && timeToLive <= 255, "a time to live is 0 to 255");
    }

    @Override
    public List<IpAddress> addresses() {
      return peers.stream().map(Peer::address).toList();
    }

    /** The peer with an address. */
    public Optional<Peer> peer(IpAddress address) {
      for (Peer peer : peers) {
        if (peer.address().equals(address)) {
          return Optional.of(peer);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * A host that advertisements are sent to.
   *
   * @param address its address
   * @param minimumTimeToLive what arrives from it with less is not believed; 0 to 255
   * @param maximumTimeToLive what arrives from it with more is not believed; 0 to 255
   */
  record Peer(IpAddress address, int minimumTimeToLive, int maximumTimeToLive) {
    public Peer {
      Plan.require(
          minimumTimeToLive >= 0
              && minimumTimeToLive <= 255
              && maximumTimeToLive >= 0
              && maximumTimeToLive <= 255,
          "the time to live from " + address + " is out of range");
    }
  }
}
