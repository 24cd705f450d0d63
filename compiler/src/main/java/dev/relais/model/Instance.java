package dev.relais.model;

import dev.relais.ast.AddressLine;
import dev.relais.ast.RouteLine;
import dev.relais.ast.VrrpInstance;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A part in a virtual router, as keepalived runs it: what it takes back of what is written is taken
 * back.
 *
 * @param source the block
 * @param name of the instance
 * @param interfaceName {@code interface}
 * @param family of its advertised addresses
 * @param version of the protocol, 2 or 3
 * @param strict whether the rules of the RFC hold without exception
 * @param virtualRouterId {@code virtual_router_id}; without one keepalived refuses to start
 * @param state what it wants to be at first
 * @param priority 1 to 255, without the weights of checks
 * @param advertInterval {@code advert_int}
 * @param preempt whether it takes over from a living master of lower priority
 * @param preemptDelay how long it waits after its start before it takes over
 * @param authentication what advertisements carry; absent with version 3
 * @param addresses advertised, in order
 * @param excludedAddresses held and not advertised, in order
 * @param routes held, in order
 * @param tracked the checks whose names are known
 */
public record Instance(
    VrrpInstance source,
    Located<String> name,
    Optional<Located<String>> interfaceName,
    AddressFamily family,
    int version,
    boolean strict,
    Optional<Located<Integer>> virtualRouterId,
    Located<State> state,
    Located<Integer> priority,
    Located<Duration> advertInterval,
    boolean preempt,
    Duration preemptDelay,
    Optional<Secret> authentication,
    List<HeldAddress> addresses,
    List<HeldAddress> excludedAddresses,
    List<RouteLine> routes,
    List<Tracking> tracked) {

  /** The priority of an address owner; checks do not change it. */
  public static final int OWNER = 255;

  public Instance {
    addresses = List.copyOf(addresses);
    excludedAddresses = List.copyOf(excludedAddresses);
    routes = List.copyOf(routes);
    tracked = List.copyOf(tracked);
  }

  /** {@code state}. */
  public enum State {
    /** Wants to be master. */
    MASTER,
    /** Waits. */
    BACKUP
  }

  /** How advertisements of version 2 are authenticated. */
  public enum AuthenticationType {
    /** By a password in clear text. */
    PASS,
    /** By a keyed hash in an IPsec header. */
    AH
  }

  /**
   * An authentication that holds.
   *
   * @param type how
   * @param password what counts of it: the first 8 characters
   */
  public record Secret(AuthenticationType type, Located<String> password) {}

  /**
   * An address that the instance holds while it is MASTER.
   *
   * @param line where it is written
   * @param prefix address and prefix length
   * @param interfaceName where it is added
   */
  public record HeldAddress(
      AddressLine line, Located<IpPrefix> prefix, Optional<String> interfaceName) {}

  /** Whether its priority is that of the owner of the addresses. */
  public boolean isOwner() {
    return priority.value() == OWNER;
  }

  /** Whether it talks to the peers that are named and to nobody else. */
  public boolean isUnicast() {
    return !source.unicastPeers().isEmpty();
  }

  /** The advertised addresses, without order and prefix lengths. */
  public Set<IpAddress> advertised() {
    Set<IpAddress> all = new TreeSet<>();
    addresses.forEach(held -> all.add(held.prefix().value().address()));
    return all;
  }

  /** All addresses that are held, advertised or not. */
  public Stream<HeldAddress> held() {
    return Stream.concat(addresses.stream(), excludedAddresses.stream());
  }

  /** Whether an address is among those held, advertised or not. */
  public boolean holds(IpAddress address) {
    return held().anyMatch(held -> held.prefix().value().address().equals(address));
  }
}
