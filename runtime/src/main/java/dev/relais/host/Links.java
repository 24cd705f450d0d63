package dev.relais.host;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.wire.NetlinkMessage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The interfaces of this host and their addresses, as the kernel last reported them. */
public final class Links {
  private final Map<String, NetlinkMessage.Link> links = new HashMap<>();
  private final Map<Integer, Set<IpPrefix>> addresses = new HashMap<>();

  /** Takes in a report. */
  public void apply(NetlinkMessage message) {
    switch (message) {
      case NetlinkMessage.Link link -> {
        // An interface that was renamed is known by its new name only.
        links.values().removeIf(known -> known.index() == link.index());
        links.put(link.name(), link);
      }
      case NetlinkMessage.LinkGone gone -> {
        links.values().removeIf(known -> known.index() == gone.index());
        addresses.remove(gone.index());
      }
      case NetlinkMessage.Address address -> {
        Set<IpPrefix> here = addresses.computeIfAbsent(address.index(), _ -> new LinkedHashSet<>());
        if (address.gone()) {
          here.remove(address.prefix());
        } else {
          here.add(address.prefix());
        }
      }
      case NetlinkMessage.Route _,
          NetlinkMessage.Rule _,
          NetlinkMessage.FirewallTable _,
          NetlinkMessage.Generic _,
          NetlinkMessage.Answer _,
          NetlinkMessage.Done _ -> {}
    }
  }

  /** Forgets everything: all of it will be reported again. */
  public void clear() {
    links.clear();
    addresses.clear();
  }

  /** The interface with a name. */
  public Optional<NetlinkMessage.Link> link(String name) {
    return Optional.ofNullable(links.get(name));
  }

  /** Whether an interface is there, up, and has a carrier. */
  public boolean isUp(String name) {
    NetlinkMessage.Link link = links.get(name);
    return link != null && link.up();
  }

  /** The index of an interface; 0 if it is not there. */
  public int index(String name) {
    NetlinkMessage.Link link = links.get(name);
    return link == null ? 0 : link.index();
  }

  /** The Ethernet address of an interface. */
  public Optional<MacAddress> mac(String name) {
    return link(name).flatMap(NetlinkMessage.Link::mac);
  }

  /** Whether an interface has an address. */
  public boolean has(String name, IpPrefix prefix) {
    return addresses.getOrDefault(index(name), Set.of()).contains(prefix);
  }

  /** Whether any interface has an address. */
  public boolean has(IpAddress address) {
    return addresses.values().stream()
        .flatMap(Set::stream)
        .anyMatch(prefix -> prefix.address().equals(address));
  }

  /** The name of an interface. */
  public Optional<String> name(int index) {
    return links.values().stream()
        .filter(link -> link.index() == index)
        .map(NetlinkMessage.Link::name)
        .findFirst();
  }

  /** The link-local IPv6 address of an interface, the first in the order of the kernel. */
  public Optional<IpPrefix> linkLocal(String name) {
    return addresses.getOrDefault(index(name), Set.of()).stream()
        .filter(prefix -> prefix.address().family() == AddressFamily.INET6)
        .filter(prefix -> prefix.address().inet().isLinkLocalAddress())
        .findFirst();
  }

  /**
   * The address of an interface that advertisements come from, the first in the order of the
   * kernel: any of IPv4, a link-local one of IPv6.
   *
   * @param virtual addresses that come and go, and cannot be the source of advertisements
   */
  public Optional<IpAddress> sourceAddress(
      String name, AddressFamily family, Set<IpAddress> virtual) {
    return addresses.getOrDefault(index(name), Set.of()).stream()
        .map(IpPrefix::address)
        .filter(address ->
            address.family() == family
                && (family == AddressFamily.INET || address.inet().isLinkLocalAddress())
                && !virtual.contains(address))
        .findFirst();
  }
}
