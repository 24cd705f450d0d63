package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A rule that chooses the routing table, or drops packets; ip-rule(8) describes the parts.
 *
 * @param family of the packets
 * @param preference 0 to 2³²−1; the lowest counts first
 * @param inverted whether it is for packets that do not match
 * @param from only packets from there
 * @param to only packets to there
 * @param action what is done with packets that match
 * @param protocol who made the rule, 0 to 255
 * @param conditions what else packets have to be like
 */
public record PolicyRule(
    AddressFamily family,
    long preference,
    boolean inverted,
    Optional<IpPrefix> from,
    Optional<IpPrefix> to,
    Action action,
    int protocol,
    Conditions conditions) {

  /** What is done with packets. */
  public sealed interface Action {

    /** What its kinds are called in JSON. */
    static Alternatives alternatives() {
      return new Alternatives(
          Map.of(
              "lookup", Lookup.class,
              "l3mdev", LookupOfDevice.class,
              "goto", GoTo.class,
              "verdict", Verdict.class));
    }
  }

  /**
   * Look into a table.
   *
   * @param table its number
   * @param suppressedPrefixLength routes with a prefix no longer than that do not count
   * @param suppressedGroup routes to interfaces of this group do not count
   * @param realms 32 bits, the source realm in the upper half
   */
  public record Lookup(
      int table,
      Optional<Integer> suppressedPrefixLength,
      Optional<Integer> suppressedGroup,
      Optional<Integer> realms)
      implements Action {}

  /** Look into the table of the interface's VRF. */
  public record LookupOfDevice() implements Action {}

  /**
   * Go on with another rule.
   *
   * @param preference of that rule
   */
  public record GoTo(long preference) implements Action {}

  /**
   * Decide at once.
   *
   * @param kind how
   */
  public record Verdict(Kind kind) implements Action {}

  /** How packets are decided upon; the numbers are those of rtnetlink(7). */
  public enum Kind {
    /** Nothing is done. */
    NOP(3),
    /** Dropped. */
    BLACKHOLE(6),
    /** The network is unreachable. */
    UNREACHABLE(7),
    /** It is forbidden. */
    PROHIBIT(8);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** By which the kernel knows it. */
    public int number() {
      return number;
    }
  }

  /**
   * What packets have to be like.
   *
   * @param typeOfService 0 to 255; 0 for any
   * @param mark of packets
   * @param markMask which bits of the mark count
   * @param incoming the interface by which they come
   * @param outgoing the interface to which a socket is bound
   * @param tunnelId 64 bits without sign
   * @param users of sockets
   * @param ipProtocol 1 to 255
   * @param sourcePorts of packets
   * @param destinationPorts of packets
   */
  public record Conditions(
      int typeOfService,
      Optional<Long> mark,
      Optional<Long> markMask,
      Optional<String> incoming,
      Optional<String> outgoing,
      Optional<Long> tunnelId,
      Optional<Range> users,
      Optional<Integer> ipProtocol,
      Optional<Range> sourcePorts,
      Optional<Range> destinationPorts) {

    /** Any packets. */
    public static final Conditions NONE =
        new Conditions(
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * Numbers.
   *
   * @param first of them
   * @param last of them
   */
  public record Range(long first, long last) {}

  public PolicyRule {
    Plan.require(
        preference >= 0 && preference <= 0xFFFF_FFFFL, "the preference of a rule is out of range");
    for (IpPrefix prefix : Stream.concat(from.stream(), to.stream()).toList()) {
      Plan.require(
          prefix.address().family() == family, prefix + " in a rule is of the other family");
    }
    Plan.require(protocol >= 0 && protocol <= 255, "the protocol of a rule is 0 to 255");
  }

  /** As ip-rule(8) would begin it. */
  @Override
  public String toString() {
    return "%d: %sfrom %s%s"
        .formatted(
            preference,
            inverted ? "not " : "",
            from.map(IpPrefix::toString).orElse("all"),
            to.map(prefix -> " to " + prefix).orElse(""));
  }
}
