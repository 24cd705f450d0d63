package dev.relais.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.daemon.Capabilities.Capability;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service of systemd that packages ship. */
class SystemdUnitTest {
  private static final Path UNIT =
      TestData.repository().resolve("packaging/systemd/relaisd.service");

  @TempDir Path folder;

  /** What the daemon may miss, it says by name: the service has to grant it. */
  @Test
  void grantsWhatPlansMayNeed() {
    String line =
        TestData.read(UNIT)
            .lines()
            .filter(text -> text.startsWith("CapabilityBoundingSet="))
            .findFirst()
            .orElseThrow();
    List<String> granted = List.of(line.substring(line.indexOf('=') + 1).split(" "));
    for (Capability capability : Capability.values()) {
      // Entering a namespace is a wish of few, and nearly all rights of root.
      assertEquals(
          capability != Capability.CAP_SYS_ADMIN,
          granted.contains(capability.name()),
          capability::name);
    }
    assertTrue(granted.containsAll(List.of("CAP_NET_ADMIN", "CAP_NET_RAW")), line);
  }

  @Test
  void isWhatSystemdUnderstands() throws IOException {
    String analyze = Needs.program("systemd-analyze", "systemd");
    // What it starts has to be there.
    Path copy =
        Files.writeString(
            folder.resolve("relaisd.service"),
            TestData.read(UNIT).replace("/opt/relais/relaisd", "/bin/true"));
    Needs.Output output = Needs.run(analyze, "verify", copy.toString());
    assertEquals("", output.output());
    assertEquals(0, output.status());
  }
}
