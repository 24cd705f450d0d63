package dev.relais.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0",
        "10.1",
        "1",
        "256.0.0.1",
        "10.00.0.1",
        "010.0.0.1",
        "a.b.c.d",
        "localhost",
        "10.0.0.1/24",
        "fe80::1%eth0",
        "[::1]",
        "1:2:3:4:5:6:7:8:9",
        ":::",
        "10.0.0.1 "
      })
  void isNoAddress(String text) {
    assertTrue(IpAddress.parse(text).isEmpty(), text);
  }

  @ParameterizedTest
  @CsvSource({
    "157.159.40.175, 157.159.40.175",
    "FE80:0:0:0:0:0:0:1, fe80::1",
    "::ffff:10.0.0.1, ::ffff:a00:1",
    "::, ::",
    "::1, ::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "1:0:0:0:0:0:0:0, 1::",
  })
  void isWrittenAsIpWritesIt(String text, String canonical) {
    assertEquals(canonical, IpAddress.of(text).toString());
    assertEquals(IpAddress.of(text), IpAddress.of(canonical));
  }

  @Test
  void isOrderedAsAnUnsignedNumber() {
    assertTrue(IpAddress.of("192.168.0.1").compareTo(IpAddress.of("10.0.0.1")) > 0);
    assertTrue(IpAddress.of("fe80::1").compareTo(IpAddress.of("192.168.0.1")) > 0);
    assertEquals(0, IpAddress.of("::1").compareTo(IpAddress.of("0::1")));
  }

  @Test
  void prefixesAreNetworks() {
    IpPrefix vip = IpPrefix.of("157.159.40.175/26");
    assertEquals("157.159.40.128/26", vip.network().toString());
    assertTrue(vip.contains(IpAddress.of("157.159.40.129")));
    assertFalse(vip.contains(IpAddress.of("157.159.40.192")));
    assertTrue(vip.overlaps(IpPrefix.of("157.159.40.136/32")));
    assertFalse(vip.overlaps(IpPrefix.of("157.159.40.0/25")) && vip.length() > 26);
    assertEquals(IpPrefix.of("10.0.0.1/32"), IpPrefix.of("10.0.0.1"));
    assertTrue(IpPrefix.parse("10.0.0.1/33").isEmpty());
    assertTrue(IpPrefix.parse("10.0.0.1/").isEmpty());
    assertTrue(IpPrefix.parse("::/129").isEmpty());
  }
}
