package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.RouteDetails;
import dev.relais.plan.VirtualAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests about addresses; {@code ip address}. */
public final class AddressFormat {
  private static final int NEW = 20;
  private static final int DELETE = 21;

  private static final int ADDRESS = 1;
  private static final int LOCAL = 2;
  private static final int LABEL = 3;
  private static final int BROADCAST = 4;
  private static final int CACHE_INFORMATION = 6;
  private static final int FLAGS = 8;
  private static final int PROTOCOL = 11;

  private static final int NO_DUPLICATE_DETECTION = 0x02;
  private static final int HOME = 0x10;
  private static final int MANAGE_TEMPORARY = 0x100;
  private static final int NO_PREFIX_ROUTE = 0x200;
  private static final int AUTOJOIN = 0x400;

  private static final int FOR_EVER = -1;

  private AddressFormat() {}

  /** Adds an address; {@code ip address add}. Kernels before 5.18 do not keep who added it. */
  public static byte[] add(VirtualAddress address, int index, int sequence) {
    int create = NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE;
    NetlinkRequest request = begin(NEW, create, address, index, sequence);
    boolean four = address.prefix().address().family() == AddressFamily.INET;
    address.broadcast().ifPresent(to -> request.attribute(BROADCAST, to.bytes()));
    address.label().ifPresent(label -> request.text(LABEL, label));
    int flags = flags(address);
    if (flags != 0) {
      request.attribute(FLAGS, flags);
    }
    if (!four) {
      address
          .preferredLifetime()
          .ifPresent(seconds -> request.attribute(CACHE_INFORMATION, lifetime(seconds)));
    }
    request.octetAttribute(PROTOCOL, RouteDetails.KEEPALIVED);
    return request.bytes();
  }

  /** Removes an address; {@code ip address delete}. */
  public static byte[] remove(VirtualAddress address, int index, int sequence) {
    return begin(DELETE, 0, address, index, sequence).bytes();
  }

  /** Removes an address of which no more is known. */
  public static byte[] remove(IpPrefix prefix, int index, int sequence) {
    return begin(DELETE, 0, prefix, 0, index, sequence).bytes();
  }

  private static NetlinkRequest begin(
      int type, int flags, VirtualAddress address, int index, int sequence) {
    NetlinkRequest request = begin(type, flags, address.prefix(), address.scope(), index, sequence);
    IpAddress other = address.peer().orElse(address.prefix().address());
    request.attribute(ADDRESS, other.bytes());
    return request;
  }

  private static NetlinkRequest begin(
      int type, int flags, IpPrefix prefix, int scope, int index, int sequence) {
    NetlinkRequest request =
        new NetlinkRequest(
            type, NetlinkRequest.REQUEST | NetlinkRequest.ACKNOWLEDGE | flags, sequence);
    request
        .octet(NetlinkRequest.number(prefix.address().family()))
        .octet(prefix.length())
        .octet(0)
        .octet(scope)
        .word(index);
    request.attribute(LOCAL, prefix.address().bytes());
    return request;
  }

  /** Whoever becomes MASTER has no time to find out whether somebody else has the address. */
  private static int flags(VirtualAddress address) {
    boolean four = address.prefix().address().family() == AddressFamily.INET;
    boolean detects = address.flags().contains(VirtualAddress.Flag.DUPLICATE_DETECTION);
    int flags = four || detects ? 0 : NO_DUPLICATE_DETECTION;
    for (VirtualAddress.Flag flag : address.flags()) {
      flags |=
          switch (flag) {
            case HOME -> HOME;
            case DUPLICATE_DETECTION -> 0;
            case MANAGE_TEMPORARY -> MANAGE_TEMPORARY;
            case NO_PREFIX_ROUTE -> NO_PREFIX_ROUTE;
            case AUTOJOIN -> AUTOJOIN;
          };
    }
    return flags;
  }

  /** ifa_cacheinfo: preferred, valid, and two times that only the kernel knows. */
  private static byte[] lifetime(long preferred) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putInt((int) preferred)
        .putInt(FOR_EVER)
        .putLong(0)
        .array();
  }
}
