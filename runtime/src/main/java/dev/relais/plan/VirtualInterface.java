package dev.relais.plan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An interface of a virtual router's own, on top of one of the host: {@code use_vmac}, {@code
 * use_ipvlan}. It is there from start to stop, whoever is MASTER.
 *
 * @param name of it, up to 15 characters
 * @param base the interface of the host
 * @param family of what it carries
 * @param kind how it shares the interface of the host
 * @param mac its Ethernet address, that of the virtual router; empty where it shares that of the
 *     interface of the host
 * @param group of the interface; empty for the default
 * @param address that it has from the beginning
 */
public record VirtualInterface(
    String name,
    String base,
    AddressFamily family,
    Kind kind,
    Optional<MacAddress> mac,
    Optional<Integer> group,
    Optional<IpPrefix> address) {

  /** How an interface shares another; ip-link(8). */
  public enum Kind {
    /** With an Ethernet address of its own. */
    MACVLAN,
    /** With the same Ethernet address; what is on top of one interface hears each other. */
    IPVLAN_BRIDGE,
    /** With the same Ethernet address, apart from others on the same interface. */
    IPVLAN_PRIVATE,
    /** With the same Ethernet address; the switch sends back what is for others. */
    IPVLAN_VEPA
  }

  public VirtualInterface {
    Plan.require(
        !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= 15,
        "`" + name + "` cannot be the name of an interface");
    Plan.require(
        mac.isPresent() == (kind == Kind.MACVLAN),
        "`" + name + "` has an Ethernet address of its own exactly if it is a macvlan");
    Plan.require(!name.equals(base), "`" + name + "` cannot be on top of itself");
  }

  /**
   * The Ethernet address of a virtual router; RFC 9568, section 7.3.
   *
   * @param virtualRouterId 1 to 255
   */
  public static MacAddress mac(AddressFamily family, int virtualRouterId) {
    long prefix = family == AddressFamily.INET ? 0x0000_5E00_0100L : 0x0000_5E00_0200L;
    return new MacAddress(prefix | virtualRouterId);
  }

  /** Whether an Ethernet address is that of a virtual router. */
  public static boolean isVirtual(MacAddress address) {
    long prefix = address.value() & ~0xFFL;
    return prefix == 0x0000_5E00_0100L || prefix == 0x0000_5E00_0200L;
  }
}
