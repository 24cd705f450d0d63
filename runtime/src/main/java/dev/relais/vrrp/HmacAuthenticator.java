package dev.relais.vrrp;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.Authentication.Hmac;
import dev.relais.plan.Authentication.Mode;
import dev.relais.plan.Authentication.Replay;
import dev.relais.plan.HmacKey;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Bytes;
import dev.relais.wire.Envelope;
import dev.relais.wire.HmacTrailer;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** Signed trailers; draft-cassen-vrrp-auth-hmac. */
final class HmacAuthenticator implements Authenticator {
  private static final int PSEUDO_HEADER = 20;

  /** Senders in a group, or that are no peers, of which the last number is kept. */
  private static final int STRANGERS = 4;

  private final Hmac configuration;
  private final Set<IpAddress> peers;
  private final Map<Integer, Mac> codes = new HashMap<>();

  /**
   * The last number of each sender that was believed; of strangers, the least recently heard first.
   */
  private final Map<IpAddress, Long> marks;

  private @Nullable Long sent;

  HmacAuthenticator(Hmac configuration, Transport transport) {
    this(configuration, transport, new LinkedHashMap<>(16, 0.75f, true), null);
  }

  private HmacAuthenticator(
      Hmac configuration, Transport transport, Map<IpAddress, Long> marks, @Nullable Long sent) {
    this.configuration = configuration;
    this.peers =
        transport instanceof Transport.Unicast unicast
            ? new HashSet<>(unicast.addresses())
            : Set.of();
    this.marks = marks;
    this.sent = sent;
    for (HmacKey key : configuration.keys()) {
      if (key instanceof HmacKey.Given given) {
        codes.put(key.id(), Codes.of("HmacSHA256", given.bytes()));
      }
    }
  }

  @Override
  public boolean isRepeatable() {
    return configuration.mode() == Mode.RECEIVE_ONLY;
  }

  // ---------------------------------------------------------------- what is sent

  @Override
  public List<Bytes> sign(Advertisement advertisement, List<Envelope> envelopes, Instant now) {
    if (envelopes.isEmpty()) {
      return List.of();
    }
    IpAddress source = envelopes.getFirst().source();
    byte[] message = VrrpFormat.message(advertisement, source.family());
    // The destination is not signed: one trailer is for all packets.
    byte[] trailer =
        configuration.mode() == Mode.RECEIVE_ONLY ? new byte[0] : trailer(message, source, now);
    return envelopes.stream()
        .map(envelope -> Bytes.of(VrrpFormat.encode(message, trailer, envelope)))
        .toList();
  }

  private byte[] trailer(byte[] message, IpAddress source, Instant now) {
    long sequence = next(now);
    sent = sequence;
    int key = configuration.activeKey();
    HmacTrailer unsigned =
        new HmacTrailer(
            HmacTrailer.TYPE, key, 0, sequence, Bytes.of(new byte[HmacTrailer.CODE_LENGTH]));
    Mac code = codes.get(key);
    if (code == null) {
      throw new IllegalStateException("key " + key + " was not read from its file");
    }
    return new HmacTrailer(
            HmacTrailer.TYPE, key, 0, sequence, code(code, message, unsigned, source))
        .encode();
  }

  /** After the last one, and no sooner than the clock says. */
  private long next(Instant now) {
    long clock = sequence(now);
    if (sent == null || sent - clock < 0) {
      return clock;
    }
    boolean clockWasSetBack =
        configuration.replay() instanceof Replay.Time(var window)
            && secondsBetween(sent, clock) > window.toSeconds();
    return clockWasSetBack ? clock : sent + 1;
  }

  private static long sequence(Instant now) {
    long fraction = ((long) now.getNano() << 16) / 1_000_000_000L;
    return now.getEpochSecond() << 32 | fraction << 16;
  }

  private static int secondsBetween(long sequence, long other) {
    return (int) (sequence >>> 32) - (int) (other >>> 32);
  }

