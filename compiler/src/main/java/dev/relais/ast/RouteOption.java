package dev.relais.ast;

import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link RouteLine} says beside destination, gateway, source, interface, table, metric and
 * scope; ip-route(8).
 */
public sealed interface RouteOption {

  /**
   * The type before the destination.
   *
   * @param number of rtnetlink(7), 0 to 255; 1 is unicast
   */
  record Type(int number) implements RouteOption {}

  /**
   * {@code or}, the old form of a second next hop.
   *
   * @param gateway of the second way
   */
  record Alternative(IpAddress gateway) implements RouteOption {}

  /**
   * {@code from}: only packets from there.
   *
   * @param source an IPv6 prefix
   */
  record From(IpPrefix source) implements RouteOption {}

  /**
   * {@code protocol}: who made the route.
   *
   * @param number 0 to 255; empty for a name that only the host can know
   */
  record Protocol(Optional<Integer> number) implements RouteOption {}

  /**
   * {@code tos} or {@code dsfield}.
   *
   * @param value 0 to 255; empty for a name that only the host can know
   */
  record TypeOfService(Optional<Integer> value) implements RouteOption {}

  /**
   * A metric that is a number.
   *
   * @param kind which
   * @param locked whether the kernel may not change it
   * @param value in the range of its kind
   */
  record Count(CountKind kind, boolean locked, long value) implements RouteOption {}

  /**
   * A metric that is a time.
   *
   * @param kind which
   * @param locked whether the kernel may not change it
   * @param time at most 960 s, 480 s and 120 s
   */
  record Period(PeriodKind kind, boolean locked, Duration time) implements RouteOption {}

  /**
   * {@code congctl}.
   *
   * @param algorithm its name
   * @param locked whether the kernel may not change it
   */
  record CongestionControl(String algorithm, boolean locked) implements RouteOption {}

  /**
   * {@code realms}.
   *
   * @param realms empty for names that only the host can know
   */
  record InRealms(Optional<Realms> realms) implements RouteOption {}

  /**
   * {@code pref} of RFC 4191.
   *
   * @param value 0 medium, 1 high, 3 low; up to 255
   */
  record Preference(int value) implements RouteOption {}

  /**
   * {@code ttl-propagate}.
   *
   * @param enabled whether
   */
  record TtlPropagation(boolean enabled) implements RouteOption {}

  /**
   * {@code track_group}, in static routes.
   *
   * @param name of a group defined before
   */
  record TrackGroup(String name) implements RouteOption {}

  /**
   * {@code vrf}.
   *
   * @param name of the interface
   */
  record Vrf(String name) implements RouteOption {}

  /**
   * {@code encap}.
   *
   * @param encapsulation what packets are wrapped in
   */
  record Encapsulated(Encapsulation encapsulation) implements RouteOption {}

  /** A word without a value. */
  enum Flag implements RouteOption {
    /** The gateway is on the link, whatever its address. */
    ONLINK,
    /** {@code features ecn}. */
    EXPLICIT_CONGESTION_NOTIFICATION,
    /** Losing the route or its interface changes nothing. */
    NO_TRACK,
    /** Added if there is none. */
    ADD,
    /** Added behind others. */
    APPEND,
    /** Added before others, the default. */
    PREPEND
  }

  /** The metrics that are numbers. */
  enum CountKind {
    /** Bytes. */
    MTU("mtu", true, 0xFFFF_FFFFL),
    /** Bytes. */
    ADVMSS("advmss", true, 0xFFFF_FFFFL),
    /** Packets. */
    REORDERING("reordering", true, 0xFFFF_FFFFL),
    /** Packets. */
    CWND("cwnd", true, 0xFFFF_FFFFL),
    /** Packets. */
    SSTHRESH("ssthresh", true, 0xFFFF_FFFFL),
    /** Hops. */
    HOPLIMIT("hoplimit", false, 255),
    /** Bytes. */
    WINDOW("window", false, 0xFFFF_FFFFL),
    /** Packets. */
    INITCWND("initcwnd", false, 0xFFFF_FFFFL),
    /** Packets. */
    INITRWND("initrwnd", false, 0xFFFF_FFFFL),
    /** Off or on. */
    QUICKACK("quickack", false, 1),
    /** Off or on. */
    FASTOPEN_NO_COOKIE("fastopen_no_cookie", false, 1),
    /** Seconds; IPv6. */
    EXPIRES("expires", false, 0xFFFF_FFFFL);

    private final String word;
    private final boolean lockable;
    private final long most;

    CountKind(String word, boolean lockable, long most) {
      this.word = word;
      this.lockable = lockable;
      this.most = most;
    }

    /** As written. */
    public String word() {
      return word;
    }

    /** Whether {@code lock} may stand before the number. */
    public boolean lockable() {
      return lockable;
    }

    /** The largest value; the least is 0. */
    public long most() {
      return most;
    }
  }

  /** The metrics that are times. */
  enum PeriodKind {
    /** Round trip time; a bare number counts eighths of a millisecond. */
    RTT("rtt", 960, 8),
    /** Its variance; a bare number counts quarters of a millisecond. */
    RTTVAR("rttvar", 480, 4),
    /** The least time before something is sent again; a bare number counts milliseconds. */
    RTO_MIN("rto_min", 120, 1);

    private final String word;
    private final int mostSeconds;
    private final int perMillisecond;

    PeriodKind(String word, int mostSeconds, int perMillisecond) {
      this.word = word;
      this.mostSeconds = mostSeconds;
      this.perMillisecond = perMillisecond;
    }

    /** As written. */
    public String word() {
      return word;
    }

    /** The longest time. */
    public int mostSeconds() {
      return mostSeconds;
    }

    /** How many units of a bare number make a millisecond. */
    public int perMillisecond() {
      return perMillisecond;
    }
  }
}
