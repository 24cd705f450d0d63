package dev.relais.vrrp;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.Defect;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether a packet is believed; RFC 3768, section 7.1, and keepalived's comparison of the address
 * lists. A packet that is not believed is counted, and has no other effect.
 */
public final class AdvertisementCheck {

  private AdvertisementCheck() {}

  /** What is made of a packet. */
  public sealed interface Outcome {}

  /**
   * Why a packet is not believed.
   *
   * @param counter that counts such packets
   * @param reason for the log, to stand behind "discarded a packet: "
   */
  public record Discarded(Counter counter, String reason) implements Outcome {}

  /**
   * It is believed.
   *
   * @param warning for the log; empty for none
   */
  public record Believed(Optional<String> warning) implements Outcome {}

  /** What the router sends with this priority. */
  public static Advertisement advertisement(VirtualRouter router, int priority) {
    return new Advertisement(
        router.protocol().version(),
        router.protocol().virtualRouterId(),
        priority,
        router.protocol().advertisementInterval(),
        Authenticator.field(router),
        router.resources().addresses().stream()
            .map(address -> address.prefix().address())
            .toList());
  }

  /**
   * Whether a packet is for a virtual router of its id at all: multicast and unicast do not hear
   * each other.
   */
  public static boolean isFor(VirtualRouter router, VrrpPacket.Decoded packet) {
    boolean multicast = packet.destination().inet().isMulticastAddress();
    return switch (router.protocol().transport()) {
      case Transport.Multicast(var group) ->
          packet.destination().equals(group.orElse(VrrpFormat.group(router.family())));
      case Transport.Unicast _ -> !multicast;
    };
  }

  /**
   * Checks what could be read.
   *
   * @param authenticator of the virtual router
   * @param now the time of day
   * @param previous who sent the advertisement that was believed last; empty for nobody
   */
  public static Outcome check(
      VirtualRouter router,
      VrrpPacket.Decoded packet,
      Authenticator authenticator,
      Instant now,
      Optional<IpAddress> previous) {
    Optional<Discarded> discarded = envelope(router, packet);
    if (discarded.isPresent()) {
      return discarded.get();
    }
    return switch (authenticator.check(packet, now)) {
      case Authenticator.Verdict.Refused(Counter counter, String reason) ->
          new Discarded(counter, reason);
      case Authenticator.Verdict.Authentic(var warning) ->
          content(router, packet, previous)
              .<Outcome>map(found -> found)
              .orElseGet(() -> new Believed(warning));
    };
  }

  /** How it came here. */
  private static Optional<Discarded> envelope(VirtualRouter router, VrrpPacket.Decoded packet) {
    Advertisement heard = packet.advertisement();
    return timeToLive(router, packet)
        .or(() ->
            heard.version() == router.protocol().version()
                ? Optional.empty()
                : discard(
                    Counter.VERSION_ERRORS,
                    "it is of VRRP version %d, and version %d is configured"
                        .formatted(heard.version(), router.protocol().version())))
        .or(() -> checksum(router, packet));
  }

  private static Optional<Discarded> timeToLive(VirtualRouter router, VrrpPacket.Decoded packet) {
    int timeToLive = packet.timeToLive();
    if (!(router.protocol().transport() instanceof Transport.Unicast unicast)) {
      return timeToLive == VrrpFormat.TIME_TO_LIVE
          ? Optional.empty()
          : discard(
              Counter.TIME_TO_LIVE_ERRORS,
              "its time to live is %d, not 255, so it does not come from this link"
                  .formatted(timeToLive));
    }
    Optional<Transport.Peer> peer = unicast.peer(packet.source());
    if (peer.isEmpty()) {
      return unicast.checkSource()
          ? discard(Counter.UNKNOWN_PEERS, "its sender is not a peer")
          : Optional.empty();
    }
    int least = peer.get().minimumTimeToLive();
    int most = peer.get().maximumTimeToLive();
    return timeToLive >= least && timeToLive <= most
        ? Optional.empty()
        : discard(
            Counter.TIME_TO_LIVE_ERRORS,
            "its time to live is %d, and %d to %d is configured"
                .formatted(timeToLive, least, most));
  }