  private static Bytes code(Mac code, byte[] message, HmacTrailer trailer, IpAddress source) {
    byte[] address = source.bytes();
    byte[] pseudoHeader = new byte[PSEUDO_HEADER];
    pseudoHeader[0] = (byte) (source.family() == AddressFamily.INET ? 4 : 6);
    pseudoHeader[1] = (byte) ((message[0] & 0xF0) >>> 4);
    pseudoHeader[2] = message[1];
    System.arraycopy(address, 0, pseudoHeader, 4, address.length);
    code.update(pseudoHeader);
    code.update(message);
    return Bytes.of(Arrays.copyOf(code.doFinal(trailer.unsigned()), HmacTrailer.CODE_LENGTH));
  }

  // ---------------------------------------------------------------- what is heard

  @Override
  public Verdict check(VrrpPacket.Decoded packet, Instant now) {
    int type = packet.advertisement().authentication().type();
    if (type != 0) {
      return AuthenticationTypes.differ(
          packet.advertisement().authentication(), AuthenticationField.NONE);
    }
    if (!(packet.seal() instanceof Seal.Trailer(HmacTrailer trailer, Bytes message))) {
      return configuration.mode() == Mode.ENFORCE
          ? new Verdict.Refused(Counter.HMAC_MISSING, "it is not signed")
          : Verdict.AUTHENTIC;
    }
    if (trailer.type() != HmacTrailer.TYPE || trailer.reserved() != 0) {
      return new Verdict.Refused(Counter.HMAC_MALFORMED, "its signature is of an unknown kind");
    }
    long clock = sequence(now);
    int skew = secondsBetween(trailer.sequence(), clock);
    if (isStale(trailer.sequence(), clock)) {
      return new Verdict.Refused(
          Counter.HMAC_STALE,
          "it was signed %d s %s; are the clocks of all hosts right?"
              .formatted(Math.abs((long) skew), skew < 0 ? "ago" : "in the future"));
    }
    Mac code = codes.get(trailer.keyId());
    if (code == null) {
      return new Verdict.Refused(
          Counter.HMAC_UNKNOWN_KEY,
          "it is signed with key %d, which is not configured".formatted(trailer.keyId()));
    }
    Bytes expected = code(code, message.toArray(), trailer, packet.source());
    if (!MessageDigest.isEqual(expected.toArray(), trailer.code().toArray())) {
      return new Verdict.Refused(
          Counter.HMAC_FAILURES, "its signature by key %d is wrong".formatted(trailer.keyId()));
    }
    Long mark = marks.get(packet.source());
    if (mark != null && !isStale(mark, clock) && trailer.sequence() - mark <= 0) {
      return new Verdict.Refused(Counter.HMAC_REPLAYS, "it was sent before");
    }
    remember(packet.source(), trailer.sequence());
    return new Verdict.Authentic(warning(packet.source(), skew));
  }

  private boolean isStale(long sequence, long clock) {
    return configuration.replay() instanceof Replay.Time(var window)
        && Math.abs((long) secondsBetween(sequence, clock)) > window.toSeconds();
  }

  private void remember(IpAddress sender, long sequence) {
    marks.put(sender, sequence);
    if (marks.size() <= STRANGERS) {
      return;
    }
    List<IpAddress> strangers = new ArrayList<>(marks.keySet());
    strangers.removeAll(peers);
    if (strangers.size() > STRANGERS) {
      marks.remove(strangers.getFirst());
    }
  }

  private Optional<String> warning(IpAddress sender, int skew) {
    return configuration.replay() instanceof Replay.Time(var window)
            && 2L * Math.abs((long) skew) > window.toSeconds()
        ? Optional.of(
            "the clock of %s differs by %d s, more than half of the time window of %d s"
                .formatted(sender, skew, window.toSeconds()))
        : Optional.empty();
  }

  @Override
  public Authenticator under(VirtualRouter router) {
    return router.protocol().authentication().orElse(null) instanceof Hmac hmac
        ? new HmacAuthenticator(hmac, router.protocol().transport(), marks, sent)
        : Authenticator.of(router);
  }
}
