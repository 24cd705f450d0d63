package dev.relais.wire;

import dev.relais.plan.VirtualInterface;

/** Requests about interfaces; {@code ip link}. */
public final class LinkFormat {
  private static final int NEW = 16;
  private static final int DELETE = 17;

  private static final int ADDRESS = 1;
  private static final int NAME = 3;
  private static final int BASE = 5;
  private static final int INFORMATION = 18;
  private static final int FAMILIES = 26;
  private static final int GROUP = 27;

  private static final int KIND = 1;
  private static final int DATA = 2;
  private static final int MACVLAN_MODE = 1;
  private static final int MACVLAN_PRIVATE = 1;
  private static final int IPVLAN_MODE = 1;
  private static final int IPVLAN_FLAGS = 2;
  private static final int IPVLAN_L2 = 0;
  private static final int IPVLAN_PRIVATE = 1;
  private static final int IPVLAN_VEPA = 2;

  private static final int INET6 = 10;
  private static final int ADDRESS_GENERATION = 8;
  private static final int NO_ADDRESS = 1;
  private static final int UP = 1;

  private LinkFormat() {}

  /**
   * Makes an interface, which is down at first; {@code ip link add}.
   *
   * @param base index of the interface below it
   */
  public static byte[] add(VirtualInterface own, int base, int sequence) {
    NetlinkRequest request =
        begin(NEW, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE, 0, 0, sequence);
    boolean macvlan = own.kind() == VirtualInterface.Kind.MACVLAN;
    request.attribute(BASE, base);
    request.text(NAME, own.name());
    own.mac().ifPresent(mac -> request.attribute(ADDRESS, mac.bytes()));
    own.group().ifPresent(group -> request.attribute(GROUP, group));
    request.nest(
        INFORMATION,
        () -> {
          request.text(KIND, macvlan ? "macvlan" : "ipvlan");
          request.nest(
              DATA,
              () -> {
                if (macvlan) {
                  request.attribute(MACVLAN_MODE, MACVLAN_PRIVATE);
                } else {
                  request.halfAttribute(IPVLAN_MODE, IPVLAN_L2);
                  request.halfAttribute(IPVLAN_FLAGS, flags(own.kind()));
                }
              });
        });
    return request.bytes();
  }

  private static int flags(VirtualInterface.Kind kind) {
    return switch (kind) {
      case IPVLAN_PRIVATE -> IPVLAN_PRIVATE;
      case IPVLAN_VEPA -> IPVLAN_VEPA;
      case IPVLAN_BRIDGE, MACVLAN -> 0;
    };
  }

  /** Lets the kernel give an interface no address of its own; {@code ip link set addrgenmode}. */
  public static byte[] withoutAddress(String name, int sequence) {
    NetlinkRequest request = begin(NEW, 0, 0, 0, sequence);
    request.text(NAME, name);
    request.nest(
        FAMILIES,
        () -> request.nest(INET6, () -> request.octetAttribute(ADDRESS_GENERATION, NO_ADDRESS)));
    return request.bytes();
  }

  /** Takes an interface into use; {@code ip link set up}. */
  public static byte[] raise(String name, int sequence) {
    NetlinkRequest request = begin(NEW, 0, UP, UP, sequence);
    request.text(NAME, name);
    return request.bytes();
  }

  /** Removes an interface; {@code ip link delete}. */
  public static byte[] remove(String name, int sequence) {
    NetlinkRequest request = begin(DELETE, 0, 0, 0, sequence);
    request.text(NAME, name);
    return request.bytes();
  }

  private static NetlinkRequest begin(int type, int flags, int set, int change, int sequence) {
    NetlinkRequest request =
        new NetlinkRequest(
            type, NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE | flags, sequence);
    request.octet(0).octet(0).half(0).word(0).word(set).word(change);
    return request;
  }
}
