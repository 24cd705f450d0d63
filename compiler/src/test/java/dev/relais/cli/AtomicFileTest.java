package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.emit.OutputFile;
import dev.relais.testdata.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
  private static final byte[] CONTENT = "a plan\n".getBytes(StandardCharsets.UTF_8);
  private static final String CONFIGURATION =
      """
      vrrp_instance V {
          interface eth0
          virtual_router_id 51
          priority 100
          advert_int 1
          virtual_ipaddress {
              192.0.2.175/24 dev eth0
          }
      }
      """;

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
    COMPILE {
      @Override
      void to(Path path) throws IOException {
        Path configuration = path.resolveSibling("a.conf");
        Files.writeString(configuration, CONFIGURATION);
        Relais.Result result =
            Relais.run("compile", "-o", path.toString(), configuration.toString());
        assertEquals(0, result.status(), result.err());
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
      String text = Files.readString(heard);
      assertTrue(text.equals("a plan\n") || text.startsWith("{\n  \"version\""), text);
      assertTrue(AtomicFile.isDevice(pipe) && Files.isSymbolicLink(link));
    }
  }

  /** /dev/stdout is a link to the file that a shell has opened. */
  @Test
  void aPlanGoesWhereALinkLeads() throws Exception {
    Path file = Files.writeString(folder.resolve("plan.json"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Way.COMPILE.to(link);
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.readString(file).startsWith("{\n  \"version\""));
  }

  @Test
  void whatIsMaskedStaysMasked() throws Exception {
    Path masked = Files.createSymbolicLink(folder.resolve("sysctl.conf"), Path.of("/dev/null"));
    OutputTree tree = new OutputTree(folder);
    OutputFile file = new OutputFile("sysctl.conf", 0644, "net.ipv4.ip_forward = 1\n");
    assertEquals(List.of(), tree.changed(List.of(file)));
    assertFalse(tree.write(file));
    assertEquals(Path.of("/dev/null"), Files.readSymbolicLink(masked));
  }
}
