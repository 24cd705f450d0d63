package dev.relais.ast;

import dev.relais.plan.IpPrefix;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code virtual_rules} or {@code static_rules}; ip-rule(8).
 *
 * @param span the whole line
 * @param from {@code from}
 * @param to {@code to}
 * @param action what is done with packets that match; at its word
 * @param preference {@code preference}, {@code order} or {@code priority}
 * @param options all others in the order of the line, each at its word
 */
public record RuleLine(
    SourceSpan span,
    Optional<Located<IpPrefix>> from,
    Optional<Located<IpPrefix>> to,
    Optional<Located<Action>> action,
    Optional<Located<Long>> preference,
    List<Located<Option>> options) {

  public RuleLine {
    options = List.copyOf(options);
  }

  /** What is done with packets that match. */
  public sealed interface Action {
    /**
     * {@code table} or {@code lookup}.
     *
     * @param table where to look
     */
    record Lookup(RoutingTable table) implements Action {}

    /**
     * {@code goto}.
     *
     * @param preference of the rule to go on with
     */
    record Goto(long preference) implements Action {}

    /** An action without a value. */
    enum Plain implements Action {
      /** Looks into the table of the interface's VRF. */
      L3MDEV,
      /** Does nothing. */
      NOP,
      /** Drops packets. */
      BLACKHOLE,
      /** Answers that the network is unreachable. */
      UNREACHABLE,
      /** Answers that it is forbidden. */
      PROHIBIT
    }
  }

  /** What a rule says beside addresses, action and preference. */
  public sealed interface Option {
    /**
     * {@code tos} or {@code dsfield}.
     *
     * @param value 0 to 255; empty for a name that only the host can know
     */
    record TypeOfService(Optional<Integer> value) implements Option {}

    /**
     * {@code fwmark}.
     *
     * @param mark of packets
     * @param mask which of its bits count
     */
    record FirewallMark(long mark, Optional<Long> mask) implements Option {}

    /**
     * {@code realms}.
     *
     * @param realms empty for names that only the host can know
     */
    record InRealms(Optional<Realms> realms) implements Option {}

    /**
     * {@code suppress_prefixlength}.
     *
     * @param length routes whose prefix is no longer do not count
     */
    record SuppressPrefixLength(long length) implements Option {}

    /**
     * {@code suppress_ifgroup}.
     *
     * @param group routes to interfaces of it do not count; empty for a name that only the host can
     *     know
     */
    record SuppressGroup(Optional<Long> group) implements Option {}

    /**
     * {@code dev} or {@code iif}.
     *
     * @param interfaceName by which packets come
     */
    record Incoming(String interfaceName) implements Option {}

    /**
     * {@code oif}.
     *
     * @param interfaceName to which a socket is bound
     */
    record Outgoing(String interfaceName) implements Option {}

    /**
     * {@code tunnel-id}.
     *
     * @param id 64 bits without sign
     */
    record TunnelId(BigInteger id) implements Option {}

    /**
     * {@code uidrange}.
     *
     * @param first user
     * @param last user
     */
    record Users(long first, long last) implements Option {}

    /**
     * {@code protocol}: who made the rule.
     *
     * @param number 0 to 255
     */
    record Protocol(int number) implements Option {}

    /**
     * {@code ipproto}.
     *
     * @param number 0 to 255
     */
    record IpProtocol(int number) implements Option {}

    /**
     * {@code sport} or {@code dport}.
     *
     * @param source whether it is the port of the sender
     * @param first port
     * @param last port
     */
    record Ports(boolean source, int first, int last) implements Option {}

    /**
     * {@code track_group}, in static rules.
     *
     * @param name of a group defined before
     */
    record TrackGroup(String name) implements Option {}

    /** A word without a value. */
    enum Flag implements Option {
      /** What does not match. */
      NOT,
      /** Losing the rule or its interface changes nothing. */
      NO_TRACK
    }
  }
}
