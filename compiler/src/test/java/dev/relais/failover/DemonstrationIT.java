package dev.relais.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * testdata/minet/failover, the demonstration of the README: whatever happens to it, it tidies up.
 */
@Timeout(120)
class DemonstrationIT {
  private static final String PROGRAM = TestData.path("minet/failover").toString();

  @TempDir Path folder;

  @BeforeAll
  static void needs() {
    Needs.root();
    Needs.program("killall", "psmisc");
    Needs.program("setpriv", "util-linux");
    Needs.run(
        "env",
        "RELAIS_NO_BUILD=1",
        TestData.repository().resolve("relaisd").toString(),
        "--version");
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(PROGRAM).redirectErrorStream(true);
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().put("RELAIS_NO_BUILD", "1");
    return builder.start();
  }

  private void assertTidy(Process process) throws InterruptedException {
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it does not end");
    String mark = "relais-" + process.pid() + "-";
    assertFalse(Needs.run("ip", "netns", "list").output().contains(mark), "a namespace is left");
    assertEquals(1, Needs.run("pgrep", "-f", folder.toString()).status(), "a process is left");
    assertEquals(List.of(), TestData.files(folder), "a file is left");
  }

  private static void readUntil(BufferedReader reader, String text) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.contains(text)) {
      line = reader.readLine();
    }
    assertTrue(line != null, () -> "it does not say: " + text);
  }

  @Test
  void tidiesUpWhenItIsEndedEarly() throws IOException, InterruptedException {
    for (String signal : List.of("HUP", "INT", "TERM")) {
      Process process = start();
      try (BufferedReader reader = process.inputReader()) {
        readUntil(reader, "relaisd start on both hosts");
        Needs.run("kill", "-" + signal, Long.toString(process.pid()));
        assertTidy(process);
      }
      assertTrue(process.exitValue() > 128, () -> signal + ": " + process.exitValue());
    }
  }

  @Test
  void tidiesUpWhenNobodyReadsAnyMore() throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader reader = process.inputReader()) {
      readUntil(reader, "relaisd start on both hosts");
    }
    assertTidy(process);
    assertTrue(process.exitValue() != 0);
  }

  @Test
  void makesNothingWithoutTheRights() {
    Needs.Output output =
        Needs.run(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "env",
            "TMPDIR=/nonexistent",
            PROGRAM);
    assertEquals(2, output.status(), output.output());
    assertTrue(
        output.output().startsWith("failover: network namespaces need root: sudo "),
        output.output());
  }
}
