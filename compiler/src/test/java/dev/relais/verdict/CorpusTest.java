package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Corpus;
import dev.relais.testdata.Golden;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole configurations, and what keepalived 2.2.7 says of each. Disagreements about a whole file,
 * and messages of keepalived that no finding covers, are listed with their causes in {@code
 * testdata/corpus/disagreements.txt} (of strangers) and {@code own-disagreements.txt}; a cause is
 * written by hand behind the file and kept.
 */
class CorpusTest {
  private static final String TARGET = "keepalived=2.2.7";

  private static Path list(Corpus corpus) {
    return TestData.path(
        switch (corpus) {
          case OWN -> "corpus/own-disagreements.txt";
          case STRANGERS -> "corpus/disagreements.txt";
        });
  }

  /** Our own corpus in the installed keepalived: what it says is what was recorded. */
  @Test
  void theRecordIsTrue() throws IOException {
    Oracle.needsKeepalived("2.2.7");
    String folder = Corpus.OWN.folder().toString();
    Golden.verify(Oracle.RECORD, Oracle.transcript(Corpus.OWN.files()).replace(folder + "/", ""));
  }

  @ParameterizedTest
  @EnumSource(Corpus.class)
  void verdictsAreTheSame(Corpus corpus) throws IOException {
    Map<String, Oracle.Answer> answers = Oracle.recorded(corpus);
    Map<String, Path> files = new LinkedHashMap<>();
    answers.keySet().forEach(name -> files.put(name, corpus.folder().resolve(name)));
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
        "corpus %s: %d of %d verdicts as keepalived's, %d of %d messages with a line have a finding%n",
        corpus, same, answers.size(), covered, messages);
    Causes causes = Causes.of(list(corpus));
    String text =
        disagreements.entrySet().stream()
            .map(entry -> causes.entry(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    Golden.verify(list(corpus), text);
    if (corpus == Corpus.STRANGERS) {
      assertTrue(same >= 0.99 * answers.size(), same + " verdicts of " + answers.size());
      assertTrue(covered >= 0.97 * messages, covered + " messages of " + messages);
    }
  }
}
