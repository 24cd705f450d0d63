package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais.Result;
import dev.relais.testdata.Needs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each exit status, and a clear answer to input that is no configuration. */
class ExitCodeTest {
  private static final String CLEAN =
      """
      vrrp_instance A {
          interface eth0
          virtual_router_id 51
          priority 100
          virtual_ipaddress {
              192.0.2.1/24
          }
      }
      """;

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void assertNoStackTrace(Result result) {
    assertFalse(
        (result.out() + result.err()).contains("\tat dev.relais"), result.out() + result.err());
  }

  @Test
  void isZeroForACleanFile() throws IOException {
    Result result = Relais.run("lint", file("a.conf", CLEAN));
    assertEquals(0, result.status(), result.out());
    assertTrue(result.out().endsWith("1 note in 1 file.\n"), result.out());
  }

  @Test
  void isOneFromTheThresholdOn() throws IOException {
    String warning = file("w.conf", CLEAN + "vrrp_script unused {\n  script \"/bin/true\"\n}\n");
    assertEquals(0, Relais.run("lint", warning).status());
    assertEquals(1, Relais.run("lint", "--fail-on", "warning", warning).status());
    assertEquals(
        0,
        Relais.run("lint", "--fail-on", "warning", "--ignore", "KX", "--ignore", "KX5002", warning)
            .status());
    assertEquals(0, Relais.run("lint", "--fail-on", "warning", "--select", "KV", warning).status());
    String note = file("n.conf", CLEAN);
    assertEquals(1, Relais.run("lint", "--fail-on", "note", note).status());
    String error = file("e.conf", CLEAN.replace("51", "0"));
    assertEquals(1, Relais.run("lint", error).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                        | Usage: relais [--version] [--help] COMMAND [ARGUMENTS]
          lnt                       | relais: unknown command `lnt`; did you mean `lint`? `relais --help` lists what it takes
          help lnt                  | relais: unknown command `lnt`; did you mean `lint`? `relais --help` lists what it takes
          lint --formt json         | relais: unknown option `--formt`; did you mean `--format`? `relais lint --help` lists what it takes
          lint --format xml .       | relais: --format takes text, json, sarif, github, gitlab, checkstyle, junit, not `xml`
          lint --fail-on never .    | relais: --fail-on takes note, warning, error, not `never`
          lint --select KX9 .       | relais: there is no rule `KX9`; `relais rules` lists them
          lint --color red .        | relais: --color takes auto, always, never, not `red`
          lint --define A .         | relais: --define takes NAME=VALUE, not `A`
          explain                   | relais: Missing required parameter: 'RULE'; `relais explain --help` lists what it takes
          explain unclosed          | relais: there is no rule `unclosed`; similar are `unclosed-block`, `unclosed-quote`; `relais rules` lists all
          explain KV2004x           | relais: there is no rule `KV2004x`; did you mean `KV2004`?
          generate .                | relais: generate needs `-o DIR`, the folder to write to
          compile x.conf            | relais: compile needs `-o PLAN`, the file to write, or `-o -`
          """)
  void isTwoForAWrongCommandLine(String arguments, String message) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    Result result = Relais.run(words);
    assertEquals(2, result.status());
    assertEquals(message, result.err().lines().findFirst().orElse(""));
    assertEquals("", result.out());
  }

  @Test
  void isThreeForWhatCannotBeRead() throws IOException {
    Result missing = Relais.run("lint", folder.resolve("no.conf").toString());
    assertEquals(3, missing.status());
    assertEquals(
        "relais: cannot read %s: no such file\n".formatted(folder.resolve("no.conf")),
        missing.err());
    Result partly = Relais.run("lint", file("a.conf", CLEAN), folder.resolve("no.conf").toString());
    assertEquals(3, partly.status(), "what can be read is looked at all the same");
    assertTrue(partly.out().contains("KV2043"), partly.out());
    Result empty = Relais.run("lint", Files.createDirectory(folder.resolve("empty")).toString());
    assertEquals(3, empty.status());
    assertTrue(empty.err().contains("found no configuration in "), empty.err());
  }

  @Test
  void isThreeForWhatIsNoText() throws IOException {
    Path binary = Files.write(folder.resolve("b.conf"), new byte[] {0x7F, 'E', 'L', 'F', 0, 1});
    Result result = Relais.run("lint", binary.toString());
    assertEquals(3, result.status());
    assertEquals(
        "relais: cannot read %s: it is no text file (NUL byte at offset 4)\n".formatted(binary),
        result.err());
    Path utf16 = Files.write(folder.resolve("u.conf"), CLEAN.getBytes(StandardCharsets.UTF_16));
    assertTrue(Relais.run("lint", utf16.toString()).err().contains("it is encoded in UTF-16"));
  }

  @Test
  void isThreeForAHundredMegabytes() throws IOException {
    Path huge = folder.resolve("huge.conf");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(100L << 20);
    }
    Result result = Relais.run("lint", huge.toString());
    assertEquals(3, result.status());
    assertEquals(
        "relais: cannot read %s: it is larger than 64 MiB, and no keepalived.conf is that large\n"
            .formatted(huge),
        result.err());
  }

  @Test
  void tellsDeepNestingOnce() throws IOException {
    Result open = Relais.run("lint", file("deep.conf", "vrrp_instance A {\n".repeat(100_000)));
    assertEquals(1, open.status());
    assertTrue(open.out().contains("error[KS1010]"), open.out());
    assertTrue(open.out().length() < 4000, "not a page for each brace: " + open.out().length());
    Result line = Relais.run("lint", file("line.conf", "{".repeat(100_000)));
    assertEquals(1, line.status());
    assertTrue(line.out().length() < 4000, "not a page for each brace: " + line.out().length());
    assertNoStackTrace(open);
  }

  @Test
  void tellsAnEmptyFile() throws IOException {
    Result result = Relais.run("lint", file("empty.conf", ""));
    assertEquals(0, result.status());
    assertTrue(
        result.out().contains("empty.conf:1:1: warning[KS1110]: This configuration says nothing."),
        result.out());
    assertEquals(
        1, Relais.run("lint", "--fail-on", "warning", file("c.conf", "# nothing\n")).status());
  }

  @Test
  void isTwoForAnArgumentThatNamesNothing() {
    Result empty = Relais.run("lint", "");
    assertEquals(2, empty.status(), empty.out());
    assertEquals(
        "relais: an argument is empty; name a file, a folder, an inventory.yaml, HOST=FILE or `-`\n",
        empty.err());
    assertEquals(2, Relais.run("fmt", "--check", "").status());
    Result host = Relais.run("lint", "lb1=");
    assertEquals(2, host.status(), host.out());
    assertEquals(
        "relais: `lb1=` names no file; HOST=FILE is meant, as in `lb1=keepalived.conf`\n",
        host.err());
  }

  @Test
  void saysWhatIsWrongWithAName() throws IOException {
    Path loop = Files.createSymbolicLink(folder.resolve("loop.conf"), Path.of("loop.conf"));
    Result circle = Relais.run("lint", loop.toString());
    assertEquals(3, circle.status());
    assertEquals(
        "relais: cannot read %s: its symbolic links lead in a circle\n".formatted(loop),
        circle.err());
    Result encoding = Relais.run("lint", "caf\uFFFD.conf");
    assertEquals(3, encoding.status());
    assertEquals(
        "relais: cannot read caf\uFFFD.conf: its name is not UTF-8; rename it, or read it as `-`\n",
        encoding.err());
  }

  @Test
  void tellsWhatIsMissingFromWhatIsOld() throws IOException {
    file("a.conf", CLEAN);
    String inventory = file("inventory.yaml", "hosts:\n  a:\n    config: a.conf\n");
    Path out = folder.resolve("out");
    Path written = out.resolve("a/etc/keepalived/keepalived.conf");
    Result check = Relais.run("generate", inventory, "-o", out.toString(), "--check");
    assertEquals(1, check.status(), check.err());
    assertTrue(check.out().contains(written + " is missing\n"), check.out());
    Result diff = Relais.run("generate", inventory, "-o", out.toString(), "--diff");
    assertEquals(0, diff.status());
    assertTrue(
        diff.out().contains("--- /dev/null\n+++ %s\n@@ -0,0 +1,8 @@\n".formatted(written)),
        diff.out());
    assertEquals(0, Relais.run("generate", inventory, "-o", out.toString()).status());
    Files.writeString(written, "# other\n");
    Result old = Relais.run("generate", inventory, "-o", out.toString(), "--check", "--diff");
    assertEquals(1, old.status());
    assertTrue(
        Relais.run("generate", inventory, "-o", out.toString(), "--check")
            .out()
            .contains(written + " is not up to date\n"));
  }

  /** Nothing may ever come out of it. */
  @Test
  void isThreeForAPipeWithAName() {
    String pipe = folder.resolve("pipe.conf").toString();
    Needs.run(Needs.program("mkfifo", "coreutils"), pipe);
    for (List<String> command :
        List.of(List.of("lint", pipe), List.of("lint", "a=" + pipe), List.of("fmt", pipe))) {
      Result result = Relais.run(command.toArray(String[]::new));
      assertEquals(3, result.status(), result.out());
      assertEquals(
          "relais: cannot read %s: it is a pipe or a device, which may never end; `-` reads standard input\n"
              .formatted(pipe),
          result.err());
    }
    assertEquals(3, Relais.run("lint", "/dev/zero").status());
    assertEquals(0, Relais.run("lint", "/dev/null").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"include self.conf", "include /dev/zero", "include /dev/full"})
  void tellsWhyNothingIsSaidAndNotThatNothingIs(String line) throws IOException {
    Result result = Relais.run("lint", file("self.conf", line + "\n"));
    assertTrue(result.out().contains("self.conf:1:9: "), result.out());
    assertFalse(result.out().contains("KS1110"), result.out());
  }

  @Test
  void readsStandardInput() {
    Result result = Relais.runWith(CLEAN, "lint", "-");
    assertEquals(0, result.status());
    assertTrue(result.out().startsWith("<stdin>:3:23: note[KV2043]"), result.out());
    assertTrue(
        Relais.runWith(CLEAN, "lint", "--stdin-filename", "lb1.conf", "-")
            .out()
            .startsWith("lb1.conf:3:23: "));
  }

  @ParameterizedTest
  @CsvSource({
    "--help",
    "rules",
    "rules --format json",
    "explain KV2004",
    "explain --format json KV2004",
    "explain --format markdown KV2004",
    "lint -",
    "lint --format json -",
    "lint --format sarif -",
    "lint --format github -",
    "lint --format gitlab -",
    "lint --format checkstyle -",
    "lint --format junit -",
    "compile - -o -"
  })
  void isThreeForOutputThatCannotBeWritten(String arguments) {
    Result result = runInto("No space left on device", arguments.split(" ", -1));
    assertEquals(3, result.status(), result.err());
    assertTrue(
        result.err().endsWith("relais: cannot write the output: No space left on device\n"),
        result.err());
    assertEquals(
        1, result.err().lines().filter(line -> line.startsWith("relais: ")).count(), result.err());
  }

  /** As `head` does when it has enough: nothing is wrong, and nobody is told. */
  @Test
  void isThatOfSigpipeWhereTheReaderHasGone() {
    for (String command :
        List.of(
            "rules",
            "lint -",
            "lint --format json -",
            "lint --format sarif -",
            "lint --format github -",
            "lint --format gitlab -",
            "lint --format checkstyle -",
            "lint --format junit -")) {
      Result result = runInto("Broken pipe", command.split(" ", -1));
      assertEquals(141, result.status(), command);
      assertEquals("", result.err(), command);
    }
  }

  /** Runs a command whose output fails. */
  private static Result runInto(String failure, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException(failure);
          }
        };
    int status =
        Main.run(
            arguments,
            new ByteArrayInputStream(CLEAN.getBytes(StandardCharsets.UTF_8)),
            full,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    return new Result(status, "", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void isSeventyForAMistakeOfOurs() {
    // An environment that cannot be read stands for anything that we did not foresee.
    Result result =
        Relais.runWith(
            new byte[0],
            new AbstractMap<>() {
              @Override
              public Set<Entry<String, String>> entrySet() {
                throw new IllegalStateException("made to fail");
              }
            },
            "lint",
            "-");
    assertEquals(70, result.status());
    assertTrue(
        result.err().startsWith("relais: this is a bug in Relais, not in your files"),
        result.err());
    assertTrue(result.err().contains("made to fail"), result.err());
  }

  @Test
  void coloursOnlyWhenAsked() throws IOException {
    String file = file("a.conf", CLEAN);
    assertFalse(Relais.run("lint", file).out().contains("\u001B["));
    assertTrue(Relais.run("lint", "--color", "always", file).out().contains("\u001B["));
    Map<String, String> noColor = Map.of("NO_COLOR", "1");
    assertTrue(
        Relais.runWith(new byte[0], noColor, "lint", "--color=always", file)
            .out()
            .contains("\u001B["),
        "what is asked for on the command line counts more");
  }

  @Test
  void saysItsVersionAndHelps() {
    assertTrue(Relais.run("--version").out().startsWith("relais "));
    assertEquals(Relais.run("--help").out(), Relais.run("help").out());
    for (String command :
        List.of(
            "lint", "fmt", "effective", "ast", "explain", "rules", "generate", "compile", "run")) {
      Result help = Relais.run(command, "--help");
      assertEquals(0, help.status());
      assertTrue(help.out().startsWith("Usage: relais " + command), help.out());
      assertEquals(help.out(), Relais.run("help", command).out());
      assertTrue(
          Relais.run("--help")
              .out()
              .lines()
              .anyMatch(line -> line.matches("  %s +[a-z].*".formatted(command))),
          command);
      assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    }
  }
}
