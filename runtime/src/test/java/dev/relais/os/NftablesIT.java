package dev.relais.os;

import dev.relais.testdata.Needs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The nftables of a host that is made for this test, and is gone with its process. */
class NftablesIT {

  @Test
  void marksPackets() {
    Needs.root();
    Needs.program("ip", "iproute2");
    Needs.program("nft", "nftables");
    Probe.run(List.of(Needs.program("unshare", "util-linux"), "--net"), "marks");
  }
}
