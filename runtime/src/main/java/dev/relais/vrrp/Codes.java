package dev.relais.vrrp;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes; RFC 2104. */
final class Codes {
  private Codes() {}

  /**
   * A hash function with a key.
   *
   * @param algorithm HmacMD5 or HmacSHA256, which every Java has
   */
  static Mac of(String algorithm, byte[] key) {
    try {
      Mac code = Mac.getInstance(algorithm);
      code.init(new SecretKeySpec(key, algorithm));
      return code;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }
}
