package dev.relais.model;

import dev.relais.ast.RealServer;
import dev.relais.ast.Setting;
import dev.relais.ast.SorryServer;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VirtualServer.Forwarding;
import dev.relais.plan.AddressFamily;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The address families in a virtual server. The first that is named counts; only a tunnel can lead
 * from one to the other. keepalived decides this line by line: a method that stands further down
 * does not count for a server before it.
 *
 * @param family of the service; empty if nothing names one
 * @param contradictions lines of {@code ip_family} that come too late
 * @param foreign real servers that cannot be reached
 * @param sorryServerIsForeign whether the sorry server cannot be reached
 */
public record ServerFamilies(
    Optional<AddressFamily> family,
    List<Setting> contradictions,
    List<RealServer> foreign,
    boolean sorryServerIsForeign) {

  public ServerFamilies {
    contradictions = List.copyOf(contradictions);
    foreign = List.copyOf(foreign);
  }

  /** Looks at a virtual server. */
  public static ServerFamilies of(VirtualServer server) {
    Optional<AddressFamily> family =
        server.head().value() instanceof VirtualServer.Head.Endpoint endpoint
            ? Optional.of(endpoint.address().family())
            : Optional.empty();
    // Both are in the order of the file; blocks that could not be bound are in the settings only.
    Iterator<RealServer> realServers = server.realServers().iterator();
    RealServer next = realServers.hasNext() ? realServers.next() : null;
    List<Setting> contradictions = new ArrayList<>();
    List<RealServer> foreign = new ArrayList<>();
    boolean tunnels = false;
    for (Setting setting : server.settings().all()) {
      switch (setting.keyword().name()) {
        case "lb_kind", "lvs_method" -> tunnels = tunnels(setting, tunnels);
        case "ip_family" -> {
          Optional<AddressFamily> named = named(setting);
          if (named.isPresent() && family.isPresent() && !named.equals(family)) {
            contradictions.add(setting);
          }
          family = family.or(() -> named);
        }
        case "real_server" -> {
          RealServer real = next;
          if (real != null && real.span().equals(setting.statement().span())) {
            next = realServers.hasNext() ? realServers.next() : null;
            AddressFamily own = real.address().value().family();
            boolean wraps =
                real.forwarding().map(method -> method.value() == Forwarding.TUN).orElse(tunnels);
            if (family.filter(known -> known != own).isPresent() && !wraps) {
              foreign.add(real);
            }
            family = family.or(() -> Optional.of(own));
          }
        }
        default -> {}
      }
    }
    Optional<AddressFamily> service = family;
    boolean sorry =
        server
            .sorryServer()
            .filter(known -> !isTunnelled(known, server))
            .filter(known ->
                service.filter(found -> found != known.address().value().family()).isPresent())
            .isPresent();
    return new ServerFamilies(family, contradictions, foreign, sorry);
  }

  private static boolean tunnels(Setting setting, boolean before) {
    return setting.statement().arguments().stream()
        .findFirst()
        .map(word -> word.value())
        .flatMap(word ->
            switch (word) {
              case "TUN" -> Optional.of(true);
              case "NAT", "DR" -> Optional.of(false);
              default -> Optional.empty();
            })
        .orElse(before);
  }

  private static Optional<AddressFamily> named(Setting setting) {
    return setting
        .first(String.class)
        .map(word -> word.value().equals("inet") ? AddressFamily.INET : AddressFamily.INET6);
  }

  private static boolean isTunnelled(SorryServer sorry, VirtualServer server) {
    return sorry
        .forwarding()
        .or(server::forwarding)
        .filter(method -> method.value() == Forwarding.TUN)
        .isPresent();
  }
}
