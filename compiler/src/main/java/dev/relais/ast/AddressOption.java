package dev.relais.ast;

import dev.relais.plan.IpAddress;
import java.time.Duration;
import java.util.Optional;

/** What an {@link AddressLine} says beside address, interface, scope, broadcast and label. */
public sealed interface AddressOption {

  /**
   * {@code peer}: the other end of a point-to-point link.
   *
   * @param address of the other end
   */
  record Peer(IpAddress address) implements AddressOption {}

  /**
   * {@code preferred_lft}: how long the address is used for new connections.
   *
   * @param lifetime in seconds, 0 to 4294967295; empty for ever
   */
  record PreferredLifetime(Optional<Duration> lifetime) implements AddressOption {}

  /**
   * {@code track_group}: static addresses are there while the instances of the group are not in
   * fault.
   *
   * @param name of a group defined before
   */
  record TrackGroup(String name) implements AddressOption {}

  /** A word without a value. */
  enum Flag implements AddressOption {
    /** Mobile IPv6 home address. */
    HOME("home"),
    /** No duplicate address detection. */
    NO_DUPLICATE_DETECTION("-nodad"),
    /** Temporary addresses are made from it. */
    MANAGE_TEMPORARY("mngtmpaddr"),
    /** The kernel adds no route for its prefix. */
    NO_PREFIX_ROUTE("noprefixroute"),
    /** Joins multicast groups by itself. */
    AUTOJOIN("autojoin"),
    /** Losing its interface changes nothing. */
    NO_TRACK("no_track"),
    /** Stands on a macvlan of its interface. */
    USE_VMAC("use_vmac");

    private final String word;

    Flag(String word) {
      this.word = word;
    }

    /** As written. */
    public String word() {
      return word;
    }
  }
}
