package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.NotifyPipe;
import dev.relais.port.HostException;
import dev.relais.testdata.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NamedPipeTest {
  @TempDir Path folder;

  private NotifyPipe configured(Optional<String> user) {
    return new NotifyPipe(
        folder.resolve("pipe").toString(), user, Optional.empty(), Optional.empty());
  }

  @Test
  void isForItsOwnerAloneAndGoesWithTheDaemon() throws HostException, IOException {
    Path path = folder.resolve("pipe");
    try (NamedPipe pipe = new NamedPipe(configured(Optional.empty()), new KnownUsers())) {
      assertTrue(pipe.write("first"));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void isGivenToAUser() throws HostException, IOException {
    Needs.root();
    try (NamedPipe _ = new NamedPipe(configured(Optional.of("nobody")), new KnownUsers())) {
      Users.User nobody = Users.find("nobody");
      assertEquals(nobody.id(), Files.getAttribute(folder.resolve("pipe"), "unix:uid"));
      assertEquals(nobody.group(), Files.getAttribute(folder.resolve("pipe"), "unix:gid"));
    }
  }

  /** Who comes later reads what was written before; nobody is waited for when it is full. */
  @Test
  void keepsLinesForAReaderUntilItIsFull() throws HostException, IOException, InterruptedException {
    String line = "INSTANCE \"VI_1\" MASTER 100";
    int written = 0;
    Process reader;
    try (NamedPipe pipe = new NamedPipe(configured(Optional.empty()), new KnownUsers())) {
      while (pipe.write(line)) {
        written++;
        assertTrue(written < 1_000_000, "it is never full");
      }
      assertTrue(written > 1000, "it holds " + written);
      reader =
          new ProcessBuilder("cat", folder.resolve("pipe").toString())
              .redirectErrorStream(true)
              .start();
      while (!pipe.write(line)) {
        Thread.sleep(10);
      }
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> read = lines.lines().toList();
      assertEquals(written + 1, read.size());
      assertEquals(line, read.getLast());
    } finally {
      reader.destroyForcibly();
    }
  }

  /** As keepalived does with a pipe that it did not make. */
  @Test
  void usesOneThatIsThereAndLeavesItThere() throws HostException {
    Path path = folder.resolve("pipe");
    Needs.run("mkfifo", "-m", "640", path.toString());
    try (NamedPipe pipe = new NamedPipe(configured(Optional.empty()), new KnownUsers())) {
      assertTrue(pipe.write("line"));
    }
    assertTrue(Files.exists(path));
  }

  @Test
  void refusesWhatIsNoPipe() throws IOException {
    Path file = Files.writeString(folder.resolve("pipe"), "text");
    HostException e =
        assertThrows(
            HostException.class,
            () -> new NamedPipe(configured(Optional.empty()), new KnownUsers()));
    assertEquals(file + " is no pipe: remove it, or name another one", e.getMessage());
    HostException nowhere =
        assertThrows(
            HostException.class,
            () ->
                new NamedPipe(
                    new NotifyPipe(
                        "/nonexistent/pipe", Optional.empty(), Optional.empty(), Optional.empty()),
                    new KnownUsers()));
    assertEquals(
        "cannot make the pipe /nonexistent/pipe: No such file or directory", nowhere.getMessage());
  }
}
