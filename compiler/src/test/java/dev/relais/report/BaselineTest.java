package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.report.Baseline.Entry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of a baseline. */
class BaselineTest {
  private static final Entry ONE = new Entry("b.conf", "KV2003", "22");
  private static final Entry TWO = new Entry("a \"b\"\\\n.conf", "KX5002", "11");

  @Test
  void hasALineForEachFinding() {
    assertEquals(
        """
        {
          "schema": 1,
          "findings": [
            { "file": "a \\"b\\"\\\\\\n.conf", "rule": "KX5002", "fingerprint": "11" },
            { "file": "b.conf", "rule": "KV2003", "fingerprint": "22" }
          ]
        }
        """,
        Baseline.of(List.of(ONE, TWO, ONE)).json());
    assertEquals("{\n  \"schema\": 1,\n  \"findings\": []\n}\n", Baseline.of(List.of()).json());
  }

  @Test
  void isReadAgain() throws Baseline.InvalidException, IOException {
    Baseline baseline = Baseline.of(List.of(ONE, TWO));
    assertEquals(baseline, Baseline.parse(baseline.json()));
    assertEquals(
        TWO.file(),
        new ObjectMapper().readTree(baseline.json()).at("/findings/0/file").asText(),
        "another reader");
    assertEquals(
        Baseline.of(List.of(ONE)),
        Baseline.parse(
            """
            {"tool": {"name": ["x"]}, "findings": [
              {"note": {"a": 1}, "fingerprint": "22", "rule": "KV2003", "file": "b.conf"}
            ], "schema": 1}
            """),
        "what a later Relais adds is passed over");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                          | it is no baseline of Relais
          []                                          | it is no baseline of Relais
          {}                                          | it is no baseline of Relais
          {"schema": 1}                               | it is no baseline of Relais
          {"schema": "1", "findings": []}             | it is no baseline of Relais
          {"schema": 2, "findings": []}               | its form is 2, and this Relais knows form 1
          {"schema": 1, "findings": [{"file": "x"}]}  | the entry in line 1 needs `file`, `rule` and `fingerprint`
          vrrp_instance                               | it is no baseline of Relais: it is not JSON (line 1)
          {"schema": 1, "findings": [                 | it is no baseline of Relais: it is not JSON (line 1)
          {"schema": 1, "findings": [1]}              | the entry in line 1 needs `file`, `rule` and `fingerprint`
          """)
  void anythingElseIsToldSo(String text, String message) {
    assertEquals(
        message,
        assertThrows(Baseline.InvalidException.class, () -> Baseline.parse(text)).getMessage());
  }
}
