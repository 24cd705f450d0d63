package dev.relais.wire;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.MacAddress;
import java.nio.ByteBuffer;

/**
 * A gratuitous ARP request: it tells everybody on a link who holds an address; RFC 5227, section 3.
 *
 * @param sender the Ethernet address of the holder
 * @param address that it holds; IPv4
 */
public record ArpAnnouncement(MacAddress sender, IpAddress address) implements Announcement {
  /** The EtherType of ARP. */
  public static final int ETHER_TYPE = 0x0806;

  private static final int LENGTH = 42;

  public ArpAnnouncement {
    if (address.family() != AddressFamily.INET) {
      throw new IllegalArgumentException(address + " is not an IPv4 address");
    }
  }

  @Override
  public byte[] encode() {
    ByteBuffer frame = ByteBuffer.allocate(LENGTH);
    frame.put(MacAddress.BROADCAST.bytes()).put(sender.bytes()).putShort((short) ETHER_TYPE);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) 1);
    frame.put(sender.bytes()).put(address.bytes());
    frame.put(new byte[6]).put(address.bytes());
    return frame.array();
  }
}
