package dev.relais.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.emit.OutputFile;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
  private static final byte[] CONTENT = "a plan\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** The ways to write. */
  enum Way {
    PUT {
      @Override
      void to(Path path) throws IOException {
        AtomicFile.put(path, CONTENT);
      }
    },
    WRITE {
      @Override
      void to(Path path) throws IOException {
        AtomicFile.write(path, CONTENT, PosixFilePermissions.fromString("rw-------"));
      }
    },
    REPLACE {
      @Override
      void to(Path path) throws IOException {
        AtomicFile.replace(path, CONTENT);
      }
    },
    /** As `relais compile -o` does. */
    TREE {
      @Override
      void to(Path path) throws Exception {
        OutputFile file = new OutputFile(path.getFileName().toString(), 0600, "a plan\n");
        assertTrue(new OutputTree(requireNonNull(path.getParent())).write(file));
      }
    };

    abstract void to(Path path) throws Exception;
  }

  /** As root, what replaced /dev/null would take it away from the whole machine. */
  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void aPipeIsWrittenToAndStays(Way way) throws Exception {
    Path pipe = folder.resolve("pipe");
    Needs.Output made = Needs.run("mkfifo", pipe.toString());
    assertEquals(0, made.status(), made.output());
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    for (Path path : Arrays.asList(pipe, link)) {
      Path heard = folder.resolve("heard");
      Process reader =
          new ProcessBuilder("cat", pipe.toString()).redirectOutput(heard.toFile()).start();
      try {
        way.to(path);
        assertTrue(reader.waitFor(20, TimeUnit.SECONDS), "nothing came through " + path);
      } finally {
        reader.destroyForcibly();
      }
      assertEquals("a plan\n", Files.readString(heard));
      assertTrue(AtomicFile.isDevice(pipe) && Files.isSymbolicLink(link));
    }
  }
}
