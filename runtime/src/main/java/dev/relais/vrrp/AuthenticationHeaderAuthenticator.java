package dev.relais.vrrp;

import dev.relais.plan.Authentication;
import dev.relais.plan.IpAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Bytes;
import dev.relais.wire.Envelope;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;

/**
 * An IP authentication header with HMAC-MD5-96; RFC 2402, RFC 2403. As with keepalived, whoever
 * hears a number goes on from there, so that a host that takes over is believed, and one that was
 * restarted is after it has listened. A number is compared with the last one of the same sender
 * only: two masters that count in step would never believe each other.
 */
final class AuthenticationHeaderAuthenticator implements Authenticator {
  static final AuthenticationField FIELD = new AuthenticationField(2, 0);
  private static final long LARGEST = 0xFFFF_FFFFL;
  private static final int SENDERS = 64;

  private final String password;
  private final Mac code;

  /** The last number of each sender that was believed, the least recently heard first. */
  private final Map<IpAddress, Long> marks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Long> eldest) {
          return size() > SENDERS;
        }
      };

  /** The last number that was sent or believed; 0 for none. */
  private long last;

  AuthenticationHeaderAuthenticator(String password) {
    this.password = password;
    this.code = Codes.of("HmacMD5", password.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public List<Bytes> sign(Advertisement advertisement, List<Envelope> envelopes, Instant now) {
    List<Bytes> packets = new ArrayList<>(envelopes.size());
    for (Envelope envelope : envelopes) {
      byte[] message = VrrpFormat.message(advertisement, envelope.source().family());
      last = last == LARGEST ? 1 : last + 1;
      packets.add(Bytes.of(VrrpFormat.encodeSealed(message, envelope, last, this::code)));
    }
    return packets;
  }

  private byte[] code(byte[] covered) {
    return Arrays.copyOf(code.doFinal(covered), VrrpFormat.CHECK_LENGTH);
  }

  @Override
  public Verdict check(VrrpPacket.Decoded packet, Instant now) {
    AuthenticationField heard = packet.advertisement().authentication();
    if (heard.type() != FIELD.type()) {
      return AuthenticationTypes.differ(heard, FIELD);
    }
    if (!(packet.seal() instanceof Seal.AuthenticationHeader header)) {
      return new Verdict.Refused(
          Counter.AUTHENTICATION_FAILURES, "it has no authentication header");
    }
    long source = ByteBuffer.wrap(packet.source().bytes()).getInt() & LARGEST;
    if (header.securityParametersIndex() != source) {
      return new Verdict.Refused(
          Counter.AUTHENTICATION_FAILURES, "its authentication header is of another sender");
    }
    if (!MessageDigest.isEqual(code(header.covered().toArray()), header.check().toArray())) {
      return new Verdict.Refused(
          Counter.AUTHENTICATION_FAILURES, "its authentication header is signed with another key");
    }
    // Serial numbers, RFC 1982: a virtual router that has counted to the end begins anew.
    Long mark = marks.get(packet.source());
    if (mark != null && (int) (header.sequence() - mark) <= 0) {
      return new Verdict.Refused(
          Counter.AUTHENTICATION_FAILURES,
          "its number %d is not after %d".formatted(header.sequence(), mark));
    }
    marks.put(packet.source(), header.sequence());
    if ((int) (header.sequence() - last) > 0) {
      last = header.sequence();
    }
    return Verdict.AUTHENTIC;
  }

  @Override
  public Authenticator under(VirtualRouter router) {
    return router
            .protocol()
            .authentication()
            .filter(new Authentication.Ah(password)::equals)
            .isPresent()
        ? this
        : Authenticator.of(router);
  }
}
