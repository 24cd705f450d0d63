package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais.Result;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  private static final Path GOLDEN = TestData.path("golden/fmt");
  private static final String CROOKED = "vrrp_instance A{\n  state BACKUP # first\n\n\n}\n";
  private static final String STRAIGHT = "vrrp_instance A {\n    state BACKUP  # first\n}\n";

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Everything that has to stay as it is written, in one file. */
  @Test
  void theExampleIsApproved() {
    Path example = GOLDEN.resolve("crooked.conf");
    Result result = Relais.run("fmt", "--stdout", example.toString());
    assertEquals(0, result.status(), result.err());
    Golden.verify(GOLDEN.resolve("straight.conf"), result.out());
    Result diff = Relais.run("fmt", "--diff", example.toString());
    assertEquals(0, diff.status(), diff.err());
    Golden.verify(
        GOLDEN.resolve("difference.diff"), diff.out().replace(TestData.repository() + "/", ""));
  }

  @Test
  void rewritesAFileAndKeepsItsMode() throws IOException {
    Path file = file("a.conf", CROOKED);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.conf"), file);
    Result result = Relais.run("fmt", link.toString());
    assertEquals(0, result.status(), result.err());
    assertEquals("laid out   %s\n1 laid out, 0 unchanged.\n".formatted(link), result.out());
    assertEquals(STRAIGHT, Files.readString(file));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Result again = Relais.run("fmt", "-v", file.toString());
    assertEquals("unchanged  %s\n0 laid out, 1 unchanged.\n".formatted(file), again.out());
    try (var all = Files.list(folder)) {
      assertEquals(List.of(file, link), all.sorted().toList(), "nothing is left behind");
    }
  }

  @Test
  void checksAndShowsWithoutWriting() throws IOException {
    Path file = file("a.conf", CROOKED);
    file("b.conf", STRAIGHT);
    Result check = Relais.run("fmt", "--check", folder.toString());
    assertEquals(1, check.status());
    assertEquals(
        "%s is not laid out\n1 to lay out, 1 as they should be.\n".formatted(file), check.out());
    Result diff = Relais.run("fmt", "--check", "--diff", file.toString());
    assertEquals(1, diff.status());
    assertEquals(
        """
        --- FILE
        +++ FILE
        @@ -1,5 +1,3 @@
        -vrrp_instance A{
        -  state BACKUP # first
        -
        -
        +vrrp_instance A {
        +    state BACKUP  # first
         }
        """
            .replace("FILE", file.toString()),
        diff.out());
    assertEquals(0, Relais.run("fmt", "--diff", file.toString()).status());
    assertEquals(CROOKED, Files.readString(file));
  }

  @Test
  void laysOutStandardInput() {
    Result result = Relais.runWith(CROOKED, "fmt", "-");
    assertEquals(0, result.status());
    assertEquals(STRAIGHT, result.out());
    Result wrong = Relais.runWith("a {", "fmt", "--stdin-filename", "lb1.conf", "-");
    assertEquals(1, wrong.status());
    assertEquals("", wrong.out());
    assertTrue(wrong.err().startsWith("lb1.conf:1:1: error[KS1001]"), wrong.err());
    assertEquals(1, Relais.runWith(CROOKED, "fmt", "--check", "-").status());
  }

  @Test
  void leavesAloneWhatHasToBeCorrectedFirst() throws IOException {
    for (String text :
        List.of(
            "vrrp_instance A {\nvirtual_ipaddress {\n192.0.2.1\n}\n",
            "vrrp_instance A {\n}\n}\n",
            "vrrp_instance A\n state BACKUP\n}\n",
            "global_defs {\nrouter_id \"x\n}\n",
            "global_defs {\nrouter_id " + "x".repeat(1100) + "\n}\n")) {
      Path file = file("wrong.conf", text);
      Result result = Relais.run("fmt", file.toString());
      assertEquals(1, result.status(), text);
      assertTrue(
          result
              .err()
              .endsWith("%s was not laid out: correct the errors above first\n".formatted(file)),
          result.err());
      assertEquals("0 laid out, 0 unchanged.\n", result.out());
      assertEquals(text, Files.readString(file));
    }
  }

  /** Indented, the second line would be longer than what keepalived reads at once. */
  @Test
  void makesNoLineTooLong() throws IOException {
    Path file = file("long.conf", "global_defs {\nrouter_id " + "x".repeat(1011) + "\n}\n");
    Result result = Relais.run("fmt", file.toString());
    assertEquals(1, result.status());
    assertTrue(result.err().contains("a line would become too long for keepalived"), result.err());
  }

  @Test
  void keepsBytesThatAreNoUtf8() throws IOException {
    Path file = folder.resolve("latin.conf");
    Files.write(file, "global_defs{ # \u00E9\n}".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(0, Relais.run("fmt", file.toString()).status());
    assertArrayEquals(
        "global_defs {  # \u00E9\n}\n".getBytes(StandardCharsets.ISO_8859_1),
        Files.readAllBytes(file));
  }

  @Test
  void takesNoNonsense() throws IOException {
    Path one = file("a.conf", CROOKED);
    Path two = file("b.conf", CROOKED);
    assertEquals(2, Relais.run("fmt", "--stdout", one.toString(), two.toString()).status());
    assertEquals(2, Relais.run("fmt", one.toString(), "-").status());
    assertEquals(3, Relais.run("fmt", folder.resolve("no.conf").toString()).status());
  }
}
