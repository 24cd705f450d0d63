package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image that packages ship: rewritten classes say what those that were compiled say. */
class ImageIT {
  private static final String CORPUS = TestData.path("corpus/own").toString();
  private static final String MINET = TestData.path("minet").toString();

  @TempDir static Path folder;

  /** An image may be moved, as packages do. */
  @BeforeAll
  static void build() throws IOException {
    Path place = folder.resolve("built");
    Needs.Output built =
        Needs.run(
            TestData.repository().resolve("packaging/image/build").toString(), place.toString());
    assertEquals(0, built.status(), built::output);
    Files.move(place, folder.resolve("image"));
  }

  private static Needs.Output image(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = folder.resolve("image/bin/relais").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Needs.run(command);
  }

  private static void assertSame(String... arguments) {
    Relais.Result here = Relais.run(arguments);
    assertEquals(
        new Needs.Output(here.status(), here.out() + here.err()), image(arguments), here::out);
  }

  @Test
  void saysWhatTheClassesSay() {
    assertSame("lint", MINET);
    assertSame("lint", "--format", "json", MINET);
    assertSame("lint", "--format", "json", CORPUS);
    assertSame("lint", "-q", "--unsafe-fixes", "--diff", CORPUS);
    assertSame("effective", MINET + "/web1/keepalived.conf");
    assertSame("diff", MINET + "/web1/keepalived.conf", MINET + "/web2/keepalived.conf");
    assertSame("explain", "KF3005");
    assertSame("lint", "no-such-file.conf");
  }

  /** The JVM ends at once where it is told to use a cache that it cannot use. */
  @Test
  void usesACacheForEachKind() {
    for (String[] command : new String[][] {{"lint", MINET}, {"explain", "KF3005"}}) {
      Needs.Output output =
          Needs.run(
              "env",
              "JDK_JAVA_OPTIONS=-XX:AOTMode=on",
              folder.resolve("image/bin/relais").toString(),
              command[0],
              command[1]);
      assertEquals(Relais.run(command).status(), output.status(), output::output);
    }
  }

  @Test
  void knowsItsVersion() {
    Needs.Output output = image("--version");
    assertTrue(output.output().matches("relais \\d+\\.\\d+\\.\\d+.*\n"), output::output);
  }

  @Test
  void isNotBuiltOverSomethingElse() {
    assertEquals(
        2,
        Needs.run(
                TestData.repository().resolve("packaging/image/build").toString(),
                folder.resolve("image").toString())
            .status());
  }
}
