package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Corpus;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One mistake is one finding: clean files of the corpus, each with one brace, quote or block
 * spoilt. docs/one-cause.md has the outcome, and how many messages keepalived prints for the same
 * files.
 */
class OneCauseTest {
  private static final int FILES = 200;
  private static final Pattern BLOCK = Pattern.compile("(?m)^([ \\t]*)([a-z_]+)([^\\n{}#!\"]*)\\{");
  private static final Pattern QUOTED = Pattern.compile("(?m)^[^#!\\n\"]*\"[^\"\\n]*\"[ \\t]*$");

  @TempDir Path folder;

  /** What is spoilt. */
  enum Mutation {
    CLOSING_BRACE_REMOVED,
    CLOSING_BRACE_ADDED,
    OPENING_BRACE_REMOVED,
    QUOTE_REMOVED,
    UNKNOWN_BLOCK_ADDED,
    BLOCK_MISSPELT;

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private record Mutant(Mutation mutation, Path file) {}

  /** Without keepalived and without files of strangers. */
  @Test
  void oneMistakeInOurOwnFilesIsOneFinding() throws IOException {
    List<Mutant> mutants = mutants(Corpus.OWN);
    List<Integer> counts =
        Lint.run("keepalived=2.2.7", mutants.stream().map(Mutant::file).toList()).values().stream()
            .map(OneCauseTest::count)
            .toList();
    assertEquals(1, percentile(counts, 0.5), "the median");
    assertTrue(percentile(counts, 0.95) <= 2, "the 95th percentile is " + percentile(counts, 0.95));
  }

  @Test
  void oneMistakeIsOneFinding() throws IOException {
    List<Mutant> mutants = mutants(Corpus.STRANGERS);
    Map<String, List<Lint.Finding>> findings =
        Lint.run("keepalived=2.2.7", mutants.stream().map(Mutant::file).toList());
    Map<String, Oracle.Answer> answers =
        Oracle.askOfStrangers(mutants.stream().map(Mutant::file).toList());
    Map<Mutation, List<Integer>> ours = new EnumMap<>(Mutation.class);
    Map<Mutation, List<Integer>> theirs = new EnumMap<>(Mutation.class);
    List<Integer> all = new ArrayList<>();
    for (Mutant mutant : mutants) {
      int count = count(findings.getOrDefault(mutant.file().toString(), List.of()));
      all.add(count);
      ours.computeIfAbsent(mutant.mutation(), _ -> new ArrayList<>()).add(count);
      theirs
          .computeIfAbsent(mutant.mutation(), _ -> new ArrayList<>())
          .add(Objects.requireNonNull(answers.get(mutant.file().toString())).messages().size());
    }
    StringBuilder table =
        new StringBuilder(
            """
            # One cause, one finding

            %d clean files of the corpus, each with one thing spoilt: how many errors and warnings Relais
            prints, and how many messages keepalived 2.2.7 does (a message repeated for the same line is
            counted once). Made by OneCauseTest.

            | mutation | files | Relais: median | 95th percentile | most | keepalived: median | 95th percentile | most |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """
                .formatted(FILES));
    for (Mutation mutation : Mutation.values()) {
      table.append(
          row(
              mutation.words(),
              Objects.requireNonNull(ours.get(mutation)),
              Objects.requireNonNull(theirs.get(mutation))));
    }
    table.append(row("all", all, theirs.values().stream().flatMap(List::stream).toList()));
    Golden.verify(TestData.repository().resolve("docs/one-cause.md"), table.toString());
    assertTrue(percentile(all, 0.5) == 1, "the median is one finding");
    assertTrue(percentile(all, 0.95) <= 2, "the 95th percentile is two findings");
  }

  private static String row(String name, List<Integer> ours, List<Integer> theirs) {
    return "| %s | %d | %d | %d | %d | %d | %d | %d |%n"
        .formatted(
            name,
            ours.size(),
            percentile(ours, 0.5),
            percentile(ours, 0.95),
            percentile(ours, 1),
            percentile(theirs, 0.5),
            percentile(theirs, 0.95),
            percentile(theirs, 1));
  }

