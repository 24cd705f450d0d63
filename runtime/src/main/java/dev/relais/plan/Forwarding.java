package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.util.Map;

/** How packets reach a real server; ipvsadm(8). */
public sealed interface Forwarding {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "masquerading", Masquerading.class,
            "gatewaying", Gatewaying.class,
            "tunneling", Tunneling.class));
  }

  /** Address and port are translated: NAT. */
  record Masquerading() implements Forwarding {}

  /** The packet is sent on as it is: DR. */
  record Gatewaying() implements Forwarding {}

  /**
   * The packet is sent on in another one: TUN.
   *
   * @param header that is put in front
   * @param port 1 to 65535 for {@code GUE}, 0 for others
   * @param checksum of the outer header
   */
  record Tunneling(Type header, int port, Checksum checksum) implements Forwarding {
    /** IP in IP, without more. */
    public static final Tunneling PLAIN = new Tunneling(Type.IPIP, 0, Checksum.NONE);

    public Tunneling {
      Plan.require(
          header == Type.GUE ? port >= 1 && port <= 65_535 : port == 0,
          "a tunnel of type GUE has a port from 1 to 65535, and no other has one");
    }
  }

  /** The header that is put in front. */
  enum Type {
    /** IP in IP; RFC 2003. */
    IPIP,
    /** Generic UDP encapsulation. */
    GUE,
    /** Generic routing encapsulation; RFC 2784. */
    GRE
  }

  /** Whether the header has a checksum. */
  enum Checksum {
    /** It has none. */
    NONE,
    /** It has one. */
    CHECKSUM,
    /** The other end makes it. */
    REMOTE
  }
}
