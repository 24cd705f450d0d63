package dev.relais.plan;

import dev.relais.plan.json.Alternatives;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What packets of a route are wrapped in: {@code encap} of ip-route(8). */
public sealed interface Encapsulation {

  /** What its kinds are called in JSON. */
  static Alternatives alternatives() {
    return new Alternatives(
        Map.of(
            "mpls", Mpls.class,
            "ip", Ip.class,
            "ila", Ila.class));
  }

  /**
   * Labels of multiprotocol label switching.
   *
   * @param labels the outermost first, each 0 to 1048575
   */
  record Mpls(List<Integer> labels) implements Encapsulation {
    public Mpls {
      labels = List.copyOf(labels);
      Plan.require(!labels.isEmpty(), "an MPLS encapsulation needs a label");
      Plan.require(
          labels.stream().allMatch(label -> label >= 0 && label < 1 << 20),
          "an MPLS label has 20 bits");
    }
  }

  /**
   * A tunnel over IP.
   *
   * @param family of the outer header
   * @param id of the tunnel, 64 bits without sign
   * @param destination of the outer header
   * @param source of the outer header
   * @param typeOfService 0 to 255
   * @param timeToLive 0 to 255
   * @param flags 16 bits
   */
  record Ip(
      AddressFamily family,
      Optional<Long> id,
      Optional<IpAddress> destination,
      Optional<IpAddress> source,
      Optional<Integer> typeOfService,
      Optional<Integer> timeToLive,
      Optional<Integer> flags)
      implements Encapsulation {}

  /**
   * Identifier-locator addressing.
   *
   * @param locator the upper half of an IPv6 address
   */
  record Ila(long locator) implements Encapsulation {}
}
