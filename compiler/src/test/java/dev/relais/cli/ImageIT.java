package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
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

  @BeforeAll
  static void build() {
    Needs.Output built =
        Needs.run(
            TestData.repository().resolve("packaging/image/build").toString(),
            folder.resolve("image").toString());
    assertEquals(0, built.status(), built::output);
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

  @Test
  void hasACacheForEachKind() {
    assertTrue(Files.exists(folder.resolve("image/lint.aot")));
    assertTrue(Files.exists(folder.resolve("image/relais.aot")));
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
