package dev.relais.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.relais.plan.IpAddress;
import dev.relais.plan.MacAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ArpAnnouncementTest {
  private static final MacAddress MAC = new MacAddress(0x0200_5e00_5301L);

  @Test
  void isARequestForTheAddressItself() {
    String frame =
        String.join(
            " ",
            "ffffffffffff 02005e005301 0806", // to everybody, from us, ARP
            "0001 0800 06 04 0001", // Ethernet, IPv4, a request
            "02005e005301 c00002af", // we hold the address
            "000000000000 c00002af"); // who holds it?
    assertEquals(
        frame.replace(" ", ""),
        HexFormat.of().formatHex(new ArpAnnouncement(MAC, IpAddress.of("192.0.2.175")).encode()));
  }

  @Test
  void isForIpv4() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ArpAnnouncement(MAC, IpAddress.of("2001:db8::1")));
  }

  @Test
  void ethernetAddressesHaveSixBytes() {
    assertEquals("02:00:5e:00:53:01", MAC.toString());
    assertEquals("ff:ff:ff:ff:ff:ff", MacAddress.BROADCAST.toString());
    assertEquals(
        "020000000001", HexFormat.of().formatHex(new MacAddress(0x0200_0000_0001L).bytes()));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(-1));
  }
}
