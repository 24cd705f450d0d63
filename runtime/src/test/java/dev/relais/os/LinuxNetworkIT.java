package dev.relais.os;

import dev.relais.testdata.Needs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The network of a host that is made for this test, and is gone with its process. */
class LinuxNetworkIT {

  @Test
  void doesAndReportsWhatItIsAskedFor() {
    Needs.root();
    Needs.program("ip", "iproute2");
    Needs.program("tcpdump", "tcpdump");
    Probe.run(List.of(Needs.program("unshare", "util-linux"), "--net"), "network");
  }
}
