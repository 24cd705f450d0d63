package dev.relais.fleet;

import dev.relais.model.Instance;
import dev.relais.plan.AddressFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A virtual router id in use on a link, with the virtual routers that use it. More than one is a
 * clash: those who hear their advertisements cannot tell them apart.
 *
 * @param link the network
 * @param family of the advertised addresses
 * @param value 1 to 255
 * @param routers that use it, at least one
 */
public record RouterId(Link link, AddressFamily family, int value, List<VirtualRouter> routers) {

  public RouterId {
    routers = List.copyOf(routers);
  }

  private record Key(AddressFamily family, int value) {}

  static List<RouterId> inUse(List<Link> links) {
    List<RouterId> used = new ArrayList<>();
    for (Link link : links) {
      Map<Key, List<VirtualRouter.Member>> members = new LinkedHashMap<>();
      for (Link.Port port : link.ports()) {
        for (Instance instance : port.instances()) {
          instance
              .virtualRouterId()
              .ifPresent(id ->
                  members
                      .computeIfAbsent(
                          new Key(instance.family(), id.value()), _ -> new ArrayList<>())
                      .add(new VirtualRouter.Member(port.host(), instance)));
        }
      }
      members.forEach(
          (key, all) -> used.add(new RouterId(link, key.family, key.value, form(link, key, all))));
    }
    return used;
  }

  /**
   * Members without a common address are not of one virtual router, whatever its id says; unless
   * there are two hosts only, and both call it by the same name.
   */
  private static List<VirtualRouter> form(Link link, Key key, List<VirtualRouter.Member> members) {
    List<List<VirtualRouter.Member>> groups = new ArrayList<>();
    boolean isPair = link.ports().stream().map(Link.Port::host).distinct().count() == 2;
    for (VirtualRouter.Member member : members) {
      List<VirtualRouter.Member> joined = new ArrayList<>();
      List<List<VirtualRouter.Member>> apart = new ArrayList<>();
      for (List<VirtualRouter.Member> group : groups) {
        boolean together =
            group.stream()
                .anyMatch(other ->
                    shareAddress(other.instance(), member.instance())
                        || (isPair && shareName(other, member)));
        if (together) {
          joined.addAll(group);
        } else {
          apart.add(group);
        }
      }
      joined.add(member);
      apart.add(joined);
      groups = apart;
    }
    return groups.stream()
        .map(group -> new VirtualRouter(link, key.family, key.value, group))
        .toList();
  }

  private static boolean shareName(VirtualRouter.Member one, VirtualRouter.Member other) {
    return !one.host().name().equals(other.host().name())
        && one.instance().name().value().equals(other.instance().name().value());
  }

  private static boolean shareAddress(Instance a, Instance b) {
    return a.addresses().isEmpty()
        || b.addresses().isEmpty()
        || a.advertised().stream().anyMatch(b.advertised()::contains);
  }
}
