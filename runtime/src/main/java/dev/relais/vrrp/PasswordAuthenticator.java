package dev.relais.vrrp;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Bytes;
import dev.relais.wire.Envelope;
import dev.relais.wire.Seal;
import dev.relais.wire.VrrpFormat;
import dev.relais.wire.VrrpPacket;
import java.time.Instant;
import java.util.List;

/** No authentication, or a password in clear text. Over IPv6 the password is not sent. */
record PasswordAuthenticator(AuthenticationField field) implements Authenticator {

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<Bytes> sign(Advertisement advertisement, List<Envelope> envelopes, Instant now) {
    return envelopes.stream()
        .map(envelope -> Bytes.of(VrrpFormat.encode(advertisement, envelope)))
        .toList();
  }

  @Override
  public Verdict check(VrrpPacket.Decoded packet, Instant now) {
    if (packet.seal() instanceof Seal.Trailer) {
      return new Verdict.Refused(Counter.PACKET_LENGTH_ERRORS, "it is longer than it says");
    }
    AuthenticationField heard = packet.advertisement().authentication();
    if (heard.type() != field.type()) {
      return AuthenticationTypes.differ(heard, field);
    }
    boolean wrong =
        field.type() == 1 && packet.family() == AddressFamily.INET && heard.data() != field.data();
    return wrong
        ? new Verdict.Refused(Counter.AUTHENTICATION_FAILURES, "its password is another one")
        : Verdict.AUTHENTIC;
  }

  @Override
  public Authenticator under(VirtualRouter router) {
    return Authenticator.of(router);
  }
}
