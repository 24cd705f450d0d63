package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.bind.ConfigReader;
import dev.relais.diag.Diagnostic;
import dev.relais.expand.Environment;
import dev.relais.expand.IncludeReader;
import dev.relais.fleet.Fleet;
import dev.relais.lint.Linter;
import dev.relais.model.Modeler;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.MoreLines;
import dev.relais.testdata.Seeds;
import dev.relais.testdata.TestData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Findings are known again. */
class FingerprintTest {
  private static final String TWO =
      """
      vrrp_instance A {
          interface eth0
          virtual_router_id 300
      }
      vrrp_instance B {
          interface eth0
          virtual_router_id 300
      }
      """;

  private static List<Diagnostic> findings(String name, String text) {
    List<Diagnostic> findings = new ArrayList<>();
    SourceFile file = SourceFile.of(name, text);
    ConfigReader.Reading reading =
        ConfigReader.read(
            file,
            Environment.NONE,
            (_, _) -> new IncludeReader.Outcome(List.of(), List.of()),
            findings::add);
    Linter.check(
        Fleet.of(
            List.of(),
            List.of(Modeler.resolve(reading.config(), Optional.empty())),
            Optional.empty()),
        findings::add);
    return Report.of(findings, reading.expansion().files()).findings();
  }

  /** The fingerprints of the findings of one rule. */
  private static List<String> of(String code, String name, String text) {
    List<Diagnostic> findings = findings(name, text);
    List<String> fingerprints = Fingerprint.of(findings);
    List<String> own = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      if (findings.get(i).rule().id().code().equals(code)) {
        own.add(fingerprints.get(i));
      }
    }
    return own;
  }

  private static List<String> invalid(String text) {
    return of("KV2001", "a.conf", text);
  }

  @Test
  void isAShortHash() {
    assertEquals(2, invalid(TWO).size());
    assertTrue(invalid(TWO).getFirst().matches("[0-9a-f]{32}"), invalid(TWO)::toString);
  }

  @Test
  void tellsBlocksApart() {
    assertEquals(2, new HashSet<>(invalid(TWO)).size());
    assertEquals(
        invalid(TWO).getLast(),
        invalid(TWO.substring(TWO.indexOf("vrrp_instance B"))).getFirst(),
        "the block before went");
  }

  @Test
  void doesNotDependOnLayoutAndComments() {
    String other =
        TWO.replace("    virtual_router_id 300", "\tvirtual_router_id\t 300 # why")
            .replace("vrrp_instance B {", "vrrp_instance   B\n{")
            .replace("    interface eth0\n", "    interface eth0\n    priority 50\n");
    assertEquals(invalid(TWO), invalid(other));
    assertEquals(invalid(TWO), invalid(TWO.replace("\n", "\r\n")));
  }

  @Test
  void dependsOnWhatTheLineSays() {
    List<String> other = invalid(TWO.replaceFirst("300", "301"));
    assertNotEquals(invalid(TWO).getFirst(), other.getFirst());
    assertEquals(invalid(TWO).getLast(), other.getLast());
  }

  @Test
  void equalLinesAreCounted() {
    String twice = TWO.replace("vrrp_instance B", "vrrp_instance A");
    assertEquals(2, new HashSet<>(invalid(twice)).size());
    assertEquals(invalid(TWO).getFirst(), invalid(twice).getFirst());
  }

  @Test
  void oneFileHasOneName() {
    assertEquals("a/b.conf", Fingerprint.normalized("./a//c/../b.conf"));
    assertEquals("../b.conf", Fingerprint.normalized("a/../../b.conf"));
    assertEquals("/b.conf", Fingerprint.normalized("/a/../b.conf"));
    assertEquals(invalid(TWO), of("KV2001", "./a.conf", TWO));
    assertNotEquals(invalid(TWO), of("KV2001", "b.conf", TWO));
  }

  /** Whatever the findings of a file are, they are known again between other lines. */
  @Test
  void insertedLinesDoNotMatter() {
    List<SourceFile> files =
        Stream.concat(Corpus.OWN.files().stream(), TestData.files(TestData.path("checks")).stream())
            .filter(path -> path.toString().endsWith(".conf"))
            .map(FingerprintTest::read)
            .toList();
    Seeds.forEach(
        3,
        (_, random) -> {
          int compared = 0;
          for (SourceFile file : files) {
            if (file.text().contains("\\\n")) {
              continue; // what is inserted would be part of a definition
            }
            List<String> before = Fingerprint.of(findings("a", file.text()));
            List<String> after = Fingerprint.of(findings("a", MoreLines.in(file.text(), random)));
            assertEquals(new TreeSet<>(before), new TreeSet<>(after), file.name());
            assertEquals(before.size(), new HashSet<>(before).size(), file.name());
            compared += before.size();
          }
          assertTrue(compared > 100, compared + " findings");
        });
  }

  private static SourceFile read(Path path) {
    return SourceFile.of(path.toString(), TestData.read(path));
  }
}
