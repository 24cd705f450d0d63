package dev.relais.host;

import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.NetlinkFormat;
import dev.relais.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The addresses and routes that virtual routers want on this host, and the operations that bring
 * them there and away again. An address that two virtual routers hold stays until both let go.
 */
public final class Holdings {
  private final Links links;
  private final Map<String, VirtualRouter> held = new LinkedHashMap<>();

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
    addresses(router).forEach(address -> operations.add(add(address)));
    router.routes().forEach(route -> operations.add(add(route)));
    return operations;
  }

  /** Routes first, the last first. */
  public List<Operation> release(VirtualRouter router) {
    held.remove(router.name());
    List<Operation> operations = new ArrayList<>();
    for (VirtualRoute route : router.routes().reversed()) {
      if (held.values().stream().noneMatch(other -> other.routes().contains(route))) {
        operations.add(remove(route));
      }
    }
    for (VirtualAddress address : addresses(router).toList().reversed()) {
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
    for (VirtualRoute route : before.routes().reversed()) {
      if (held.values().stream().noneMatch(other -> other.routes().contains(route))) {
        operations.add(remove(route));
      }
    }
    List<VirtualAddress> old = addresses(before).toList();
    old.stream()
        .filter(address -> !isWanted(address) || isReplaced(address, after))
        .forEach(address -> operations.add(remove(address)));
    addresses(after)
        .filter(address -> !old.contains(address))
        .forEach(address -> operations.add(add(address)));
    after.routes().stream()
        .filter(route -> !before.routes().contains(route))
        .forEach(route -> operations.add(add(route)));
    return operations;
  }

  /** The virtual routers that hold an address which the kernel reports gone. */
  public List<VirtualRouter> losers(NetlinkMessage.Address gone) {
    return held.values().stream()
        .filter(router ->
            addresses(router)
                .anyMatch(address ->
                    address.prefix().equals(gone.prefix())
                        && links.index(address.interfaceName()) == gone.index()))
        .toList();
  }

  /** The virtual routers that hold a route which the kernel reports gone. */
  public List<VirtualRouter> losers(NetlinkMessage.Route gone) {
    return held.values().stream()
        .filter(router -> router.routes().stream().anyMatch(route -> matches(route, gone)))
        .toList();
  }

  /** What an earlier run left behind because it had no chance to clean up. */
  public List<Operation> leftOvers(
      Collection<VirtualRouter> routers, List<NetlinkMessage.Route> present) {
    List<Operation> operations = new ArrayList<>();
    for (VirtualRouter router : routers) {
      router.routes().stream()
          .filter(route -> present.stream().anyMatch(there -> matches(route, there)))
          .forEach(route -> operations.add(remove(route)));
      addresses(router)
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
        .flatMap(Holdings::addresses)
        .anyMatch(other -> areTheSame(address, other));
  }

  /** With another label or scope: the kernel changes neither of an address that is there. */
  private boolean isReplaced(VirtualAddress address, VirtualRouter by) {
    boolean othersHold =
        held.values().stream()
            .filter(other -> !other.name().equals(by.name()))
            .flatMap(Holdings::addresses)
            .anyMatch(other -> areTheSame(address, other));
    return !othersHold
        && addresses(by).anyMatch(other -> areTheSame(address, other))
        && addresses(by).noneMatch(address::equals);
  }

  /** As the kernel sees it. */
  private static boolean areTheSame(VirtualAddress a, VirtualAddress b) {
    return a.prefix().equals(b.prefix()) && a.interfaceName().equals(b.interfaceName());
  }

  private static Stream<VirtualAddress> addresses(VirtualRouter router) {
    return Stream.concat(router.addresses().stream(), router.excludedAddresses().stream());
  }

  private Operation add(VirtualAddress address) {
    return new Operation.AddAddress(address, links.index(address.interfaceName()));
  }

  private Operation remove(VirtualAddress address) {
    return new Operation.RemoveAddress(address, links.index(address.interfaceName()));
  }

  private Operation add(VirtualRoute route) {
    return new Operation.AddRoute(route, route.interfaceName().map(links::index).orElse(0));
  }

  private Operation remove(VirtualRoute route) {
    return new Operation.RemoveRoute(route, route.interfaceName().map(links::index).orElse(0));
  }
}
