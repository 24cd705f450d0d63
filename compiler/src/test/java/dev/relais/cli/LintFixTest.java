package dev.relais.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais.Result;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.TextEdit;
import dev.relais.expand.Environment;
import dev.relais.report.Silenced;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintFixTest {
  private static final Path GOLDEN = TestData.path("golden/fix");
  private static final String INSTANCE =
      """
      vrrp_instance A {
          state = BACKUP # first
          interfac eth0
          virtual_router_id 51
          virtual_ipaddress {
              192.0.2.10/24
          }
      }
      """;
  private static final String SAFE = INSTANCE.replace("state = ", "state ");
  private static final String UNSAFE = SAFE.replace("interfac ", "interface ");

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  private static Result fix(Path file, String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "lint";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[arguments.length - 1] = file.toString();
    return Relais.run(arguments);
  }

  // ------------------------------------------------------------------ what is changed

  /** Something of everything that people get wrong, in one file. */
  @Test
  void theExampleIsApproved() throws IOException {
    String mistakes = Files.readString(GOLDEN.resolve("mistakes.conf"));
    Path file = file("shop.conf", mistakes);
    Result safe = fix(file, "--fix");
    assertEquals(1, safe.status(), safe.err());
    Golden.verify(GOLDEN.resolve("safe.conf"), Files.readString(file));
    Golden.verify(GOLDEN.resolve("safe.txt"), safe.out().replace(folder + "/", ""));
    Files.writeString(file, mistakes);
    Result diff = fix(file, "--diff", "--unsafe-fixes");
    assertEquals(1, diff.status(), diff.err());
    assertEquals(mistakes, Files.readString(file), "--diff writes nothing");
    Golden.verify(GOLDEN.resolve("unsafe.diff"), diff.out().replace(folder + "/", ""));
    Result unsafe = fix(file, "--fix", "--unsafe-fixes");
    assertEquals(0, unsafe.status(), unsafe.err());
    Golden.verify(GOLDEN.resolve("unsafe.conf"), Files.readString(file));
    assertEquals(0, fix(file, "--diff", "--unsafe-fixes").status(), "there is nothing left");
  }

  @Test
  void saysWhatCouldBeFixed() throws IOException {
    Path file = file("a.conf", INSTANCE);
    String summary = "1 fixable with --fix (1 more with --unsafe-fixes).\n";
    assertTrue(fix(file).out().endsWith(summary), fix(file).out());
    assertFalse(fix(file, "-q").out().contains("fixable"));
    String fixed = fix(file, "--fix").out();
    assertTrue(
        fixed.endsWith(
            """
            Fixed 1 finding in 1 file.
            1 error, 1 note in 1 file.
            1 more fixable with --unsafe-fixes.
            """),
        fixed);
    assertEquals(SAFE, Files.readString(file));
    String rest = fix(file).out();
    assertTrue(rest.endsWith("1 fixable with --fix --unsafe-fixes.\n"), rest);
    assertEquals(
        "Nothing to fix. 1 more fixable with --unsafe-fixes.\n", fix(file, "--diff").err());
    fix(file, "--fix", "--unsafe-fixes");
    assertEquals(UNSAFE, Files.readString(file));
    String none = fix(file, "--fix").out();
    assertTrue(none.endsWith("Nothing was fixed.\n1 note in 1 file.\n"), none);
  }

  @Test
  void sayingMoreNamesEachFix() throws IOException {
    Path file = file("a.conf", INSTANCE);
    String all = fix(file, "--fix", "--unsafe-fixes", "-v").out();
    assertTrue(
        all.contains(
            """
            fixed  %1$s:2:11: equals-sign: Write a blank.
            fixed  %1$s:3:5: unknown-keyword: Write `interface`.
            """
                .formatted(file)),
        all);
  }

  @Test
  void jsonCountsWhatWasFixed() throws IOException {
    Path file = file("a.conf", INSTANCE);
    assertFalse(fix(file, "--format", "json").out().contains("\"fixed\""));
    assertTrue(fix(file, "--fix", "--format", "json").out().contains("\"fixed\" : 1"));
  }

  @Test
  void onlyRulesThatCountAreFixed() throws IOException {
    Path file = file("a.conf", INSTANCE);
    fix(file, "--fix", "--ignore", "equals-sign");
    assertEquals(INSTANCE, Files.readString(file));
    fix(file, "--fix", "--select", "KS1108");
    assertEquals(SAFE, Files.readString(file));
  }

  // ------------------------------------------------------------------ files stay what they are

  @Test
  void bytesLineEndsModeAndLinksStay() throws IOException {
    byte[] latin =
        INSTANCE
            .replace("# first", "# f\u00FCr")
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.conf"), latin);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Path link = Files.createSymbolicLink(folder.resolve("link.conf"), file);
    Result result = fix(link, "--fix");
    assertEquals(1, result.status(), result.err());
    assertArrayEquals(
        SAFE.replace("# first", "# f\u00FCr")
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1),
        Files.readAllBytes(file));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var all = Files.list(folder)) {
      assertEquals(List.of(file, link), all.sorted().toList(), "nothing is left behind");
    }
  }

  @Test
  void aFileWithTwoNamesIsOneFile() throws IOException {
    Path file = file("a.conf", INSTANCE);
    Path link = Files.createSymbolicLink(folder.resolve("link.conf"), file);
    Result result = Relais.run("lint", "--fix", file.toString(), link.toString());
    assertTrue(result.out().contains("Fixed 1 finding in 1 file."), result.out());
    assertEquals(SAFE, Files.readString(file));
  }

  @Test
  void standardInputGoesToStandardOutput() {
    Result result = Relais.runWith(INSTANCE, "lint", "--fix", "-");
    assertEquals(SAFE, result.out());
    assertTrue(result.err().contains("error[KS1101]"), result.err());
    assertEquals(1, result.status());
    assertEquals(UNSAFE, Relais.runWith(UNSAFE, "lint", "--fix", "-").out(), "as it was");
  }

  @Test
  void optionsHaveToGoTogether() throws IOException {
    Path file = file("a.conf", INSTANCE);
    for (List<String> wrong :
        List.of(
            List.of("--unsafe-fixes"),
            List.of("--diff", "--format", "text"),
            List.of("--fix", "-"))) {
      Result result = fix(file, wrong.toArray(String[]::new));
      assertEquals(2, result.status(), result.out() + result.err());
    }
    assertEquals(INSTANCE, Files.readString(file));
  }

  @Test
  void whatHasChangedMeanwhileIsNotOverwritten() throws IOException {
    Path first = file("a.conf", "one\n");
    Path second = file("b.conf", "one\n");
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    FixDelivery delivery =
        new FixDelivery(
            FixedTexts.NONE.with(
                Map.of(
                    FixedTexts.key(first.toString()),
                    "1\n",
                    FixedTexts.key(second.toString()),
                    "1\n")),
            List.of(
                SourceFile.of(first.toString(), "one\n"),
                SourceFile.of(second.toString(), "one\n")),
            console(errors));
    Files.writeString(first, "two\n");
    delivery.write();
    assertTrue(delivery.hasFailed());
    assertEquals(
        "relais: cannot write %s: it has changed since it was read; try again\n".formatted(first),
        errors.toString(StandardCharsets.UTF_8));
    assertEquals("two\n", Files.readString(first));
    assertEquals("1\n", Files.readString(second), "the others are written");
  }

  // ------------------------------------------------------------------ whose files

  @Test
  void includedFilesAreFixedInAFolderOnly() throws IOException {
    Path main = file("host/keepalived.conf", "include parts/*.conf\n" + UNSAFE);
    Path part = file("host/parts/globals.conf", "global_defs {\n    router_id = lb1\n}\n");
    Result alone = fix(main, "--fix");
    assertTrue(alone.out().contains("KS1108"), alone.out());
    assertFalse(alone.out().contains("fixable"), alone.out());
    assertTrue(Files.readString(part).contains("="), "it was not named");
    fix(folder.resolve("host"), "--fix");
    assertEquals("global_defs {\n    router_id lb1\n}\n", Files.readString(part));
  }

  /** A line that is wrong for one reader may be right for another. */
  @Test
  void filesOfSeveralReadersAreFixedLineByLine() throws IOException {
    String twice =
        """
        vrrp_instance A {
            state = BACKUP
            interface eth0
            virtual_router_id 51
            priority 100
            @lb1 priority 150
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        """;
    Path file = file("a.conf", twice);
    fix(file, "--fix", "--unsafe-fixes", "--config-id", "lb1");
    assertEquals(twice.replace("= ", ""), Files.readString(file));

    String shared = twice.replace("    @lb1", "   ");
    Files.writeString(file, shared);
    Result both = Relais.run("lint", "--fix", "--unsafe-fixes", "x=" + file, "y=" + file);
    assertEquals(shared.replace("= ", ""), Files.readString(file), both.out());
    fix(file, "--fix", "--unsafe-fixes");
    assertEquals(
        shared.replace("= ", "").replace("    priority 100\n", ""), Files.readString(file));
  }

  @Test
  void definitionsStay() throws IOException {
    String text =
        """
        $STATE=SLAVE
        vrrp_instance A {
            state $STATE
            interface eth0
            virtual_router_id 51
            virtual_ipaddress {
                192.0.2.10/24
            }
        }
        """;
    Path file = file("a.conf", text);
    Result result = fix(file, "--fix", "--unsafe-fixes");
    assertTrue(result.out().contains("KS1105"), result.out());
    assertEquals(text, Files.readString(file));
    String given = text.substring(text.indexOf('\n') + 1);
    Files.writeString(file, given);
    fix(file, "--fix", "--unsafe-fixes", "--define", "STATE=SLAVE");
    assertEquals(given, Files.readString(file));
  }

  /** Two hosts, one correction. */
  @Test
  void statesOfTwoHostsAreExchanged() throws IOException {
    Path one =
        file("one/keepalived.conf", UNSAFE.replace("BACKUP # first", "MASTER\n    priority 50"));
    Path two =
        file("two/keepalived.conf", UNSAFE.replace("BACKUP # first", "BACKUP\n    priority 90"));
    Result result = fix(folder, "--fix", "--unsafe-fixes");
    assertTrue(result.out().contains("Fixed 1 finding in 2 files."), result.out());
    assertTrue(Files.readString(one).contains("state BACKUP\n"));
    assertTrue(Files.readString(two).contains("state MASTER\n"));
  }

  // ------------------------------------------------------------------ the run

  private static Console console(ByteArrayOutputStream errors) {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8),
        Map.of(),
        0);
  }

  private static final RuleInfo RULE =
      RuleInfo.of("KS1999", "test", Severity.WARNING, "0.1", "A test.");

  /** A run over a file of one word. */
  private FixRun run(Function<SourceFile, List<Diagnostic>> rule) throws IOException {
    Path path = file("a.conf", "a b");
    Console console = console(new ByteArrayOutputStream());
    try {
      Workspace.Named named = Workspace.name(List.of(path.toString()), "<stdin>", console);
      Function<FixedTexts, FixRun.Look> looks =
          texts -> {
            Workspace workspace = Workspace.read(named, Environment.NONE, texts);
            List<Diagnostic> found = rule.apply(workspace.files().getFirst());
            return new FixRun.Look(
                workspace, found, new Control.Kept(found, Silenced.NONE, Optional.empty()));
          };
      FixRun run =
          new FixRun(
              new FixRequest(true, false, false, false), looks, looks.apply(FixedTexts.NONE));
      run.run();
      return run;
    } catch (UsageException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Diagnostic change(SourceFile file, int at, String other) {
    return Diagnostic.of(RULE, file.span(at, at + 1), "Not `%s`.".formatted(other))
        .fix(Fix.safe("Change it.", new TextEdit(file.span(at, at + 1), other)));
  }

  @Test
  void whatBringsInErrorsIsNotMade() throws IOException {
    FixRun run =
        run(file -> {
          List<Diagnostic> found =
              new ArrayList<>(List.of(change(file, 0, "x"), change(file, 2, "y")));
          if (file.text().startsWith("x")) {
            found.add(Diagnostic.of(RULE, file.span(0, 1), "Harm.").severity(Severity.ERROR));
          }
          found.removeIf(each ->
              each.fix().isPresent()
                  && each.message().contains("`y`")
                  && file.text().endsWith("y"));
          return found;
        });
    SourceFile file = run.outcome().workspace().files().getFirst();
    assertEquals("a y", file.text());
    assertEquals(1, run.made().size());
    assertTrue(run.hasConverged());
  }

  @Test
  void correctionsThatUndoEachOtherComeToAnEnd() throws IOException {
    FixRun run = run(file -> List.of(change(file, 0, file.text().startsWith("a") ? "b" : "a")));
    assertEquals(FixRun.MOST_PASSES, run.passes());
    assertFalse(run.hasConverged());
    assertTrue(
        FixSummary.of(
                run, new FixDelivery(run.texts(), List.of(), console(new ByteArrayOutputStream())))
            .lines()
            .contains(
                "Stopped after 10 passes: corrections undo each other. Look at the difference."));
  }
}
