package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Sink;
import dev.relais.format.Formatter;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxParser;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Laid out anew, each file of the corpus means the same to keepalived 2.2.7: its test ends the same
 * way and says the same, at other lines. Files with unpaired braces and open quotes are among them,
 * which {@code relais fmt} would not touch.
 */
class FormattedVerdictTest {

  @TempDir Path folder;

  @Test
  void keepalivedSaysTheSame() throws IOException {
    Path corpus = TestData.shared("corpus");
    Map<String, Oracle.Answer> before = Oracle.read(TestData.read(corpus.resolve("oracle.jsonl")));
    Map<String, Path> copies = new LinkedHashMap<>();
    for (String name : before.keySet()) {
      Path copy = folder.resolve(name);
      Files.createDirectories(copy.getParent());
      SourceFile file = SourceFile.decode(name, Files.readAllBytes(corpus.resolve(name)));
      String text = Formatter.format(SyntaxParser.parse(file, Sink.NONE));
      copies.put(name, Files.write(copy, file.encode(text)));
    }
    Map<String, Oracle.Answer> after = Oracle.ask(List.copyOf(copies.values()));
    List<String> different = new ArrayList<>();
    for (Map.Entry<String, Path> copy : copies.entrySet()) {
      Oracle.Answer written = Objects.requireNonNull(before.get(copy.getKey()));
      Oracle.Answer laidOut = Objects.requireNonNull(after.get(copy.getValue().toString()));
      if (!written.verdict().equals(laidOut.verdict()) || !texts(written).equals(texts(laidOut))) {
        different.add(
            "%s: %s %s, laid out %s %s"
                .formatted(
                    copy.getKey(),
                    written.verdict(),
                    texts(written),
                    laidOut.verdict(),
                    texts(laidOut)));
      }
    }
    assertEquals("", String.join("\n", different));
    assertTrue(copies.size() > 500, copies.size() + " files");
  }

  private static List<String> texts(Oracle.Answer answer) {
    return answer.messages().stream().map(Oracle.Message::text).distinct().sorted().toList();
  }
}
