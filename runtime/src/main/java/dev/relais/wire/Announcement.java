package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MacAddress;

/** Tells everybody on a link who holds an address. */
public sealed interface Announcement permits ArpAnnouncement, NeighbourAdvertisement {

  /** The one for an address. */
  static Announcement of(MacAddress sender, IpAddress address) {
    return address.family() == AddressFamily.INET
        ? new ArpAnnouncement(sender, address)
        : new NeighbourAdvertisement(sender, address);
  }

  /** The Ethernet address of the holder. */
  MacAddress sender();

  /** The address that it holds. */
  IpAddress address();

  /** The Ethernet frame. */
  byte[] encode();
}
