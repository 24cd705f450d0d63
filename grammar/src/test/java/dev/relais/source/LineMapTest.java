package dev.relais.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineMapTest {

  @Test
  void countsLinesAsKeepalivedReadsThem() {
    LineMap lines = LineMap.of("a\r\nbc\n\nd");
    assertEquals(4, lines.count());
    assertEquals("a", lines.text(1));
    assertEquals("bc", lines.text(2));
    assertEquals("", lines.text(3));
    assertEquals("d", lines.text(4));
    assertEquals(2, lines.line(3));
    assertEquals(1, lines.line(2), "the line feed belongs to its line");
    assertEquals(1, LineMap.of("").count());
    assertEquals(2, LineMap.of("a\n").count());
  }

  @Test
  void countsColumnsInCodePoints() {
    SourceFile file = SourceFile.of("x", "# \uD83D\uDE00 é x\n");
    SourceSpan x = file.span(7, 8);
    assertEquals("x", x.text());
    assertEquals(7, x.column());
    assertEquals("x:1:7", x.place());
  }

  @Test
  void keepsBytesThatAreNotUtf8() {
    byte[] latin = "# d\u00E9faut".getBytes(StandardCharsets.ISO_8859_1);
    SourceFile file = SourceFile.decode("x", latin);
    assertEquals("# d\u00E9faut", file.text());
    assertArrayEquals(latin, file.encode(file.text()));
    assertEquals(StandardCharsets.UTF_8, SourceFile.decode("x", new byte[0]).charset());
  }

  @Test
  void spansLieInTheirFile() {
    SourceFile file = SourceFile.of("x", "abc");
    assertThrows(IllegalArgumentException.class, () -> file.span(2, 4));
    assertThrows(IllegalArgumentException.class, () -> file.span(2, 1));
    assertEquals("bc", file.span(1, 2).to(file.span(2, 3)).text());
  }
}
