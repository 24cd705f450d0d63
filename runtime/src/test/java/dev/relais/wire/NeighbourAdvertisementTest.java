package dev.relais.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.relais.plan.IpAddress;
import dev.relais.plan.MacAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourAdvertisementTest {
  private static final MacAddress SENDER = MacAddress.of("1e:32:01:15:ef:e1");

  /** Captured of keepalived 2.2.7. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8::100, 3333000000011e320115efe186dd6000000000203aff20010db8000000000000000000000100"
        + "ff0200000000000000000000000000018800ea0420000000"
        + "20010db800000000000000000000010002011e320115efe1",
    "fe80::100, 3333000000011e320115efe186dd6000000000203afffe800000000000000000000000000100"
        + "ff020000000000000000000000000001880048752000000"
        + "0fe80000000000000000000000000010002011e320115efe1",
  })
  void saysWhatKeepalivedSays(String address, String frame) {
    Announcement announcement = Announcement.of(SENDER, IpAddress.of(address));
    assertInstanceOf(NeighbourAdvertisement.class, announcement);
    assertEquals(frame, HexFormat.of().formatHex(announcement.encode()));
  }

  @Test
  void isForIpv6() {
    IpAddress four = IpAddress.of("192.0.2.1");
    assertThrows(IllegalArgumentException.class, () -> new NeighbourAdvertisement(SENDER, four));
    assertInstanceOf(ArpAnnouncement.class, Announcement.of(SENDER, four));
  }
}
