package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.plan.RouteDetails;
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
   * @param shared whether it is a macvlan in private mode, or an ipvlan
   */
  record Link(int index, String name, boolean up, Optional<MacAddress> mac, boolean shared)
      implements NetlinkMessage {

    /** One that is no macvlan. */
    public Link(int index, String name, boolean up, Optional<MacAddress> mac) {
      this(index, name, up, mac, false);
    }
  }

  /** An interface is gone. */
  record LinkGone(int index, String name) implements NetlinkMessage {}

  /**
   * An address is there, or is gone.
   *
   * @param index of its interface
   * @param prefix address and prefix length
   * @param protocol who added it, 0 if nobody says; kept from Linux 5.18 on
   * @param gone whether it was removed
   */
  record Address(int index, IpPrefix prefix, int protocol, boolean gone) implements NetlinkMessage {

    /** One that nobody says he added. */
    public Address(int index, IpPrefix prefix, boolean gone) {
      this(index, prefix, 0, gone);
    }
  }

  /**
   * A route of keepalived's protocol is there, or is gone; of others nothing is said.
   *
   * @param type of rtnetlink(7); 1 is unicast
   * @param destination length 0 for the default route
   * @param typeOfService 0 to 255
   * @param gateway the next hop
   * @param interfaceIndex where it leads out; 0 if the route does not say
   * @param table number of the table
   * @param metric 0 if the route has none
   * @param body all of it
   * @param gone whether it was removed
   */
  record Route(
      int type,
      IpPrefix destination,
      int typeOfService,
      Optional<IpAddress> gateway,
      int interfaceIndex,
      int table,
      long metric,
      Body body,
      boolean gone)
      implements NetlinkMessage {

    /** A unicast route of which no more is known. */
    public Route(
        IpPrefix destination,
        Optional<IpAddress> gateway,
        int interfaceIndex,
        int table,
        long metric,
        boolean gone) {
      this(
          RouteDetails.UNICAST,
          destination,
          0,
          gateway,
          interfaceIndex,
          table,
          metric,
          Body.of(new byte[0]),
          gone);
    }
  }

  /**
   * A rule of keepalived's protocol is there, or is gone; of others nothing is said.
   *
   * @param family of the packets
   * @param preference 0 to 2³²−1
   * @param from length 0 for any
   * @param to length 0 for any
   * @param action of rtnetlink(7)
   * @param table number of the table; 0 if it names none
   * @param body all of it
   * @param gone whether it was removed
   */
  record Rule(
      AddressFamily family,
      long preference,
      Optional<IpPrefix> from,
      Optional<IpPrefix> to,
      int action,
      int table,
      Body body,
      boolean gone)
      implements NetlinkMessage {}

  /**
   * A table of the firewall is there.
   *
   * @param name of it
   */
  record FirewallTable(AddressFamily family, String name) implements NetlinkMessage {}

  /**
   * A message of a family of generic netlink.
   *
   * @param sequence number of the request that it answers
   * @param type by which the kernel knows the family
   * @param command number, as the family counts its own
   * @param attributes all of it
   */
  record Generic(int sequence, int type, int command, Body attributes) implements NetlinkMessage {}

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
