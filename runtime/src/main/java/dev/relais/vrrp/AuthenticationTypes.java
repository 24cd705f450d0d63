package dev.relais.vrrp;

import dev.relais.wire.AuthenticationField;

/** The types of authentication of version 2, in words. */
final class AuthenticationTypes {
  private static final int HIGHEST_KNOWN = 2;

  private AuthenticationTypes() {}

  /** A packet of another type than the one that is configured. */
  static Authenticator.Verdict differ(AuthenticationField heard, AuthenticationField expected) {
    return heard.type() > HIGHEST_KNOWN
        ? new Authenticator.Verdict.Refused(
            Counter.INVALID_AUTHENTICATION_TYPE,
            "its authentication is of the unknown type %d".formatted(heard.type()))
        : new Authenticator.Verdict.Refused(
            Counter.AUTHENTICATION_TYPE_MISMATCHES,
            "its authentication is of type %s, and %s is configured"
                .formatted(words(heard), words(expected)));
  }

  private static String words(AuthenticationField field) {
    return switch (field.type()) {
      case 0 -> "none";
      case 1 -> "PASS";
      default -> "AH";
    };
  }
}
