package dev.relais.testkernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The kernel does what it is told about its table of virtual services, and ipvsadm(8) sees it. */
class IpvsIT {
  private static final int CHECKS = 15;

  @TempDir Path folder;

  /** All in one boot. */
  @TestFactory
  List<DynamicTest> theTable() throws IOException {
    Needs.program("ipvsadm", "ipvsadm");
    Needs.program("setpriv", "util-linux");
    TestKernel.Run run =
        TestKernel.run(
            folder,
            Duration.ofMinutes(5),
            """
            set -e
            probe="$JAVA_HOME/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
                --enable-native-access=ALL-UNNAMED %s"
            $probe
            setpriv --bounding-set=-net_admin --inh-caps=-net_admin $probe refusals > refusals
            """
                .formatted(TableProbe.class.getName()));
    assertEquals(0, run.status(), run.output());
    System.out.print(TestData.read(folder.resolve("times")));
    String missing =
        "the capability CAP_NET_ADMIN is missing: run as root, or in a container with"
            + " `--cap-add NET_ADMIN`\n";
    assertEquals(missing + missing, TestData.read(folder.resolve("refusals")));
    List<DynamicTest> checks =
        TestData.files(folder.resolve("checks")).stream()
            .map(file -> {
              String wrong = TestData.read(file);
              return DynamicTest.dynamicTest(
                  file.getFileName().toString(), () -> assertEquals("", wrong));
            })
            .toList();
    assertEquals(CHECKS, checks.size(), run.output());
    return checks;
  }
}
