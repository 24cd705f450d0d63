package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.cli.Fixing;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.format.LayoutSafety;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.TokenKind;
import dev.relais.testdata.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code relais lint --fix} makes of whole configurations: it comes to an end, keepalived
 * reports no more than before, and what people wrote beside the configuration stays.
 */
class FixTest {
  private static final int MOST_PASSES = 3;
  private static final int SPOILT = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"OWN,false", "OWN,true", "STRANGERS,false", "STRANGERS,true"})
  void fixesConvergeAndDoNoHarm(Corpus corpus, boolean unsafe) throws IOException {
    List<String> complaints = new ArrayList<>();
    Tally tally = new Tally();
    for (Path file : corpus.files()) {
      String name = corpus.folder().relativize(file).toString();
      Fixing.Outcome outcome = Fixing.fix(file, unsafe);
      tally.add(outcome);
      complaints(outcome).forEach(complaint -> complaints.add(name + ": " + complaint));
    }
    System.out.printf("%s fixes of %s: %s%n", unsafe ? "unsafe" : "safe", corpus, tally);
    assertEquals("", String.join("\n", complaints));
    assertTrue(tally.changed > 0, "nothing was corrected");
  }

  /** keepalived itself, where it can be asked. */
  @ParameterizedTest
  @CsvSource({"OWN,false", "OWN,true", "STRANGERS,false", "STRANGERS,true"})
  void keepalivedComplainsNoMore(Corpus corpus, boolean unsafe) throws IOException {
    Map<Path, Path> copies = new LinkedHashMap<>();
    for (Path file : corpus.files()) {
      Fixing.Outcome outcome = Fixing.fix(file, unsafe);
      if (!outcome.after().equals(outcome.before())) {
        Path copy = folder.resolve(corpus.folder().relativize(file).toString());
        copies.put(file, Fixing.write(file, outcome.after(), copy));
      }
    }
    Map<String, Oracle.Answer> recorded = Oracle.recorded(corpus);
    List<Path> all = List.copyOf(copies.values());
    Map<String, Oracle.Answer> after =
        corpus == Corpus.OWN ? Oracle.ask(all) : Oracle.askOfStrangers(all);
    List<String> worse = new ArrayList<>();
    int cleaned = 0;
    for (Map.Entry<Path, Path> each : copies.entrySet()) {
      String name = corpus.folder().relativize(each.getKey()).toString();
      Oracle.Answer old = recorded.get(name);
      Oracle.Answer now = Objects.requireNonNull(after.get(each.getValue().toString()));
      if (old == null) {
        continue; // an included part, of which there is no record
      }
      // What it does not come to, it cannot say anything of.
      boolean exited = old.verdict().equals("fatal");
      if ((now.complains() && !old.complains())
          || (exited && now.verdict().equals("timeout"))
          || (!exited && complaints(now) > complaints(old))) {
        worse.add("%s: %s, fixed %s".formatted(name, old, now));
      }
      cleaned += old.complains() && !now.complains() ? 1 : 0;
    }
    System.out.printf(
        "keepalived on %s, %s fixes: %d files changed, %d from errors to clean%n",
        corpus, unsafe ? "unsafe" : "safe", copies.size(), cleaned);
    assertEquals("", String.join("\n", worse));
  }

  /**
   * How many things keepalived is not content with: it may say two things of one line, where a word
   * that it did not know before has become a keyword whose value it does not take.
   */
  private static long complaints(Oracle.Answer answer) {
    return answer.messages().stream()
        .map(message -> message.line().map(String::valueOf).orElse(message.text()))
        .distinct()
        .count();
  }

  /** Whatever is spoilt. */
  @Test
  void randomConfigurationsConverge() throws IOException {
    Long only = Long.getLong("relais.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? Integer.getInteger("relais.cases", 1000) : only;
    List<String> complaints = new ArrayList<>();
    for (long seed = first; seed <= last; seed++) {
      Path file = folder.resolve("random.conf");
      Files.writeString(file, RandomConfiguration.of(new Random(seed)));
      for (boolean unsafe : new boolean[] {false, true}) {
        for (String complaint : complaints(Fixing.fix(file, unsafe))) {
          complaints.add("seed %d, %s: %s".formatted(seed, unsafe, complaint));
        }
      }
    }
    assertEquals("", String.join("\n", complaints), "run one with -Drelais.seed=N");
  }

  /** One brace, quote or block spoilt, in files of our own: most are as good as before. */
  @Test
  void spoiltFilesConverge() throws IOException {
    List<String> complaints = new ArrayList<>();
    Tally tally = new Tally();
    for (int i = 0; tally.files < SPOILT; i++) {
      Random random = new Random(i);
      Path original = Corpus.OWN.files().get(random.nextInt(Corpus.OWN.files().size()));
      OneCauseTest.Mutation[] all = OneCauseTest.Mutation.values();
      String text = Files.readString(original, StandardCharsets.ISO_8859_1);
      Optional<String> spoilt = OneCauseTest.spoil(text, all[i % all.length], random);
      if (spoilt.isPresent()) {
        Path file = folder.resolve("spoilt.conf");
        Files.writeString(file, spoilt.get(), StandardCharsets.ISO_8859_1);
        Fixing.Outcome outcome = Fixing.fix(file, true);
        tally.add(outcome);
        for (String complaint : complaints(outcome)) {
          complaints.add("%d, %s of %s: %s".formatted(i, all[i % all.length], original, complaint));
        }
      }
    }
    System.out.printf("unsafe fixes of spoilt files: %s%n", tally);
    assertEquals("", String.join("\n", complaints));
    assertTrue(tally.cleaned > tally.faulty / 4, "only %d became clean".formatted(tally.cleaned));
  }

  /** What must not be. */
  static List<String> complaints(Fixing.Outcome outcome) {
    List<String> complaints = new ArrayList<>();
    if (!outcome.converged() || outcome.passes() > MOST_PASSES) {
      complaints.add(
          "%d passes%s".formatted(outcome.passes(), outcome.converged() ? "" : ", not converged"));
    }
    if (Fixing.Outcome.reported(outcome.left()) > Fixing.Outcome.reported(outcome.found())) {
      complaints.add("more that keepalived reports");
    }
    if (structural(outcome.left()) > structural(outcome.found())) {
      complaints.add("new findings of syntax");
    }
    List<String> lost = comments(outcome.before());
    List<String> kept = comments(outcome.after());
    lost.removeIf(comment -> kept.stream().anyMatch(other -> other.contains(comment)));
    if (!lost.isEmpty()) {
      complaints.add("lost " + lost);
    }
    return complaints;
  }

  private static long structural(List<Diagnostic> findings) {
    return findings.stream().filter(LayoutSafety::forbids).count();
  }

  private static List<String> comments(String text) {
    SyntaxTree tree = SyntaxParser.parse(SourceFile.of("", text), Sink.NONE);
    List<String> comments = new ArrayList<>();
    for (int token = 0; token < tree.tokens().count(); token++) {
      if (tree.tokens().kind(token) == TokenKind.COMMENT) {
        comments.add(tree.tokens().text(token).strip().replaceAll("^[#!]+|[\\p{Z}]|\\\\$", ""));
      }
    }
    return comments;
  }

  /** How many files are how. */
  private static final class Tally {
    private int files;
    private int changed;
    private int faulty;
    private int cleaned;
    private final int[] passes = new int[12];

    void add(Fixing.Outcome outcome) {
      files++;
      changed += outcome.after().equals(outcome.before()) ? 0 : 1;
      boolean errors = Fixing.Outcome.errors(outcome.found()) > 0;
      faulty += errors ? 1 : 0;
      cleaned += errors && Fixing.Outcome.errors(outcome.left()) == 0 ? 1 : 0;
      passes[outcome.passes()]++;
    }

    @Override
    public String toString() {
      return "%d files, %d changed, %d with errors, %d of them without after it; passes %s"
          .formatted(files, changed, faulty, cleaned, Arrays.toString(passes));
    }
  }
}
