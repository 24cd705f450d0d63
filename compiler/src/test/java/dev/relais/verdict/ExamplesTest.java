package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Relais;
import dev.relais.schema.Release;
import dev.relais.schema.Target;
import dev.relais.testdata.Needs;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * docs/examples: configurations that are right. A finding in one of them, of whatever severity, is
 * a mistake of the example or of the rule.
 */
class ExamplesTest {
  private static final Path FOLDER = TestData.repository().resolve("docs/examples");
  private static final String INVENTORY = "inventory.yaml";
  private static final String INSTALLED = "2.2.7";

  /** The folders, by their names. */
  static final List<String> EXAMPLES = examples();

  private static final Pattern IPV4 = Pattern.compile("(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}");
  private static final Pattern IPV6 =
      Pattern.compile("(?<![\\w:])[\\da-f]{1,4}:[\\da-f:]*::?[\\da-f]*");

  /** RFC 5737 and RFC 3849, and what every host has. */
  private static final Pattern FOR_DOCUMENTATION =
      Pattern.compile(
          "(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\..*|127\\.0\\.0\\.1|(?:2001:db8|fe80):.*");

  private static final Pattern LINK =
      Pattern.compile("(?m)^\\| .* \\| \\[([^]]+)\\]\\(\\1\\) \\|$");
  private static final Pattern RELEASE = Pattern.compile("(?m)^ +keepalived: (\\S+)$");

  private static List<String> examples() {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(String example) throws IOException {
    try (Stream<Path> all = Files.walk(FOLDER.resolve(example))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Path> configurations(String example) throws IOException {
    return files(example).stream().filter(file -> file.endsWith("keepalived.conf")).toList();
  }

  // ------------------------------------------------------------------ what they are

  @Test
  void areMany() {
    assertTrue(EXAMPLES.size() >= 40, () -> EXAMPLES.size() + " examples");
  }

  @Test
  void areInTheIndexOnceEach() throws IOException {
    String index = Files.readString(FOLDER.resolve("README.md"));
    List<String> named =
        LINK.matcher(index).results().map(match -> match.group(1)).sorted().toList();
    assertEquals(EXAMPLES, named);
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void sayWhatTheyAreFor(String example) throws IOException {
    String page = Files.readString(FOLDER.resolve(example).resolve("README.md"));
    assertTrue(page.startsWith("# "), page);
    for (String part : List.of("\n**Use it when** ", "\n**Change** ", "\n**Trade-offs** ")) {
      assertTrue(page.contains(part), () -> example + " has no" + part);
    }
    for (Path file : configurations(example)) {
      assertTrue(Files.readString(file).startsWith("# "), file::toString);
    }
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void useAddressesForDocumentation(String example) throws IOException {
    List<String> others = new ArrayList<>();
    List<Path> copied =
        files(example).stream().filter(file -> !file.endsWith("README.md")).toList();
    for (Path file : copied) {
      String text = Files.readString(file);
      Stream.concat(IPV4.matcher(text).results(), IPV6.matcher(text).results())
          .map(MatchResult::group)
          .filter(address -> !FOR_DOCUMENTATION.matcher(address).matches())
          .map(address -> FOLDER.relativize(file) + ": " + address)
          .forEach(others::add);
    }
    assertEquals(List.of(), others);
  }

  // ------------------------------------------------------------------ that they are right

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void haveNoFinding(String example) {
    Relais.Result result =
        Relais.run("lint", "--fail-on", "note", FOLDER.resolve(example).toString());
    assertEquals("", result.err());
    assertEquals(0, result.status(), result.out());
    assertTrue(result.out().startsWith("No findings in "), result.out());
  }

  /** The hosts of an example are compared, not only read. */
  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void formVirtualRouters(String example) {
    Relais.Result result = Relais.run("lint", "-v", FOLDER.resolve(example).toString());
    List<String> routers =
        result.out().lines().filter(line -> line.startsWith("Virtual router ")).toList();
    assertTrue(!routers.isEmpty(), result.out());
    for (String router : routers) {
      assertTrue(router.contains(", priority ") && router.contains("), "), router);
    }
  }

  @Test
  void areInCanonicalLayout() {
    Relais.Result result = Relais.run("fmt", "--check", FOLDER.toString());
    assertEquals(0, result.status(), result.out());
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void areGeneratedWhereThereIsAnInventory(String example, @TempDir Path out) {
    Path folder = FOLDER.resolve(example);
    if (Files.exists(folder.resolve(INVENTORY))) {
      Relais.Result result = Relais.run("generate", folder.toString(), "-o", out.toString());
      assertEquals(0, result.status(), result.err());
      assertEquals("", result.err());
    }
  }

  @Test
  void areTakenByKeepalivedWithoutAMessage() throws IOException {
    Oracle.needsKeepalived(INSTALLED);
    List<Path> files = new ArrayList<>();
    List<String> later = new ArrayList<>();
    for (String example : EXAMPLES) {
      if (isForALaterRelease(example)) {
        later.add(example);
      } else {
        files.addAll(configurations(example));
      }
    }
    assertEquals(List.of("hmac"), later);
    Map<String, Oracle.Answer> answers = Oracle.askOfStrangers(files);
    assertEquals(
        List.of(),
        answers.values().stream()
            .filter(answer -> answer.complains() || !answer.messages().isEmpty())
            .toList());
  }

  private static boolean isForALaterRelease(String example) throws IOException {
    Path inventory = FOLDER.resolve(example).resolve(INVENTORY);
    Release installed = Release.parse(INSTALLED).orElseThrow();
    return Files.exists(inventory)
        && RELEASE
            .matcher(Files.readString(inventory))
            .results()
            .flatMap(match -> Target.parse(match.group(1)).orElseThrow().release().stream())
            .anyMatch(release -> release.compareTo(installed) > 0);
  }

  @Test
  void haveScriptsWithoutMistakes() throws IOException {
    List<String> command = new ArrayList<>(List.of(Needs.program("shellcheck", "shellcheck")));
    for (String example : EXAMPLES) {
      for (Path file : files(example)) {
        if (Files.readString(file).startsWith("#!/bin/sh\n")) {
          assertTrue(Files.isExecutable(file), file::toString);
          command.add(file.toString());
        }
      }
    }
    assertTrue(command.size() > 5, "there are scripts");
    Needs.Output output = Needs.run(command.toArray(String[]::new));
    assertEquals(0, output.status(), output.output());
  }
}
