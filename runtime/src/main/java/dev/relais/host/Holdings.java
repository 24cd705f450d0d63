package dev.relais.host;

import dev.relais.plan.IpPrefix;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses and routes that virtual routers want on this host, and the operations that bring
 * them there and away again. An address that two virtual routers hold stays until both let go.
 */
public final class Holdings {
  private final Links links;
  private final Map<String, VirtualRouter> held = new LinkedHashMap<>();

  /** Removed by an operation, and the kernel has not reported that yet. */
  private final Set<Place> leaving = new HashSet<>();

  private final List<VirtualRoute> leavingRoutes = new ArrayList<>();

  private record Place(int index, IpPrefix prefix) {}

  /** Nothing is held yet. */
  public Holdings(Links links) {
    this.links = links;
  }

  /** Whether a virtual router holds its addresses. */
  public boolean isHeld(String router) {
    return held.containsKey(router);
  }

  /** Addresses first: the kernel refuses a route to a gateway that it cannot reach. */
  public List<Operation> hold(VirtualRouter router) {
    held.put(router.name(), router);
    List<Operation> operations = new ArrayList<>();
    router.resources().allAddresses().forEach(address -> operations.add(add(address)));
    router.resources().routes().forEach(route -> operations.add(add(route)));
    return operations;
  }

  /** Routes first, the last first. */
  public List<Operation> release(VirtualRouter router) {
    held.remove(router.name());
    List<Operation> operations = new ArrayList<>();
    for (VirtualRoute route : router.resources().routes().reversed()) {
      if (held.values().stream().noneMatch(other -> other.resources().routes().contains(route))) {
        operations.add(remove(route));
      }
    }
    for (VirtualAddress address : router.resources().allAddresses().toList().reversed()) {
      if (!isWanted(address)) {
        operations.add(remove(address));
      }
    }
    return operations;
  }

  /** From what a virtual router held to what it holds under a new configuration. */
  public List<Operation> exchange(VirtualRouter before, VirtualRouter after) {
    held.put(after.name(), after);
    List<Operation> operations = new ArrayList<>();
    for (VirtualRoute route : before.resources().routes().reversed()) {
      if (held.values().stream().noneMatch(other -> other.resources().routes().contains(route))) {
        operations.add(remove(route));
      }
    }
    List<VirtualAddress> old = before.resources().allAddresses().toList();
    old.stream()
        .filter(address -> !isWanted(address) || isReplaced(address, after))
        .forEach(address -> operations.add(remove(address)));
    after
        .resources()
        .allAddresses()
        .filter(address -> !old.contains(address))
        .forEach(address -> operations.add(add(address)));
    after.resources().routes().stream()
        .filter(route -> !before.resources().routes().contains(route))
        .forEach(route -> operations.add(add(route)));
    return operations;
  }

  /**
   * The virtual routers that hold an address which the kernel reports gone. None if an operation of
   * ours took it away, perhaps to bring it back with another label.
   */
  public List<VirtualRouter> losers(NetlinkMessage.Address gone) {
    if (leaving.remove(new Place(gone.index(), gone.prefix()))) {
      return List.of();
    }
    return held.values().stream()
        .filter(router ->
            router
                .resources()
                .allAddresses()
                .anyMatch(address ->
                    address.prefix().equals(gone.prefix())
                        && links.index(address.interfaceName()) == gone.index()))
        .toList();
  }

  /** The virtual routers that hold a route which the kernel reports gone, as for an address. */
  public List<VirtualRouter> losers(NetlinkMessage.Route gone) {
    if (forget(gone)) {
      return List.of();
    }
    return held.values().stream()
        .filter(
            router -> router.resources().routes().stream().anyMatch(route -> matches(route, gone)))
        .toList();
  }

  /** An address is there: whatever took it away before has been reported, or found nothing. */
  public void present(NetlinkMessage.Address there) {
    leaving.remove(new Place(there.index(), there.prefix()));
  }

