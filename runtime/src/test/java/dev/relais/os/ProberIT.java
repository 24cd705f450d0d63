package dev.relais.os;

import dev.relais.testdata.Needs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looks at real servers from a process that has a network, or limits, of its own. */
class ProberIT {

  @Test
  void packetsGoOutAsThePlanSays() {
    Needs.root();
    Needs.program("ip", "iproute2");
    Needs.program("nft", "nftables");
    ProberStage.run(List.of(Needs.program("unshare", "util-linux"), "--net"), "-Xmx64m", "network");
  }

  @Test
  void looksWaitForDescriptors() {
    ProberStage.run(
        List.of(Needs.program("prlimit", "util-linux"), "--nofile=120:120"),
        "-Xmx64m",
        "descriptors");
  }

  /** The heap is that of the daemon. The servers are in the same process. */
  @Test
  void memoryIsBounded() {
    ProberStage.run(List.of(), "-Xmx32m", "memory");
  }
}
