package dev.relais.verdict;

import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Real configurations, and what keepalived 2.2.7 says of each. Disagreements about a whole file,
 * and messages of keepalived that no finding covers, are listed with their causes in {@code
 * testdata/corpus/disagreements.txt}; a cause is written by hand behind the file and kept.
 */
class CorpusTest {
  private static final String TARGET = "keepalived=2.2.7";
  private static final Path LIST = TestData.path("corpus/disagreements.txt");

  @Test
  void verdictsAreTheSame() throws IOException {
    Path corpus = TestData.shared("corpus");
    Map<String, Oracle.Answer> answers = Oracle.read(TestData.read(corpus.resolve("oracle.jsonl")));
    Map<String, Path> files = new LinkedHashMap<>();
    answers.keySet().forEach(name -> files.put(name, corpus.resolve(name)));
    Map<String, List<Lint.Finding>> findings = Lint.run(TARGET, List.copyOf(files.values()));

    int same = 0;
    int covered = 0;
    int messages = 0;
    Map<String, String> disagreements = new TreeMap<>();
    for (Oracle.Answer answer : answers.values()) {
      List<Lint.Finding> ours =
          findings.getOrDefault(
              Objects.requireNonNull(files.get(answer.file())).toString(), List.of());
      Optional<Lint.Finding> complaint = ours.stream().filter(Lint.Finding::reports).findFirst();
      if (complaint.isPresent() == answer.complains()) {
        same++;
      } else {
        disagreements.put(
            answer.file(),
            complaint
                .map(found -> "only Relais: line %d %s".formatted(found.line(), found.message()))
                .orElse(
                    "only keepalived: "
                        + answer.messages().stream()
                            .findFirst()
                            .map(Oracle.Message::text)
                            .orElse(answer.verdict())));
      }
      for (Oracle.Message message : answer.messages()) {
        if (message.line().isPresent()) {
          messages++;
          int line = message.line().get();
          if (ours.stream().anyMatch(f -> f.line() <= line && line <= f.endLine())) {
            covered++;
          } else {
            disagreements.putIfAbsent(
                answer.file() + ":" + line, "no finding for: " + message.text());
          }
        }
      }
    }
    System.out.printf(
        "corpus: %d of %d verdicts as keepalived's, %d of %d messages with a line have a finding%n",
        same, answers.size(), covered, messages);
    Map<String, String> causes = causes();
    String text =
        disagreements.entrySet().stream()
            .map(entry ->
                "%s%n  %s%n  cause: %s%n"
                    .formatted(
                        entry.getKey(),
                        entry.getValue(),
                        causes.getOrDefault(entry.getKey(), "not known yet")))
            .collect(Collectors.joining());
    Golden.verify(LIST, text);
  }

  private static Map<String, String> causes() {
    Map<String, String> causes = new HashMap<>();
    String file = "";
    for (String line : TestData.read(LIST).lines().toList()) {
      if (!line.startsWith(" ")) {
        file = line;
      } else if (line.startsWith("  cause: ")) {
        causes.put(file, line.substring("  cause: ".length()));
      }
    }
    return causes;
  }
}
