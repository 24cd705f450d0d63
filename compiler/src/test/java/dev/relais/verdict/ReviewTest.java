package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A draw of findings on configurations that people run, each of which somebody has judged. A
 * finding is drawn by the hash of a seed and of what it says, so that a change of the rules changes
 * only the part of the draw that it is about.
 *
 * <p>{@code testdata/review} has a line for each: {@code true} or {@code false}, the code, the
 * place, the message, and why it was judged so. {@code RELAIS_APPROVE=1} puts new ones into it, as
 * {@code unseen}; they are judged by hand.
 */
class ReviewTest {
  private static final String SEED = "2026-11-25";
  private static final int DRAWN = 100;

  private record Drawn(String file, Lint.Finding finding) {
    String key() {
      return "%s\t%s:%d\t%s".formatted(finding.code(), file, finding.line(), finding.message());
    }

    String rank() {
      try {
        byte[] text = (SEED + key()).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"warnings.tsv, 97", "notes.tsv, 90"})
  void mostFindingsAreTrue(String name, int least) throws IOException {
    Predicate<Lint.Finding> isNote = finding -> finding.severity().equals("note");
    List<Drawn> drawn = draw(name.equals("notes.tsv") ? isNote : isNote.negate());
    Path file = TestData.path("review/" + name);
    Map<String, String> verdicts = new HashMap<>();
    Map<String, String> reasons = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : TestData.read(file).lines().toList()) {
        String[] cells = line.split("\t", -1);
        String key = String.join("\t", List.of(cells).subList(1, 4));
        verdicts.put(key, cells[0]);
        reasons.put(key, cells[4]);
      }
    }
    String text =
        drawn.stream()
            .map(each ->
                "%s\t%s\t%s%n"
                    .formatted(
                        verdicts.getOrDefault(each.key(), "unseen"),
                        each.key(),
                        reasons.getOrDefault(each.key(), "")))
            .collect(Collectors.joining());
    Golden.verify(file, text);
    assertEquals(DRAWN, drawn.size());
    assertTrue(
        verdicts.values().stream().allMatch(Set.of("true", "false")::contains),
        "each has a verdict");
    long right = verdicts.values().stream().filter("true"::equals).count();
    System.out.printf("review: %d of %d in %s are true%n", right, drawn.size(), name);
    assertTrue(right >= least, right + " are true");
  }

  private static List<Drawn> draw(Predicate<Lint.Finding> which) throws IOException {
    Path corpus = TestData.shared("corpus");
    List<Path> wild =
        Files.readAllLines(corpus.resolve("provenance.tsv")).stream()
            .map(line -> line.split("\t", -1))
            .filter(cells -> cells[4].equals("wild") && cells[3].startsWith("plain/"))
            .map(cells -> corpus.resolve(cells[3]))
            .sorted()
            .toList();
    List<Drawn> all = new ArrayList<>();
    Lint.run("keepalived=2.2.7", wild)
        .forEach((file, findings) ->
            findings.stream()
                .filter(which)
                .forEach(finding ->
                    all.add(new Drawn(corpus.relativize(Path.of(file)).toString(), finding))));
    return all.stream()
        .sorted(Comparator.comparing(Drawn::rank))
        .limit(DRAWN)
        .sorted(Comparator.comparing(Drawn::key))
        .toList();
  }
}
