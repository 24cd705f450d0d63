package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MacAddress;
import java.nio.ByteBuffer;

/**
 * An unsolicited neighbour advertisement: it tells everybody on a link who holds an address; RFC
 * 4861, sections 4.4 and 7.2.6. Its source is the address itself, and of its flags only Override is
 * set, as keepalived has it.
 *
 * @param sender the Ethernet address of the holder
 * @param address that it holds; IPv6
 */
public record NeighbourAdvertisement(MacAddress sender, IpAddress address) implements Announcement {
  /** The EtherType of IPv6. */
  public static final int ETHER_TYPE = 0x86DD;

  private static final IpAddress ALL_NODES = IpAddress.of("ff02::1");
  private static final MacAddress ALL_NODES_ON_ETHERNET = MacAddress.of("33:33:00:00:00:01");
  private static final int ICMPV6 = 58;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;
  private static final int OVERRIDE = 0x2000_0000;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;
  private static final int ETHERNET_HEADER = 14;
  private static final int IPV6_HEADER = 40;
  private static final int MESSAGE = 32;

  public NeighbourAdvertisement {
    if (address.family() != AddressFamily.INET6) {
      throw new IllegalArgumentException(address + " is not an IPv6 address");
    }
  }

  @Override
  public byte[] encode() {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + IPV6_HEADER + MESSAGE);
    frame.put(ALL_NODES_ON_ETHERNET.bytes()).put(sender.bytes()).putShort((short) ETHER_TYPE);
    frame.putInt(6 << 28).putShort((short) MESSAGE).put((byte) ICMPV6);
    frame.put((byte) VrrpFormat.TIME_TO_LIVE).put(address.bytes()).put(ALL_NODES.bytes());
    int message = frame.position();
    frame.put((byte) NEIGHBOUR_ADVERTISEMENT).put((byte) 0).putShort((short) 0);
    frame.putInt(OVERRIDE).put(address.bytes());
    frame.put((byte) TARGET_LINK_LAYER_ADDRESS).put((byte) 1).put(sender.bytes());
    // The addresses of the IPv6 header, which the checksum covers too, stand before the message.
    int sum = Checksum.sum(frame.array(), message - 32, frame.capacity()) + MESSAGE + ICMPV6;
    frame.putShort(message + 2, (short) Checksum.of(sum));
    return frame.array();
  }
}
