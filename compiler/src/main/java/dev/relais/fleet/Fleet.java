package dev.relais.fleet;

import dev.relais.model.Model;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hosts that are looked at together.
 *
 * @param hosts with a configuration, in order
 * @param drafts configurations that no host runs yet: looked at one by one
 * @param inventory where they come from, unless they were named on the command line
 * @param links the networks that the hosts share
 * @param routerIds the virtual router ids in use, with the virtual routers that use them
 */
public record Fleet(
    List<Host> hosts,
    List<Model> drafts,
    Optional<Inventory> inventory,
    List<Link> links,
    List<RouterId> routerIds) {

  public Fleet {
    hosts = List.copyOf(hosts);
    drafts = List.copyOf(drafts);
    links = List.copyOf(links);
    routerIds = List.copyOf(routerIds);
  }

  /** Puts hosts together: finds their links and virtual routers. */
  public static Fleet of(List<Host> hosts, List<Model> drafts, Optional<Inventory> inventory) {
    List<Link> links = Links.infer(hosts);
    return new Fleet(hosts, drafts, inventory, links, RouterId.inUse(links));
  }

  /** What the instances of the hosts form. */
  public Stream<VirtualRouter> virtualRouters() {
    return routerIds.stream().flatMap(id -> id.routers().stream());
  }
}
