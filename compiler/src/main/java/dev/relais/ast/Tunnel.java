package dev.relais.ast;

import java.util.OptionalInt;

/**
 * What {@code TUN} wraps packets up in.
 *
 * @param type {@code type}
 * @param port {@code port}, which GUE has and no other
 * @param checksum {@code nocsum}, {@code csum} or {@code remcsum}
 */
public record Tunnel(Type type, OptionalInt port, Checksum checksum) {
  /** IP in IP, without more. */
  public static final Tunnel PLAIN = new Tunnel(Type.IPIP, OptionalInt.empty(), Checksum.NONE);

  /** The kind of header that is put in front. */
  public enum Type {
    /** IP in IP; RFC 2003. */
    IPIP,
    /** Generic UDP encapsulation. */
    GUE,
    /** Generic routing encapsulation; RFC 2784. */
    GRE
  }

  /** Whether the header has a checksum. */
  public enum Checksum {
    /** It has none. */
    NONE,
    /** It has one. */
    CHECKSUM,
    /** The other end makes it. */
    REMOTE
  }
}
