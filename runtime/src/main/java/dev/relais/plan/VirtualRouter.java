package dev.relais.plan;

/**
 * One VRRP instance: this host's part in a virtual router.
 *
 * @param name of the instance
 * @param interfaceName where it sends and listens
 * @param family of its advertised addresses
 * @param protocol what it says, hears and decides by
 * @param resources what it holds while MASTER
 * @param trackers what changes its priority or stops it
 * @param announcements of its addresses
 */
public record VirtualRouter(
    String name,
    String interfaceName,
    AddressFamily family,
    Protocol protocol,
    Resources resources,
    Trackers trackers,
    GratuitousArp announcements) {

  public VirtualRouter {
    for (VirtualAddress address : resources.addresses()) {
      Plan.require(
          address.prefix().address().family() == family,
          "instance `" + name + "`: " + address.prefix() + " is of the other family");
    }
  }
}
