package dev.relais.host;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Firewall;
import dev.relais.plan.HostResources;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.PolicyRule;
import dev.relais.plan.Resources;
import dev.relais.plan.RouteDetails;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualInterface;
import dev.relais.plan.VirtualRoute;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.FirewallFormat;
import dev.relais.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The addresses, routes and rules that virtual routers want on this host, or that it has all the
 * time, and the operations that bring them there and away again. What two of them hold stays until
 * both let go.
 */
public final class Holdings {
  /** The name under which the host itself holds what it has all the time. */
  public static final String PERMANENT = "";

  /** The metric that the kernel gives an IPv6 route that has none. */
  private static final long METRIC_OF_INET6 = 1024;

  private final Links links;
  private final Map<String, Holder> held = new LinkedHashMap<>();
  private Firewall firewall = Firewall.DEFAULT;

  /** Removed by an operation, and the kernel has not reported that yet. */
  private final Set<Place> leaving = new HashSet<>();

  private final List<VirtualRoute> leavingRoutes = new ArrayList<>();
  private final List<PolicyRule> leavingRules = new ArrayList<>();

  private record Place(int index, IpPrefix prefix) {}

  /**
   * What somebody holds.
   *
   * @param blocks whether packets to its addresses are dropped
   */
  private record Holder(Resources resources, boolean blocks) {
    static Holder of(VirtualRouter router) {
      return new Holder(router.resources(), router.blocksAddresses());
    }
  }

  /** Nothing is held yet. */
  public Holdings(Links links) {
    this.links = links;
  }

  /** Where packets are dropped from now on. */
  public void use(Firewall other) {
    firewall = other;
  }

  /** Whether a virtual router holds its addresses. */
  public boolean isHeld(String router) {
    return held.containsKey(router);
  }

  /** Addresses first: the kernel refuses a route to a gateway that it cannot reach. */
  public List<Operation> hold(VirtualRouter router) {
    return hold(router.name(), Holder.of(router));
  }

  /** Holds what the host has all the time. */
  public List<Operation> hold(Resources permanent) {
    return hold(PERMANENT, new Holder(permanent, false));
  }

  private List<Operation> hold(String name, Holder holder) {
    held.put(name, holder);
    Resources resources = holder.resources();
    List<Operation> operations = new ArrayList<>(block(blocked(holder)));
    resources.allAddresses().forEach(address -> operations.add(add(address)));
    resources.routes().forEach(route -> operations.add(add(route)));
    resources.rules().forEach(rule -> operations.add(new Operation.AddRule(rule)));
    return operations;
  }

  /** Rules and routes first, the last first. */
  public List<Operation> release(VirtualRouter router) {
    return exchange(router.name(), Holder.of(router), Optional.empty());
  }

  /** Lets go of what the host has all the time. */
  public List<Operation> release(Resources permanent) {
    return exchange(PERMANENT, new Holder(permanent, false), Optional.empty());
  }

  /** From what a virtual router held to what it holds under a new configuration. */
  public List<Operation> exchange(VirtualRouter before, VirtualRouter after) {
    return exchange(after.name(), Holder.of(before), Optional.of(Holder.of(after)));
  }

  /** From what the host had all the time to what it has under a new configuration. */
  public List<Operation> exchange(Resources before, Resources after) {
    return exchange(PERMANENT, new Holder(before, false), Optional.of(new Holder(after, false)));
  }

  private List<Operation> exchange(String name, Holder before, Optional<Holder> after) {
    held.remove(name);
    after.ifPresent(holder -> held.put(name, holder));
    Resources old = before.resources();
    Resources next = after.map(Holder::resources).orElse(Resources.NONE);
    List<FirewallFormat.Blocked> blockedBefore = blocked(before);
    List<FirewallFormat.Blocked> blockedAfter = after.map(this::blocked).orElse(List.of());
    List<Operation> operations = new ArrayList<>(block(without(blockedAfter, blockedBefore)));
    old.rules().reversed().stream()
        .filter(rule -> !isWanted(resources -> resources.rules().contains(rule)))
        .forEach(rule -> operations.add(remove(rule)));
    old.routes().reversed().stream()
        .filter(route -> !isWanted(resources -> resources.routes().contains(route)))
        .forEach(route -> operations.add(remove(route)));
    operations.addAll(
        removal(
            old,
            old.allAddresses().toList().reversed().stream()
                .filter(address -> !isWanted(address) || isReplaced(address, name, next))
                .toList()));
    next.allAddresses()
        .filter(address -> old.allAddresses().noneMatch(address::equals))
        .forEach(address -> operations.add(add(address)));
    without(next.routes(), old.routes()).forEach(route -> operations.add(add(route)));
    without(next.rules(), old.rules()).forEach(rule -> operations.add(new Operation.AddRule(rule)));
    List<FirewallFormat.Blocked> stillBlocked =
        held.values().stream().flatMap(holder -> blocked(holder).stream()).toList();
    operations.addAll(unblock(without(blockedBefore, stillBlocked)));
    return operations;
  }

