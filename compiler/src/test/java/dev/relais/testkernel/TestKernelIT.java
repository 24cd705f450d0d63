package dev.relais.testkernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestKernelIT {
  @TempDir Path folder;
  @TempDir Path elsewhere;

  @Test
  void runsAScriptApartFromTheMachine() throws IOException {
    Path other = elsewhere.resolve("other");
    TestKernel.Run run =
        TestKernel.run(
            folder,
            Duration.ofMinutes(1),
            """
            uname -m
            ip -br link show | cut -d' ' -f1
            echo inside > %s
            cat %s
            echo kept > kept
            exit 7
            """
                .formatted(other, other));
    assertEquals(7, run.status(), run.output());
    assertTrue(run.output().endsWith("lo\ninside\n"), run.output());
    assertEquals("kept\n", Files.readString(folder.resolve("kept")));
    assertFalse(Files.exists(other), "what is written elsewhere is gone");
    assertTrue(
        ProcessHandle.allProcesses()
            .noneMatch(process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("FOLDER=" + folder))
                    .isPresent()));
  }
}
