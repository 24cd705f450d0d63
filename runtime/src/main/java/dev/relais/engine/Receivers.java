package dev.relais.engine;

import dev.relais.host.Links;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.Channel;
import dev.relais.vrrp.Listening;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Listens where a virtual router is, and nowhere else. */
final class Receivers {
  private final Links links;
  private final Outbox outbox;
  private final Map<Channel, Listening> listening = new LinkedHashMap<>();

  /** The channels on which listening was refused, and why. */
  private final Map<Channel, String> deaf = new HashMap<>();

  Receivers(Links links, Outbox outbox) {
    this.links = links;
    this.outbox = outbox;
  }

  static Channel channel(VirtualRouter router) {
    return new Channel(router.interfaceName(), router.family());
  }

  /** Listens for these from now on, as far as their interfaces are there. */
  void listenFor(Collection<RouterRun> routers) {
    Map<Channel, Listening> wanted = wanted(routers);
    for (Channel channel : List.copyOf(listening.keySet())) {
      if (!Objects.equals(listening.get(channel), wanted.get(channel))) {
        listening.remove(channel);
        deaf.remove(channel);
        outbox.act(new Action.Ignore(channel));
      }
    }
    wanted.forEach((channel, how) -> {
      if (listening.putIfAbsent(channel, how) == null) {
        outbox.act(new Action.Listen(how));
      }
    });
  }

  private Map<Channel, Listening> wanted(Collection<RouterRun> routers) {
    Map<Channel, List<VirtualRouter>> byChannel = new LinkedHashMap<>();
    for (RouterRun run : routers) {
      if (links.index(run.router.interfaceName()) != 0) {
        byChannel.computeIfAbsent(channel(run.router), _ -> new ArrayList<>()).add(run.router);
      }
    }
    Map<Channel, Listening> wanted = new LinkedHashMap<>();
    byChannel.forEach((channel, here) ->
        wanted.put(channel, Listening.of(channel, links.index(channel.interfaceName()), here)));
    return wanted;
  }

  void refused(Channel channel, String reason) {
    deaf.put(channel, reason);
  }

  /** Why nobody is heard for a virtual router; empty if somebody can be. */
  Optional<String> refusal(VirtualRouter router) {
    return Optional.ofNullable(deaf.get(channel(router)));
  }

  /** What was refused is tried again. */
  void forgiveRefusals() {
    listening.keySet().removeAll(deaf.keySet());
    deaf.clear();
  }
}
