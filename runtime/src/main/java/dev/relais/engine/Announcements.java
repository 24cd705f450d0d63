package dev.relais.engine;

import dev.relais.engine.Action.Level;
import dev.relais.host.Links;
import dev.relais.plan.AddressFamily;
import dev.relais.plan.VirtualAddress;
import dev.relais.plan.VirtualRouter;
import dev.relais.wire.ArpAnnouncement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the neighbours who holds an address. */
final class Announcements {
  private final Links links;
  private final Outbox outbox;

  Announcements(Links links, Outbox outbox) {
    this.links = links;
    this.outbox = outbox;
  }

  /** All addresses, then all again: the first of each goes out at once. */
  void announce(VirtualRouter router, int times) {
    List<Action> once = new ArrayList<>();
    for (VirtualAddress address : router.resources().allAddresses().toList()) {
      announcement(address)
          .ifPresent(announcement -> {
            outbox.log(
                Level.INFO,
                "(%s) Sending/queueing gratuitous ARPs on %s for %s"
                    .formatted(router.name(), address.interfaceName(), address.prefix().address()));
            once.add(announcement);
          });
    }
    for (int i = 0; i < times; i++) {
      outbox.actAll(once);
    }
  }

  private Optional<Action> announcement(VirtualAddress address) {
    boolean four = address.prefix().address().family() == AddressFamily.INET;
    return links
        .mac(address.interfaceName())
        .filter(_ -> four)
        .map(sender ->
            new Action.Announce(
                links.index(address.interfaceName()),
                new ArpAnnouncement(sender, address.prefix().address())));
  }
}
