package dev.relais.engine;

import dev.relais.plan.ChecksumCoverage;
import dev.relais.plan.IpAddress;
import dev.relais.plan.Transport;
import dev.relais.plan.VirtualRouter;
import dev.relais.vrrp.AdvertisementCheck;
import dev.relais.vrrp.Authenticator;
import dev.relais.wire.Advertisement;
import dev.relais.wire.Envelope;
import dev.relais.wire.VrrpFormat;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes what a virtual router sends. What says the same as before is not made again. */
final class Advertising {
  private VirtualRouter router;
  private Authenticator authenticator;
  private ChecksumCoverage coverage;
  private Action.@Nullable Advertise last;

  Advertising(VirtualRouter router) {
    this.router = router;
    this.authenticator = Authenticator.of(router);
    this.coverage = router.protocol().conduct().checksumCoverage();
  }

  /** Checks what is heard by the same secrets and numbers. */
  Authenticator authenticator() {
    return authenticator;
  }

  /**
   * From now on with the checksum that old peers understand.
   *
   * @return whether that is new
   */
  boolean useOldChecksum() {
    boolean other = coverage != ChecksumCoverage.GROUP_PSEUDO_HEADER;
    if (other) {
      coverage = ChecksumCoverage.GROUP_PSEUDO_HEADER;
      last = null;
    }
    return other;
  }

  /** Under another configuration. Old peers stay old. */
  void reconfigure(VirtualRouter other) {
    router = other;
    if (!other.protocol().conduct().recognizesOldChecksum()) {
      coverage = other.protocol().conduct().checksumCoverage();
    }
    authenticator = authenticator.under(other);
    last = null;
  }

  /**
   * An advertisement.
   *
   * @param now the time of day
   */
  Action.Advertise advertise(IpAddress source, int priority, Instant now) {
    Action.Advertise before = last;
    boolean same =
        before != null
            && before.advertisement().priority() == priority
            && before.source().equals(source);
    if (before != null && same && authenticator.isRepeatable()) {
      return before;
    }
    Advertisement advertisement =
        before == null
            ? AdvertisementCheck.advertisement(router, priority)
            : before.advertisement().withPriority(priority);
    Action.Advertise made =
        new Action.Advertise(
            router.interfaceName(),
            source,
            advertisement,
            authenticator.sign(advertisement, envelopes(source), now));
    last = made;
    return made;
  }

  private List<Envelope> envelopes(IpAddress source) {
    Stream<IpAddress> destinations =
        switch (router.protocol().transport()) {
          case Transport.Multicast(var group) ->
              Stream.of(group.orElse(VrrpFormat.group(router.family())));
          case Transport.Unicast unicast -> unicast.addresses().stream();
        };
    int timeToLive =
        router.protocol().transport() instanceof Transport.Unicast unicast
            ? unicast.timeToLive()
            : VrrpFormat.TIME_TO_LIVE;
    return destinations
        .map(destination -> new Envelope(source, destination, timeToLive, coverage))
        .toList();
  }
}