  /** Drops packets again, in tables that are new. */
  public List<Operation> blockAgain() {
    return held.values().stream().flatMap(holder -> block(blocked(holder)).stream()).toList();
  }

  private static <T> List<T> without(List<T> all, List<T> others) {
    return all.stream().filter(one -> !others.contains(one)).toList();
  }

  /** The kernel removes all addresses of a network with the first, unless it is told not to. */
  private List<Operation> removal(Resources of, List<VirtualAddress> addresses) {
    List<Operation> operations = new ArrayList<>();
    List<String> parameters =
        addresses.stream()
            .filter(address -> address.prefix().address().family() == AddressFamily.INET)
            .map(VirtualAddress::interfaceName)
            .filter(name -> of.promoteSecondaries() && of.base(name).equals(name))
            .distinct()
            .map("net/ipv4/conf/%s/promote_secondaries"::formatted)
            .toList();
    parameters.forEach(path -> operations.add(new Operation.SetParameter(path, "1")));
    addresses.forEach(address -> operations.add(remove(address)));
    parameters.forEach(path -> operations.add(new Operation.RestoreParameter(path)));
    return operations;
  }

  // ---------------------------------------------------------------- dropped packets

  private List<FirewallFormat.Blocked> blocked(Holder holder) {
    if (!holder.blocks()) {
      return List.of();
    }
    return holder
        .resources()
        .allAddresses()
        .map(address ->
            new FirewallFormat.Blocked(
                address.prefix().address(), links.index(address.interfaceName())))
        .distinct()
        .toList();
  }

  private List<Operation> block(List<FirewallFormat.Blocked> addresses) {
    return addresses.isEmpty()
        ? List.of()
        : List.of(new Operation.BlockAddresses(firewall, addresses));
  }

  private List<Operation> unblock(List<FirewallFormat.Blocked> addresses) {
    return addresses.isEmpty()
        ? List.of()
        : List.of(new Operation.UnblockAddresses(firewall, addresses));
  }

  // ---------------------------------------------------------------- what the kernel reports

  /**
   * Who holds an address which the kernel reports gone, by name. Nobody if an operation of ours
   * took it away, perhaps to bring it back with another label.
   */
  public List<String> losers(NetlinkMessage.Address gone) {
    if (leaving.remove(new Place(gone.index(), gone.prefix()))) {
      return List.of();
    }
    return holders(resources ->
        resources
            .allAddresses()
            .anyMatch(address ->
                address.prefix().equals(gone.prefix())
                    && links.index(address.interfaceName()) == gone.index()));
  }

  /** Who holds a route which the kernel reports gone, as for an address. */
  public List<String> losers(NetlinkMessage.Route gone) {
    if (forget(gone)) {
      return List.of();
    }
    return holders(
        resources -> resources.routes().stream().anyMatch(route -> matches(route, gone)));
  }

  /** Who holds a rule which the kernel reports gone, as for an address. */
  public List<String> losers(NetlinkMessage.Rule gone) {
    if (forget(gone)) {
      return List.of();
    }
    return holders(resources -> resources.rules().stream().anyMatch(rule -> matches(rule, gone)));
  }

