package dev.relais.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.diag.Sink;
import dev.relais.format.Formatter;
import dev.relais.source.SourceFile;
import dev.relais.syntax.SyntaxParser;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Laid out anew, each file of the corpus means the same to keepalived 2.2.7: its test ends the same
 * way and says the same, at other lines. Files with unpaired braces and open quotes are among them,
 * which {@code relais fmt} would not touch.
 */
class FormattedVerdictTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Corpus.class)
  void keepalivedSaysTheSame(Corpus corpus) throws IOException {
    Map<String, Oracle.Answer> before = Oracle.recorded(corpus);
    Map<String, Path> copies = new LinkedHashMap<>();
    if (corpus == Corpus.OWN) {
      includedFiles();
    }
    for (String name : before.keySet()) {
      Path copy = folder.resolve(name);
      Files.createDirectories(copy.getParent());
      SourceFile file = SourceFile.decode(name, Files.readAllBytes(corpus.folder().resolve(name)));
      String text = Formatter.format(SyntaxParser.parse(file, Sink.NONE));
      copies.put(name, Files.write(copy, file.encode(text)));
    }
    List<Path> all = List.copyOf(copies.values());
    Map<String, Oracle.Answer> after =
        corpus == Corpus.OWN ? Oracle.ask(all) : Oracle.askOfStrangers(all);
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
  }

  /** They stay as they are. */
  private void includedFiles() throws IOException {
    Path parts = Corpus.OWN.folder().resolve("parts");
    Files.createDirectories(folder.resolve("parts"));
    for (Path part : TestData.files(parts)) {
      Files.copy(part, folder.resolve("parts").resolve(part.getFileName()));
    }
  }

  private static List<String> texts(Oracle.Answer answer) {
    return answer.messages().stream().map(Oracle.Message::text).distinct().sorted().toList();
  }
}
