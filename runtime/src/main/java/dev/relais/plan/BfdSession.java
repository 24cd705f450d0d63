package dev.relais.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * A session of bidirectional forwarding detection, RFC 5880 in asynchronous mode; {@code
 * bfd_instance} in keepalived.conf(5).
 *
 * @param name by which virtual routers track it
 * @param neighbor who is watched
 * @param source the own address; empty for the one that the kernel chooses
 * @param minReceive RequiredMinRxInterval, at least 1 ms
 * @param minSend DesiredMinTxInterval, at least 1 ms
 * @param idleSend DesiredMinTxInterval while the session is not up, at least 1 s
 * @param multiplier DetectMult, 1 to 255
 * @param passive whether it says nothing before it has heard the neighbor
 * @param hopLimit of the packets that it sends, 1 to 255
 * @param maxHops how many routers a packet may have passed; -1 for any number
 * @param multihop whether it speaks on port 4784, RFC 5883, instead of 3784, RFC 5881
 */
public record BfdSession(
    String name,
    IpAddress neighbor,
    Optional<IpAddress> source,
    Duration minReceive,
    Duration minSend,
    Duration idleSend,
    int multiplier,
    boolean passive,
    int hopLimit,
    int maxHops,
    boolean multihop) {
  private static final Duration LEAST = Duration.ofMillis(1);

  public BfdSession {
    Plan.require(
        minReceive.compareTo(LEAST) >= 0 && minSend.compareTo(LEAST) >= 0,
        "the intervals of BFD session `" + name + "` are 1 ms at least");
    Plan.require(
        idleSend.compareTo(Duration.ofSeconds(1)) >= 0,
        "the idle interval of BFD session `" + name + "` is 1 s at least");
    Plan.require(
        multiplier >= 1 && multiplier <= 255,
        "the multiplier of BFD session `" + name + "` is 1 to 255");
    Plan.require(
        hopLimit >= 1 && hopLimit <= 255,
        "the hop limit of BFD session `" + name + "` is 1 to 255");
    Plan.require(
        source.isEmpty() || source.get().family() == neighbor.family(),
        "the addresses of BFD session `" + name + "` are of two families");
  }
}