  private List<String> holders(Predicate<Resources> of) {
    return held.entrySet().stream()
        .filter(entry -> of.test(entry.getValue().resources()))
        .map(Map.Entry::getKey)
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

  /** A rule is there, as for an address. */
  public void present(NetlinkMessage.Rule there) {
    forget(there);
  }

  /** The kernel refused an operation, and will report nothing of it. */
  public void refused(Operation operation) {
    switch (operation) {
      case Operation.RemoveAddress(VirtualAddress address, int index) ->
          leaving.remove(new Place(index, address.prefix()));
      case Operation.RemoveRoute(VirtualRoute route, var _) -> leavingRoutes.remove(route);
      case Operation.RemoveRule(PolicyRule rule) -> leavingRules.remove(rule);
      default -> {
        // Nothing of ours was to leave.
      }
    }
  }

  /** Reports of the kernel were lost, perhaps those of what left. */
  public void recounted() {
    leaving.clear();
    leavingRoutes.clear();
    leavingRules.clear();
  }

  private boolean forget(NetlinkMessage.Route reported) {
    Optional<VirtualRoute> ours =
        leavingRoutes.stream().filter(route -> matches(route, reported)).findFirst();
    ours.ifPresent(leavingRoutes::remove);
    return ours.isPresent();
  }

  private boolean forget(NetlinkMessage.Rule reported) {
    Optional<PolicyRule> ours =
        leavingRules.stream().filter(rule -> matches(rule, reported)).findFirst();
    ours.ifPresent(leavingRules::remove);
    return ours.isPresent();
  }

  private boolean matches(VirtualRoute route, NetlinkMessage.Route there) {
    AddressFamily family = route.destination().address().family();
    long ownMetric = family == AddressFamily.INET6 ? METRIC_OF_INET6 : 0;
    boolean several = !route.details().nextHops().isEmpty();
    boolean way =
        several
            || route.details().leadsNowhere()
            || (route
                    .interfaceName()
                    .map(name -> links.index(name) == there.interfaceIndex())
                    .orElse(true)
                && there
                    .gateway()
                    .equals(route.gateway().filter(gateway -> gateway.family() == family)));
    return there.destination().equals(route.destination().network())
        && there.type() == route.details().type()
        && there.typeOfService() == route.details().typeOfService()
        && there.table() == route.table()
        && there.metric() == route.metric().orElse(ownMetric)
        && way;
  }

  private static boolean matches(PolicyRule rule, NetlinkMessage.Rule there) {
    int table = rule.action() instanceof PolicyRule.Lookup lookup ? lookup.table() : 0;
    return there.family() == rule.family()
        && there.preference() == rule.preference()
        && there.table() == table
        && there.from().equals(network(rule.from()))
        && there.to().equals(network(rule.to()));
  }

  private static Optional<IpPrefix> network(Optional<IpPrefix> prefix) {
    return prefix.filter(any -> any.length() > 0).map(IpPrefix::network);
  }

  // ---------------------------------------------------------------- left over

  /**
   * What an earlier run left behind because it had no chance to clean up, under this configuration
   * or another: all that carries keepalived's protocol, and what the configuration names.
   *
   * @param routers of the configuration
   * @param host what it says of the host as a whole; what is there all the time may stay
   * @param present all interfaces, addresses, routes and rules of the host
   */
  public List<Operation> leftOvers(
      Collection<VirtualRouter> routers, HostResources host, List<NetlinkMessage> present) {
    List<Operation> operations = new ArrayList<>();
    Resources permanent = host.permanent();
    for (NetlinkMessage.Rule rule : all(present, NetlinkMessage.Rule.class)) {
      if (permanent.rules().stream().noneMatch(wanted -> matches(wanted, rule))) {
        of(routers, Resources::rules).filter(own -> matches(own, rule)).forEach(leavingRules::add);
        operations.add(new Operation.RemoveReportedRule(rule));
      }
    }
    for (NetlinkMessage.Route route : all(present, NetlinkMessage.Route.class)) {
      if (permanent.routes().stream().noneMatch(wanted -> matches(wanted, route))) {
        of(routers, Resources::routes)
            .filter(own -> matches(own, route))
            .forEach(leavingRoutes::add);
        operations.add(new Operation.RemoveReportedRoute(route));
      }
    }
    Map<Integer, String> names = new HashMap<>();
    for (NetlinkMessage.Link link : all(present, NetlinkMessage.Link.class)) {
      if (isOwn(link, routers)) {
        operations.add(new Operation.RemoveInterface(link.name()));
      } else {
        names.put(link.index(), link.name());
      }
    }
    for (NetlinkMessage.Address address : all(present, NetlinkMessage.Address.class)) {
      String name = names.get(address.index());
      if (name != null && isLeftOver(address, name, routers, permanent)) {
        leaving.add(new Place(address.index(), address.prefix()));
        operations.add(new Operation.RemoveReportedAddress(address, name));
      }
    }
    // Packets are let through last: until now, nobody could take the addresses for served.
    all(present, NetlinkMessage.FirewallTable.class).stream()
        .map(NetlinkMessage.FirewallTable::name)
        .filter(List.of(host.firewall().table(), Firewall.DEFAULT.table())::contains)
        .distinct()
        .forEach(name ->
            operations.add(
                new Operation.RemoveFirewall(
                    new Firewall(name, host.firewall().priority(), host.firewall().counters()))));
    return operations;
  }

  private static <T> Stream<T> of(
      Collection<VirtualRouter> routers, Function<Resources, List<T>> part) {
    return routers.stream().flatMap(router -> part.apply(router.resources()).stream());
  }

  private static <T> List<T> all(List<NetlinkMessage> present, Class<T> kind) {
    return present.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** No other program makes a macvlan in private mode with the address of a virtual router. */
  private static boolean isOwn(NetlinkMessage.Link link, Collection<VirtualRouter> routers) {
    boolean virtual = link.mac().filter(VirtualInterface::isVirtual).isPresent();
    boolean named =
        routers.stream()
            .flatMap(router -> router.resources().interfaces().stream())
            .anyMatch(own -> own.name().equals(link.name()));
    return link.shared() && (virtual || named);
  }

  private static boolean isLeftOver(
      NetlinkMessage.Address address,
      String interfaceName,
      Collection<VirtualRouter> routers,
      Resources permanent) {
    Predicate<VirtualAddress> same =
        held ->
            held.interfaceName().equals(interfaceName) && held.prefix().equals(address.prefix());
    boolean ours = address.protocol() == RouteDetails.KEEPALIVED;
    return permanent.allAddresses().noneMatch(same)
        && (ours
            || routers.stream()
                .flatMap(router -> router.resources().allAddresses())
                .anyMatch(same));
  }

  /**
   * What the configuration names under another protocol: nobody can tell whether it was left
   * behind, but while nobody is MASTER it must not be there.
   */
  public List<Operation> leftOversOfOthers(Collection<VirtualRouter> routers) {
    return Stream.concat(
            routers.stream()
                .flatMap(router -> router.resources().rules().stream())
                .filter(rule -> rule.protocol() != RouteDetails.KEEPALIVED)
                .map(this::remove),
            routers.stream()
                .flatMap(router -> router.resources().routes().stream())
                .filter(route -> route.details().protocol() != RouteDetails.KEEPALIVED)
                .map(this::remove))
        .toList();
  }

  // ---------------------------------------------------------------- who wants what

  private boolean isWanted(Predicate<Resources> by) {
    return held.values().stream().map(Holder::resources).anyMatch(by);
  }

  private boolean isWanted(VirtualAddress address) {
    return isWanted(
        resources -> resources.allAddresses().anyMatch(other -> areTheSame(address, other)));
  }

  /** With another label or scope: the kernel changes neither of an address that is there. */
  private boolean isReplaced(VirtualAddress address, String name, Resources by) {
    boolean othersHold =
        held.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(name))
            .flatMap(entry -> entry.getValue().resources().allAddresses())
            .anyMatch(other -> areTheSame(address, other));
    return !othersHold
        && by.allAddresses().anyMatch(other -> areTheSame(address, other))
        && by.allAddresses().noneMatch(address::equals);
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
    return new Operation.AddRoute(route, indices(route));
  }

  private Operation remove(VirtualRoute route) {
    // Of others nothing is reported.
    if (route.details().protocol() == RouteDetails.KEEPALIVED && !leavingRoutes.contains(route)) {
      leavingRoutes.add(route);
    }
    return new Operation.RemoveRoute(route, indices(route));
  }

  private Operation remove(PolicyRule rule) {
    if (rule.protocol() == RouteDetails.KEEPALIVED && !leavingRules.contains(rule)) {
      leavingRules.add(rule);
    }
    return new Operation.RemoveRule(rule);
  }

  private Map<String, Integer> indices(VirtualRoute route) {
    Map<String, Integer> indices = new HashMap<>();
    route.interfaceNames().forEach(name -> indices.put(name, links.index(name)));
    return indices;
  }
}