  /** A route is there, as for an address. */
  public void present(NetlinkMessage.Route there) {
    forget(there);
  }

  /** The kernel refused an operation, and will report nothing of it. */
  public void refused(Operation operation) {
    switch (operation) {
      case Operation.RemoveAddress(VirtualAddress address, int index) ->
          leaving.remove(new Place(index, address.prefix()));
      case Operation.RemoveRoute(VirtualRoute route, int _) -> leavingRoutes.remove(route);
      case Operation.AddAddress _, Operation.AddRoute _ -> {
        // Nothing was to leave.
      }
    }
  }

  /** Reports of the kernel were lost, perhaps those of what left. */
  public void recounted() {
    leaving.clear();
    leavingRoutes.clear();
  }

  private boolean forget(NetlinkMessage.Route reported) {
    Optional<VirtualRoute> ours =
        leavingRoutes.stream().filter(route -> matches(route, reported)).findFirst();
    ours.ifPresent(leavingRoutes::remove);
    return ours.isPresent();
  }

  /** What an earlier run left behind because it had no chance to clean up. */
  public List<Operation> leftOvers(
      Collection<VirtualRouter> routers, List<NetlinkMessage.Route> present) {
    List<Operation> operations = new ArrayList<>();
    for (VirtualRouter router : routers) {
      router.resources().routes().stream()
          .filter(route -> present.stream().anyMatch(there -> matches(route, there)))
          .forEach(route -> operations.add(remove(route)));
      router
          .resources()
          .allAddresses()
          .filter(address -> links.has(address.interfaceName(), address.prefix()))
          .forEach(address -> operations.add(remove(address)));
    }
    return operations;
  }

  private boolean matches(VirtualRoute route, NetlinkMessage.Route there) {
    boolean interfaceMatches =
        route.interfaceName().isEmpty()
            || links.index(route.interfaceName().get()) == there.interfaceIndex();
    return there.protocol() == NetlinkFormat.ROUTE_PROTOCOL
        && there.destination().equals(route.destination().network())
        && there.gateway().equals(route.gateway())
        && there.table() == route.table()
        && there.metric() == route.metric().orElse(0L)
        && interfaceMatches;
  }

  private boolean isWanted(VirtualAddress address) {
    return held.values().stream()
        .flatMap(router -> router.resources().allAddresses())
        .anyMatch(other -> areTheSame(address, other));
  }

  /** With another label or scope: the kernel changes neither of an address that is there. */
  private boolean isReplaced(VirtualAddress address, VirtualRouter by) {
    boolean othersHold =
        held.values().stream()
            .filter(other -> !other.name().equals(by.name()))
            .flatMap(router -> router.resources().allAddresses())
            .anyMatch(other -> areTheSame(address, other));
    return !othersHold
        && by.resources().allAddresses().anyMatch(other -> areTheSame(address, other))
        && by.resources().allAddresses().noneMatch(address::equals);
  }

  /** As the kernel sees it. */
  private static boolean areTheSame(VirtualAddress a, VirtualAddress b) {
    return a.prefix().equals(b.prefix()) && a.interfaceName().equals(b.interfaceName());
  }

  private Operation add(VirtualAddress address) {
    return new Operation.AddAddress(address, links.index(address.interfaceName()));
  }

  private Operation remove(VirtualAddress address) {
    int index = links.index(address.interfaceName());
    leaving.add(new Place(index, address.prefix()));
    return new Operation.RemoveAddress(address, index);
  }

  private Operation add(VirtualRoute route) {
    return new Operation.AddRoute(route, route.interfaceName().map(links::index).orElse(0));
  }

  private Operation remove(VirtualRoute route) {
    if (!leavingRoutes.contains(route)) {
      leavingRoutes.add(route);
    }
    return new Operation.RemoveRoute(route, route.interfaceName().map(links::index).orElse(0));
  }
}
