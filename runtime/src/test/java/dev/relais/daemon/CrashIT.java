package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.testdata.Needs;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a daemon was doing when it was killed: its next run leaves nothing of that behind. */
@Tag("long")
class CrashIT {

  @Test
  void leavesNothingBehindAfterDyingAnywhere() {
    Needs.root();
    Needs.program("ip", "iproute2");
    Needs.program("nft", "nftables");
    Needs.Output output =
        Needs.run(
            Needs.program("unshare", "util-linux"),
            "--net",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xrs",
            "-cp",
            System.getProperty("java.class.path"),
            CrashProbe.class.getName());
    assertEquals("all is well\n", output.output());
    assertEquals(0, output.status());
  }
}
