package dev.relais.vrrp;

import dev.relais.plan.Authentication;
import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Defect;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether a packet is believed; RFC 3768, section 7.1, and keepalived's comparison of the address
 * lists. A packet that is not believed is counted, and has no other effect.
 */
public final class AdvertisementCheck {
  private static final int HIGHEST_KNOWN_TYPE = 2;

  private AdvertisementCheck() {}

  /**
   * Why a packet is not believed.
   *
   * @param counter that counts such packets
   * @param reason for the log, to stand behind "discarded a packet: "
   */
  public record Discarded(Counter counter, String reason) {}

  /** What the router sends with this priority. */
  public static Advertisement advertisement(VirtualRouter router, int priority) {
    return new Advertisement(
        router.protocol().version(),
        router.protocol().virtualRouterId(),
        priority,
        router.protocol().advertisementInterval(),
        router
            .protocol()
            .authentication()
            .map(AdvertisementCheck::field)
            .orElse(AuthenticationField.NONE),
        router.resources().addresses().stream()
            .map(address -> address.prefix().address())
            .toList());
  }

  private static AuthenticationField field(Authentication authentication) {
    return switch (authentication) {
      case Authentication.Pass(String password) -> AuthenticationField.password(password);
    };
  }

  /** Checks what could be read. */
  public static Optional<Discarded> check(VirtualRouter router, VrrpPacket.Decoded packet) {
    Advertisement heard = packet.advertisement();
    if (packet.timeToLive() != VrrpFormat.TIME_TO_LIVE) {
      return discard(
          Counter.TIME_TO_LIVE_ERRORS,
          "its time to live is %d, not 255, so it does not come from this link"
              .formatted(packet.timeToLive()));
    }
    if (heard.version() != router.protocol().version()) {
      return discard(
          Counter.VERSION_ERRORS,
          "it is of VRRP version %d, and version %d is configured"
              .formatted(heard.version(), router.protocol().version()));
    }
    AuthenticationField expected =
        router
            .protocol()
            .authentication()
            .map(AdvertisementCheck::field)
            .orElse(AuthenticationField.NONE);
    if (heard.authentication().type() > HIGHEST_KNOWN_TYPE) {
      return discard(
          Counter.INVALID_AUTHENTICATION_TYPE,
          "its authentication is of the unknown type %d".formatted(heard.authentication().type()));
    }
    if (heard.authentication().type() != expected.type()) {
      return discard(
          Counter.AUTHENTICATION_TYPE_MISMATCHES,
          "its authentication is of type %s, and %s is configured"
              .formatted(type(heard.authentication()), type(expected)));
    }
    if (expected.type() == 1 && heard.authentication().data() != expected.data()) {
      return discard(Counter.AUTHENTICATION_FAILURES, "its password is another one");
    }
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
    List<IpAddress> ours =
        router.resources().addresses().stream()
            .map(VirtualAddress::prefix)
            .map(prefix -> prefix.address())
            .toList();
    boolean same =
        heard.addresses().size() == ours.size()
            && new HashSet<>(heard.addresses()).equals(new HashSet<>(ours));
    // A master that stops may list nothing.
    boolean goodbye = heard.priority() == 0 && heard.addresses().isEmpty();
    if (!same && !goodbye) {
      return discard(
          Counter.ADDRESS_LIST_ERRORS,
          "it lists %s, and %s is configured".formatted(heard.addresses(), ours));
    }
    return Optional.empty();
  }

  /** What counts a packet that could not be read. */
  public static Discarded malformed(Defect defect) {
    Counter counter =
        switch (defect) {
          case TOO_SHORT, NOT_VRRP -> Counter.PACKET_LENGTH_ERRORS;
          case VERSION -> Counter.VERSION_ERRORS;
          case TYPE -> Counter.INVALID_TYPE_RECEIVED;
          case CHECKSUM -> Counter.CHECKSUM_ERRORS;
        };
    return new Discarded(counter, "it " + defect.words());
  }

  private static String type(AuthenticationField field) {
    return switch (field.type()) {
      case 0 -> "none";
      case 1 -> "PASS";
      default -> "AH";
    };
  }

  private static Optional<Discarded> discard(Counter counter, String reason) {
    return Optional.of(new Discarded(counter, reason));
  }
}