  private static int percentile(List<Integer> counts, double share) {
    List<Integer> sorted = counts.stream().sorted().toList();
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }

  private static int count(List<Lint.Finding> findings) {
    return (int) findings.stream().filter(found -> !found.severity().equals("note")).count();
  }

  /** Files that both find nothing in, some more than are needed. */
  private static List<Path> clean(Corpus corpus) throws IOException {
    List<Path> quiet =
        Oracle.recorded(corpus).values().stream()
            .filter(answer -> answer.verdict().equals("ok") && answer.messages().isEmpty())
            // Where it does not look, it would say nothing of the mutant either.
            .filter(answer -> answer.configurationId().isEmpty())
            .map(answer -> corpus.folder().resolve(answer.file()))
            .toList();
    Map<String, List<Lint.Finding>> findings = Lint.run("keepalived=2.2.7", quiet);
    return quiet.stream()
        .filter(file -> count(findings.getOrDefault(file.toString(), List.of())) == 0)
        .toList();
  }

  private List<Mutant> mutants(Corpus corpus) throws IOException {
    List<Path> clean = clean(corpus);
    Map<Path, String> texts = new LinkedHashMap<>();
    for (Path file : clean) {
      texts.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    List<Mutant> mutants = new ArrayList<>();
    for (int i = 0; mutants.size() < FILES; i++) {
      Random random = new Random(i);
      Mutation mutation = Mutation.values()[i % Mutation.values().length];
      String text = texts.get(clean.get(random.nextInt(clean.size())));
      Optional<String> spoilt = spoil(Objects.requireNonNull(text), mutation, random);
      if (spoilt.isPresent()) {
        Path file = folder.resolve("%s-%d.conf".formatted(mutation, i));
        Files.writeString(file, spoilt.get(), StandardCharsets.ISO_8859_1);
        mutants.add(new Mutant(mutation, file));
      }
    }
    return mutants;
  }

  static Optional<String> spoil(String text, Mutation mutation, Random random) {
    return switch (mutation) {
      case CLOSING_BRACE_REMOVED ->
          somewhere(text, Pattern.compile("(?m)^[ \\t]*\\}[ \\t]*\\n"), random)
              .map(m -> m.replace(""));
      case CLOSING_BRACE_ADDED ->
          somewhere(text, Pattern.compile("(?m)^[ \\t]*\\}[ \\t]*\\n"), random)
              .map(m -> m.replace(m.found() + m.found()));
      case OPENING_BRACE_REMOVED ->
          somewhere(text, BLOCK, random)
              .map(m -> m.replace(m.found().substring(0, m.found().length() - 1)));
      case QUOTE_REMOVED ->
          somewhere(text, QUOTED, random)
              .map(m -> m.replace(m.found().substring(0, m.found().lastIndexOf('"'))));
      case UNKNOWN_BLOCK_ADDED ->
          somewhere(text, BLOCK, random)
              .map(m -> m.replace("frobnicate {\n    depth 3\n    width 4\n}\n" + m.found()));
      case BLOCK_MISSPELT ->
          somewhere(text, BLOCK, random)
              .map(m -> m.replace(m.found().replaceFirst("([a-z_])([a-z_])([ \\t{])", "$2$1$3")));
    };
  }

  private record Place(String text, int start, int end) {
    String found() {
      return text.substring(start, end);
    }

    String replace(String other) {
      return text.substring(0, start) + other + text.substring(end);
    }
  }

  private static Optional<Place> somewhere(String text, Pattern pattern, Random random) {
    Matcher matcher = pattern.matcher(text);
    List<Place> places = new ArrayList<>();
    while (matcher.find()) {
      places.add(new Place(text, matcher.start(), matcher.end()));
    }
    return places.isEmpty()
        ? Optional.empty()
        : Stream.of(places.get(random.nextInt(places.size()))).findFirst();
  }
}
