package dev.relais.wire;

import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import java.util.Optional;

/** What the kernel says over rtnetlink(7). */
public sealed interface NetlinkMessage {

  /**
   * A network interface as it now is.
   *
   * @param index by which the kernel knows it
   * @param name by which users know it
   * @param up whether it is up and has a carrier
   * @param mac its Ethernet address; empty where it has none
   */
  record Link(int index, String name, boolean up, Optional<MacAddress> mac)
      implements NetlinkMessage {}

  /** An interface is gone. */
  record LinkGone(int index, String name) implements NetlinkMessage {}

  /**
   * An address is there, or is gone.
   *
   * @param index of its interface
   * @param prefix address and prefix length
   * @param gone whether it was removed
   */
  record Address(int index, IpPrefix prefix, boolean gone) implements NetlinkMessage {}

  /**
   * A route is there, or is gone.
   *
   * @param protocol who added it; rt_protos of iproute2
   * @param destination length 0 for the default route
   * @param gateway the next hop
   * @param interfaceIndex where it leads out; 0 if the route does not say
   * @param table number of the table
   * @param metric 0 if the route has none
   * @param gone whether it was removed
   */
  record Route(
      int protocol,
      IpPrefix destination,
      Optional<IpAddress> gateway,
      int interfaceIndex,
      int table,
      long metric,
      boolean gone)
      implements NetlinkMessage {}

  /**
   * The answer to a request.
   *
   * @param sequence number of the request
   * @param error errno(3); 0 for done
   * @param text what the kernel adds; empty for nothing
   */
  record Answer(int sequence, int error, String text) implements NetlinkMessage {}

  /** A list is complete. */
  record Done(int sequence) implements NetlinkMessage {}
}
