package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.RouterEvent;
import dev.relais.wire.VrrpPacket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides for whom a packet is, and whether it is believed; what is discarded is counted. */
final class Reception {
  /** How often packets that are discarded for the same reason are written about. */
  private static final Duration MENTION_EVERY = Duration.ofMinutes(1);

  private final RouterIndex routers;
  private final Outbox outbox;
  private final Map<String, Duration> mentionedUnknown = new HashMap<>();
  private boolean mentionsUnknown;

  Reception(RouterIndex routers, Outbox outbox) {
    this.routers = routers;
    this.outbox = outbox;
  }

  /** Whether packets for virtual routers that are none of ours are written about. */
  void mentionUnknown(boolean mention) {
    mentionsUnknown = mention;
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
   * @return empty if nobody believes it
   */
  Optional<Believed> receive(String interfaceName, VrrpPacket packet) {
    List<RouterRun> found = routers.find(interfaceName, packet);
    return switch (packet) {
      case VrrpPacket.Malformed(var defect, var _, int _) -> {
        found.forEach(run -> discard(run, "a packet", AdvertisementCheck.malformed(defect)));
        yield Optional.empty();
      }
      case VrrpPacket.Decoded decoded -> {
        if (found.isEmpty() && mentionsUnknown) {
          mentionUnknown(interfaceName, decoded);
        }
        yield addressee(found, decoded).flatMap(run -> heard(run, decoded));
      }
    };
  }

  private static Optional<RouterRun> addressee(List<RouterRun> found, VrrpPacket.Decoded packet) {
    RouterRun addressee = null;
    for (RouterRun run : found) {
      if (AdvertisementCheck.isFor(run.router, packet)
          && (addressee == null || isPeer(run, packet))) {
        addressee = run;
      }
    }
    return Optional.ofNullable(addressee);
  }

  private static boolean isPeer(RouterRun run, VrrpPacket.Decoded packet) {
    return run.router.protocol().transport() instanceof Transport.Unicast unicast
        && unicast.peer(packet.source()).isPresent();
  }

  private void mentionUnknown(String interfaceName, VrrpPacket.Decoded packet) {
    String what =
        "Unknown VRID(%d) received on interface(%s). ignoring..."
            .formatted(packet.advertisement().virtualRouterId(), interfaceName);
    if (isDue(mentionedUnknown.get(what))) {
      mentionedUnknown.put(what, outbox.now());
      outbox.log(Level.INFO, what);
    }
  }

  private Optional<Believed> heard(RouterRun run, VrrpPacket.Decoded packet) {
    Optional<IpAddress> own = run.source;
    if (own.isEmpty() || own.get().equals(packet.source())) {
      return Optional.empty();
    }
    AdvertisementCheck.Outcome outcome =
        AdvertisementCheck.check(
            run.router, packet, run.advertising.authenticator(), outbox.timeOfDay(), run.lastHeard);
    switch (outcome) {
      case AdvertisementCheck.Discarded discarded -> {
        discard(run, "an advertisement from " + packet.source(), discarded);
        return Optional.empty();
      }
      case AdvertisementCheck.Believed(var warning) -> warning.ifPresent(text -> warn(run, text));
    }
    run.lastHeard = Optional.of(packet.source());
    if (AdvertisementCheck.isRecognizedAsOld(run.router, packet)
        && run.advertising.useOldChecksum()) {
      outbox.log(
          run.router,
          Level.NOTICE,
          "Setting unicast VRRPv3 checksum to old version, as %s does".formatted(packet.source()));
    }
    if (packet.advertisement().priority() == 0) {
      outbox.log(
          run.router, Level.INFO, "received priority 0 advertisement from " + packet.source());
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

  private void warn(RouterRun run, String text) {
    if (isDue(run.warned)) {
      run.warned = outbox.now();
      outbox.log(run.router, Level.WARNING, text);
    }
  }

  private void discard(RouterRun run, String what, AdvertisementCheck.Discarded discarded) {
    run.count(discarded.counter());
    if (isDue(run.mentioned.get(discarded.counter()))) {
      run.mentioned.put(discarded.counter(), outbox.now());
      outbox.log(run.router, Level.WARNING, "discarded %s: %s".formatted(what, discarded.reason()));
    }
  }

  private boolean isDue(@Nullable Duration last) {
    return last == null || outbox.now().minus(last).compareTo(MENTION_EVERY) >= 0;
  }
}
