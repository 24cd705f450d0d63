package dev.relais.fleet;

import dev.relais.model.Instance;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import java.util.List;
import java.util.Optional;

/**
 * The instances of different hosts that elect one master among them: same link, address family and
 * virtual router id, and at least one address in common. Nobody has to declare it.
 *
 * @param link the network
 * @param family of the advertised addresses
 * @param virtualRouterId 1 to 255
 * @param members one for each instance
 */
public record VirtualRouter(
    Link link, AddressFamily family, int virtualRouterId, List<Member> members) {

  public VirtualRouter {
    members = List.copyOf(members);
  }

  /**
   * The address that the advertisements of an instance come from, where its configuration or the
   * inventory says so.
   */
  public static Optional<Located<IpAddress>> sender(Host host, Instance instance) {
    return instance
        .source()
        .sourceAddress()
        .or(() ->
            instance
                .interfaceName()
                .flatMap(
                    name -> host.facts().flatMap(facts -> facts.networkInterface(name.value())))
                .flatMap(Inventory.InterfaceEntry::address)
                .map(address -> address.map(IpPrefix::address))
                .filter(address -> address.value().family() == instance.family()));
  }

  /**
   * A part in a virtual router.
   *
   * @param host that has it
   * @param instance that plays it
   */
  public record Member(Host host, Instance instance) {}
}
