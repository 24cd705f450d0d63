package dev.relais.vrrp;

import dev.relais.plan.Authentication;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.VrrpFormat;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a host listens on a channel.
 *
 * @param channel where
 * @param index of the interface
 * @param groups that it joins; what is sent to itself it hears without any
 * @param authenticationHeader whether packets with an authentication header are heard too
 * @param receiveBuffer of each socket, in bytes; empty for what the kernel gives it
 */
public record Listening(
    Channel channel,
    int index,
    Set<IpAddress> groups,
    boolean authenticationHeader,
    Optional<Integer> receiveBuffer) {
  public Listening {
    groups = Set.copyOf(groups);
  }

  /** As the virtual routers of a channel need it. */
  public static Listening of(Channel channel, int index, Collection<VirtualRouter> routers) {
    Set<IpAddress> groups = new TreeSet<>();
    boolean authenticationHeader = false;
    for (VirtualRouter router : routers) {
      if (router.protocol().transport() instanceof Transport.Multicast(var group)) {
        groups.add(group.orElse(VrrpFormat.group(router.family())));
      }
      authenticationHeader |=
          router
              .protocol()
              .authentication()
              .filter(Authentication.Ah.class::isInstance)
              .isPresent();
    }
    return new Listening(channel, index, groups, authenticationHeader, receiveBuffer(routers));
  }

  /** Room for what all of them may hear. */
  private static Optional<Integer> receiveBuffer(Collection<VirtualRouter> routers) {
    return routers.stream()
        .flatMap(router -> router.receiveBuffer().stream())
        .reduce((one, other) -> (int) Math.min((long) one + other, Integer.MAX_VALUE));
  }
}
