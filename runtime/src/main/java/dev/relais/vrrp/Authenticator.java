package dev.relais.vrrp;

import dev.relais.plan.Authentication;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.Advertisement;
import dev.relais.wire.AuthenticationField;
import dev.relais.wire.Bytes;
import dev.relais.wire.Envelope;
import dev.relais.wire.VrrpPacket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signs what a virtual router sends, and checks what it hears. What it needs to know it keeps. */
public sealed interface Authenticator
    permits PasswordAuthenticator, AuthenticationHeaderAuthenticator, HmacAuthenticator {

  /** The one that a virtual router needs, before anything was sent or heard. */
  static Authenticator of(VirtualRouter router) {
    return switch (router.protocol().authentication().orElse(null)) {
      case null -> new PasswordAuthenticator(AuthenticationField.NONE);
      case Authentication.Pass(String password) ->
          new PasswordAuthenticator(AuthenticationField.password(password));
      case Authentication.Ah(String password) -> new AuthenticationHeaderAuthenticator(password);
      case Authentication.Hmac hmac -> new HmacAuthenticator(hmac, router.protocol().transport());
    };
  }

  /** What a check brought. */
  sealed interface Verdict {
    /** It is from whom it says. */
    Verdict AUTHENTIC = new Authentic(Optional.empty());

    /**
     * It is from whom it says.
     *
     * @param warning for the log; empty for none
     */
    record Authentic(Optional<String> warning) implements Verdict {}

    /** It is not to be believed. */
    record Refused(Counter counter, String reason) implements Verdict {}
  }

  /** Whether every packet of the same advertisement is the same. */
  boolean isRepeatable();

  /** What stands in the fields of version 2. */
  static AuthenticationField field(VirtualRouter router) {
    return switch (router.protocol().authentication().orElse(null)) {
      case Authentication.Pass(String password) -> AuthenticationField.password(password);
      case Authentication.Ah _ -> AuthenticationHeaderAuthenticator.FIELD;
      case null, default -> AuthenticationField.NONE;
    };
  }

  /**
   * The packets of an advertisement.
   *
   * @param envelopes one for each packet, all from the same source
   * @param now the time of day
   */
  List<Bytes> sign(Advertisement advertisement, List<Envelope> envelopes, Instant now);

  /**
   * Whether a packet is from whom it says.
   *
   * @param now the time of day
   */
  Verdict check(VrrpPacket.Decoded packet, Instant now);

  /**
   * The one that is needed under another configuration; what it knows of others, it knows still.
   */
  Authenticator under(VirtualRouter router);
}
