package dev.relais.fleet;

import dev.relais.model.Instance;
import dev.relais.plan.AddressFamily;
import java.util.List;

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
   * A part in a virtual router.
   *
   * @param host that has it
   * @param instance that plays it
   */
  public record Member(Host host, Instance instance) {}
}
