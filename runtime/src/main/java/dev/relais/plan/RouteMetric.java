package dev.relais.plan;

/**
 * A number that a route gives to the transports that use it; ip-route(8).
 *
 * @param kind which
 * @param value 0 to 2³²−1, in the unit of its kind
 * @param locked whether what is measured on the way does not change it
 */
public record RouteMetric(Kind kind, long value, boolean locked) {

  /** The numbers that there are, by what rtnetlink(7) calls RTAX. */
  public enum Kind {
    /** Bytes. */
    MTU(2),
    /** Bytes. */
    WINDOW(3),
    /** Eighths of a millisecond. */
    ROUND_TRIP_TIME(4),
    /** Quarters of a millisecond. */
    ROUND_TRIP_TIME_VARIANCE(5),
    /** Packets. */
    SLOW_START_THRESHOLD(6),
    /** Packets. */
    CONGESTION_WINDOW(7),
    /** Bytes. */
    ADVERTISED_SEGMENT_SIZE(8),
    /** Packets. */
    REORDERING(9),
    /** Hops. */
    HOP_LIMIT(10),
    /** Packets. */
    INITIAL_CONGESTION_WINDOW(11),
    /** Bits: 1 is explicit congestion notification. */
    FEATURES(12),
    /** Milliseconds. */
    LEAST_RETRANSMISSION_TIMEOUT(13),
    /** Packets. */
    INITIAL_RECEIVE_WINDOW(14),
    /** 0 or 1. */
    QUICK_ACKNOWLEDGEMENT(15),
    /** 0 or 1. */
    FAST_OPEN_WITHOUT_COOKIE(17);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** By which the kernel knows it. */
    public int number() {
      return number;
    }
  }

  public RouteMetric {
    Plan.require(value >= 0 && value <= 0xFFFF_FFFFL, kind + " of a route is out of range");
  }
}
