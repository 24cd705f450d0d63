package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.RouterEvent;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides for whom a packet is, and whether it is believed; what is discarded is counted. */
final class Reception {
  /** How often packets that are discarded for the same reason are written about. */
  private static final Duration MENTION_EVERY = Duration.ofMinutes(1);

  private final Outbox outbox;

  Reception(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * An advertisement that a virtual router believes.
   *
   * @param by who heard it
   */
  record Believed(RouterRun by, RouterEvent.Heard event) {}

  /**
   * Takes in a packet.
   *
   * @param routers all that are there
   * @return empty if nobody believes it
   */
  Optional<Believed> receive(
      Collection<RouterRun> routers, String interfaceName, VrrpPacket packet) {
    return switch (packet) {
      case VrrpPacket.Malformed(var defect, int virtualRouterId) -> {
        addressees(routers, interfaceName, virtualRouterId)
            .forEach(run -> discard(run, "a packet", AdvertisementCheck.malformed(defect)));
        yield Optional.empty();
      }
      case VrrpPacket.Decoded decoded ->
          addressees(routers, interfaceName, decoded.advertisement().virtualRouterId())
              .findFirst()
              .flatMap(run -> heard(run, decoded));
    };
  }

  private static Stream<RouterRun> addressees(
      Collection<RouterRun> routers, String interfaceName, int virtualRouterId) {
    return routers.stream()
        .filter(run -> run.router.interfaceName().equals(interfaceName))
        .filter(run -> run.router.family() == AddressFamily.INET)
        .filter(run -> run.router.protocol().virtualRouterId() == virtualRouterId);
  }

  private Optional<Believed> heard(RouterRun run, VrrpPacket.Decoded packet) {
    Optional<IpAddress> own = run.source;
    if (own.isEmpty() || own.get().equals(packet.source())) {
      return Optional.empty();
    }
    Optional<AdvertisementCheck.Discarded> discarded = AdvertisementCheck.check(run.router, packet);
    if (discarded.isPresent()) {
      discard(run, "an advertisement from " + packet.source(), discarded.get());
      return Optional.empty();
    }
    if (packet.advertisement().priority() == 0) {
      outbox.log(
          Level.INFO,
          "(%s) received priority 0 advertisement from %s"
              .formatted(run.router.name(), packet.source()));
    }
    return Optional.of(
        new Believed(
            run,
            new RouterEvent.Heard(
                packet.source(),
                own.get(),
                packet.advertisement().priority(),
                packet.advertisement().interval())));
  }

  private void discard(RouterRun run, String what, AdvertisementCheck.Discarded discarded) {
    run.count(discarded.counter());
    Duration last = run.mentioned.get(discarded.counter());
    if (last == null || outbox.now().minus(last).compareTo(MENTION_EVERY) >= 0) {
      run.mentioned.put(discarded.counter(), outbox.now());
      outbox.log(
          Level.WARNING,
          "(%s) discarded %s: %s".formatted(run.router.name(), what, discarded.reason()));
    }
  }
}
