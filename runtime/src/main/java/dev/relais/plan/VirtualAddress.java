package dev.relais.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An address that a virtual router holds while it is MASTER, or that the host has all the time.
 *
 * @param prefix address and prefix length
 * @param interfaceName where it is added
 * @param scope as in ip-address(8): 0 for global, 253 link, 254 host, 255 nowhere
 * @param broadcast the broadcast address to set
 * @param label the label to set, up to 15 characters
 * @param peer the other end of a point-to-point link
 * @param preferredLifetime how many seconds new connections may use it, 0 to 2³²−2; empty for ever.
 *     The kernel keeps it for IPv6 only
 * @param flags what else the kernel is told about it
 */
public record VirtualAddress(
    IpPrefix prefix,
    String interfaceName,
    int scope,
    Optional<IpAddress> broadcast,
    Optional<String> label,
    Optional<IpAddress> peer,
    Optional<Long> preferredLifetime,
    List<Flag> flags) {

  /** Flags of an address; ip-address(8). */
  public enum Flag {
    /** Mobile IPv6 home address. */
    HOME,
    /** Whether somebody else has it is found out before it is used. */
    DUPLICATE_DETECTION,
    /** Temporary addresses are made from it. */
    MANAGE_TEMPORARY,
    /** The kernel adds no route for its prefix. */
    NO_PREFIX_ROUTE,
    /** Joins multicast groups by itself. */
    AUTOJOIN
  }

  public VirtualAddress {
    flags = List.copyOf(flags);
    Plan.require(scope >= 0 && scope <= 255, "the scope of " + prefix + " is out of range");
    Plan.require(
        label.stream().allMatch(text -> text.getBytes(StandardCharsets.UTF_8).length <= 15),
        "the label of " + prefix + " is longer than 15 characters");
    Plan.require(
        peer.stream().allMatch(other -> other.family() == prefix.address().family()),
        "the peer of " + prefix + " is of the other family");
    Plan.require(
        preferredLifetime.stream().allMatch(seconds -> seconds >= 0 && seconds < 0xFFFF_FFFFL),
        "the preferred lifetime of " + prefix + " is out of range");
  }

  /** One without a peer, preferred for ever, and without flags. */
  public VirtualAddress(
      IpPrefix prefix,
      String interfaceName,
      int scope,
      Optional<IpAddress> broadcast,
      Optional<String> label) {
    this(
        prefix,
        interfaceName,
        scope,
        broadcast,
        label,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