  private static Optional<Discarded> checksum(VirtualRouter router, VrrpPacket.Decoded packet) {
    ChecksumCoverage heard = packet.coverage();
    ChecksumCoverage expected = router.protocol().conduct().checksumCoverage();
    boolean free = packet.advertisement().version() == 3 && packet.family() == AddressFamily.INET;
    return !free || heard == expected || isRecognizedAsOld(router, packet)
        ? Optional.empty()
        : discard(Counter.CHECKSUM_ERRORS, mismatch(heard, expected));
  }

  /** Whether a checksum is of the old kind, and who sent it understands no other. */
  public static boolean isRecognizedAsOld(VirtualRouter router, VrrpPacket.Decoded packet) {
    return packet.coverage() == ChecksumCoverage.GROUP_PSEUDO_HEADER
        && router.protocol().conduct().recognizesOldChecksum();
  }

  private static String mismatch(ChecksumCoverage heard, ChecksumCoverage expected) {
    return switch (heard) {
      case MESSAGE -> "its checksum lacks the pseudo-header; is `v3_checksum_as_v2` set there?";
      case GROUP_PSEUDO_HEADER ->
          "its checksum is of the old kind; is `old_unicast_checksum` set there?";
      case PSEUDO_HEADER ->
          expected == ChecksumCoverage.MESSAGE
              ? "its checksum covers a pseudo-header, and `v3_checksum_as_v2` is set"
              : "its checksum is of the new kind, and `old_unicast_checksum` is set";
    };
  }

  private static Optional<Discarded> content(
      VirtualRouter router, VrrpPacket.Decoded packet, Optional<IpAddress> previous) {
    Advertisement heard = packet.advertisement();
    if (heard.version() == 2
        && !heard.interval().equals(router.protocol().advertisementInterval())) {
      return discard(
          Counter.ADVERTISEMENT_INTERVAL_ERRORS,
          "its advertisement interval is %d s, and %d s is configured"
              .formatted(
                  heard.interval().toSeconds(),
                  router.protocol().advertisementInterval().toSeconds()));
    }
    // Whoever believed it would take every pause for a dead master.
    if (heard.interval().isZero()) {
      return discard(Counter.ADVERTISEMENT_INTERVAL_ERRORS, "its advertisement interval is 0");
    }
    boolean known =
        router.protocol().conduct().skipsRepeatedAddressCheck()
            && previous.filter(packet.source()::equals).isPresent();
    return known ? Optional.empty() : addresses(router, heard);
  }

  private static Optional<Discarded> addresses(VirtualRouter router, Advertisement heard) {
    List<IpAddress> ours =
        router.resources().addresses().stream().map(address -> address.prefix().address()).toList();
    // Mostly in the same order: the same host wrote both configurations.
    boolean same =
        heard.addresses().equals(ours)
            || (heard.addresses().size() == ours.size()
                && new HashSet<>(heard.addresses()).equals(new HashSet<>(ours)));
    // A master that stops may list nothing.
    boolean goodbye = heard.priority() == 0 && heard.addresses().isEmpty();
    return same || goodbye
        ? Optional.empty()
        : discard(
            Counter.ADDRESS_LIST_ERRORS,
            "it lists %s, and %s is configured".formatted(heard.addresses(), ours));
  }

  /** What counts a packet that could not be read. */
  public static Discarded malformed(Defect defect) {
    Counter counter =
        switch (defect) {
          case TOO_SHORT, TOO_LONG, NOT_VRRP -> Counter.PACKET_LENGTH_ERRORS;
          case VERSION -> Counter.VERSION_ERRORS;
          case TYPE -> Counter.INVALID_TYPE_RECEIVED;
          case CHECKSUM -> Counter.CHECKSUM_ERRORS;
        };
    return new Discarded(counter, "it " + defect.words());
  }

  private static Optional<Discarded> discard(Counter counter, String reason) {
    return Optional.of(new Discarded(counter, reason));
  }
}
