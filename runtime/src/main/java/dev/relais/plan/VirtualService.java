package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.util.Map;

/** What the kernel tells virtual services apart by; ipvsadm(8). */
public sealed interface VirtualService {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "endpoint", Endpoint.class,
            "fwmark", Mark.class));
  }

  /** Of its packets. */
  AddressFamily family();

  /** The port that clients speak to; 0 for any, and for marked packets. */
  int servicePort();

  /** A protocol that can be balanced. */
  enum Protocol {
    /** Transmission control. */
    TCP(6),
    /** User datagrams. */
    UDP(17),
    /** Stream control transmission. */
    SCTP(132);

    private final int number;

    Protocol(int number) {
      this.number = number;
    }

    /** In the IP header. */
    public int number() {
      return number;
    }
  }

  /**
   * Everything to an address and a port.
   *
   * @param protocol of the packets
   * @param address that clients speak to
   * @param port 0 to 65535; 0 for any
   */
  record Endpoint(Protocol protocol, IpAddress address, int port) implements VirtualService {
    public Endpoint {
      Plan.require(port >= 0 && port <= 65_535, "the port of a virtual service is 0 to 65535");
    }

    @Override
    public AddressFamily family() {
      return address.family();
    }

    @Override
    public int servicePort() {
      return port;
    }

    @Override
    public String toString() {
      return address.family() == AddressFamily.INET
          ? "%s %s:%d".formatted(protocol, address, port)
          : "%s [%s]:%d".formatted(protocol, address, port);
    }
  }

  /**
   * Everything that a firewall has marked.
   *
   * @param family of the packets
   * @param mark 1 to 4294967295
   */
  record Mark(AddressFamily family, long mark) implements VirtualService {
    public Mark {
      Plan.require(mark >= 1 && mark <= 0xFFFF_FFFFL, "a mark is 1 to 4294967295");
    }

    @Override
    public int servicePort() {
      return 0;
    }

    @Override
    public String toString() {
      return "FWM " + mark + (family == AddressFamily.INET6 ? " IPv6" : "");
    }
  }
}
