package dev.relais.ast;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** {@code encap}: what packets of a route are wrapped in. */
public sealed interface Encapsulation {

  /**
   * {@code encap mpls}.
   *
   * @param labels the outermost first, each 0 to 1048575
   */
  record Mpls(List<Integer> labels) implements Encapsulation {
    /** At most 16 labels. */
    public Mpls {
      labels = List.copyOf(labels);
    }
  }

  /**
   * {@code encap ip} and {@code encap ip6}.
   *
   * @param family of the outer header
   * @param id {@code id}, 64 bits without sign
   * @param destination {@code dst}
   * @param source {@code src}
   * @param typeOfService {@code tos} or {@code tc}
   * @param timeToLive {@code ttl} or {@code hoplimit}
   * @param flags {@code flags}
   */
  record Ip(
      AddressFamily family,
      Optional<BigInteger> id,
      Optional<IpAddress> destination,
      Optional<IpAddress> source,
      Optional<Integer> typeOfService,
      Optional<Integer> timeToLive,
      Optional<Integer> flags)
      implements Encapsulation {}

  /**
   * {@code encap ila}.
   *
   * @param locator four groups of 16 bits
   */
  record Ila(long locator) implements Encapsulation {}
}
