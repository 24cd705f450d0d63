package dev.relais.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Type and data of the authentication in VRRP version 2; RFC 2338, section 5.3.6.
 *
 * @param type 0 none, 1 simple text password, 2 IP authentication header
 * @param data the eight bytes as one number, the first byte highest
 */
public record AuthenticationField(int type, long data) {
  /** No authentication. */
  public static final AuthenticationField NONE = new AuthenticationField(0, 0);

  /** A simple text password: at most its first eight bytes count, fewer are padded with zeros. */
  public static AuthenticationField password(String password) {
    byte[] bytes = Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), Long.BYTES);
    return new AuthenticationField(1, ByteBuffer.wrap(bytes).getLong());
  }

  /** Never the data: a password does not belong into a log. */
  @Override
  public String toString() {
    return "AuthenticationField[type=" + type + "]";
  }
}
