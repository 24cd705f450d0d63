package dev.relais.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.AddressFamily;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.plan.MacAddress;
import dev.relais.wire.NetlinkMessage;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final MacAddress MAC = new MacAddress(0x0200_5e00_5301L);

  private final Links links = new Links();

  private void link(int index, String name, boolean up) {
    links.apply(new NetlinkMessage.Link(index, name, up, Optional.of(MAC)));
  }

  private void address(int index, String prefix, boolean gone) {
    links.apply(new NetlinkMessage.Address(index, IpPrefix.of(prefix), gone));
  }

  @Test
  void knowsNothingAtFirst() {
    assertEquals(0, links.index("eth0"));
    assertFalse(links.isUp("eth0"));
    assertEquals(Optional.empty(), links.mac("eth0"));
    assertEquals(Optional.empty(), links.sourceAddress("eth0", AddressFamily.INET, Set.of()));
    assertFalse(links.has("eth0", IpPrefix.of("192.0.2.1/24")));
  }

  @Test
  void followsReports() {
    link(2, "eth0", false);
    assertEquals(2, links.index("eth0"));
    assertFalse(links.isUp("eth0"));
    assertEquals(Optional.of(MAC), links.mac("eth0"));
    link(2, "eth0", true);
    assertTrue(links.isUp("eth0"));
    links.apply(new NetlinkMessage.LinkGone(2, "eth0"));
    assertEquals(0, links.index("eth0"));
  }

  @Test
  void followsRenaming() {
    link(2, "eth0", true);
    address(2, "192.0.2.1/24", false);
    link(2, "lan", true);
    assertEquals(0, links.index("eth0"));
    assertTrue(links.has("lan", IpPrefix.of("192.0.2.1/24")));
    link(3, "eth0", true);
    assertFalse(links.has("eth0", IpPrefix.of("192.0.2.1/24")));
    // The kernel says under which name it went; the index says which it was.
    links.apply(new NetlinkMessage.LinkGone(2, "lan"));
    assertEquals(0, links.index("lan"));
    assertEquals(3, links.index("eth0"));
  }

  @Test
  void aNewInterfaceOfTheSameNameHasNoneOfTheAddresses() {
    link(2, "eth0", true);
    address(2, "192.0.2.1/24", false);
    links.apply(new NetlinkMessage.LinkGone(2, "eth0"));
    link(2, "eth0", true);
    assertEquals(Optional.empty(), links.sourceAddress("eth0", AddressFamily.INET, Set.of()));
  }

  @Test
  void takesTheFirstAddressThatIsNotVirtual() {
    link(2, "eth0", true);
    address(2, "2001:db8::1/64", false);
    address(2, "192.0.2.100/24", false);
    address(2, "192.0.2.2/24", false);
    address(2, "192.0.2.1/24", false);
    address(2, "192.0.2.2/24", false);
    Set<IpAddress> virtual = Set.of(IpAddress.of("192.0.2.100"));
    assertEquals(
        Optional.of(IpAddress.of("192.0.2.2")),
        links.sourceAddress("eth0", AddressFamily.INET, virtual));
    address(2, "192.0.2.2/24", true);
    assertEquals(
        Optional.of(IpAddress.of("192.0.2.1")),
        links.sourceAddress("eth0", AddressFamily.INET, virtual));
    address(2, "192.0.2.1/24", true);
    assertEquals(Optional.empty(), links.sourceAddress("eth0", AddressFamily.INET, virtual));
  }

  /** RFC 9568, section 5.1.2.1: advertisements over IPv6 come from a link-local address. */
  @Test
  void takesALinkLocalAddressOfIpv6() {
    link(2, "eth0", true);
    address(2, "2001:db8::1/64", false);
    address(2, "fe80::100/64", false);
    address(2, "fe80::2/64", false);
    assertEquals(
        Optional.of(IpAddress.of("fe80::2")),
        links.sourceAddress("eth0", AddressFamily.INET6, Set.of(IpAddress.of("fe80::100"))));
    assertEquals(Optional.empty(), links.sourceAddress("eth0", AddressFamily.INET, Set.of()));
  }

  @Test
  void forgetsEverything() {
    link(2, "eth0", true);
    address(2, "192.0.2.1/24", false);
    links.clear();
    assertEquals(0, links.index("eth0"));
    link(2, "eth0", true);
    assertFalse(links.has("eth0", IpPrefix.of("192.0.2.1/24")));
  }
}
