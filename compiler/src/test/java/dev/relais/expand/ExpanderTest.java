package dev.relais.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.Piece;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.Word;
import dev.relais.testdata.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpanderTest {
  private final List<Diagnostic> findings = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  private Expander.Expanded expand(String text, Environment environment) {
    IncludeReader reader =
        (pattern, _) ->
            files.containsKey(pattern)
                ? new IncludeReader.Outcome(
                    List.of(SourceFile.of(pattern, files.get(pattern))), List.of())
                : new IncludeReader.Outcome(
                    List.of(),
                    List.of(
                        new IncludeReader.Problem(
                            IncludeReader.Problem.Kind.MISSING,
                            "There is no `%s`.".formatted(pattern))));
    SourceFile main = SourceFile.of("etc/main.conf", text);
    return Expander.expand(
        SyntaxParser.parse(main, findings::add), environment, reader, findings::add);
  }

  private String expanded(String text, Environment environment) {
    return expand(text, environment).pieces().stream()
        .map(ExpanderTest::shown)
        .collect(Collectors.joining("; "));
  }

  private static String shown(Piece piece) {
    return switch (piece) {
      case Piece.Words(var words) ->
          words.stream().map(Word::value).collect(Collectors.joining(" "));
      case Piece.Brace brace -> brace.opens() ? "{" : "}";
    };
  }

  private static final Environment ON_LB1 =
      new Environment(
          dev.relais.schema.Target.ANY,
          Optional.of("lb1"),
          Map.of("GIVEN", "7"),
          Map.of("SITE", "paris"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          @lb1 a/@lb2 b/@^lb1 c/@^lb2 d                 § a; d
          @lb1/@/@lb1 @lb1 x                            § @lb1 x
          $A=1/a $A/b ${A}0/c $A.0/d $A, x              § a 1; b 10; c $A.0; d 1, x
          $A=1/a $A/$A=2/a $A                           § a 1; a 2
          $A=$B x/$B=y/a $A                             § a y x
          a $GIVEN                                      § a 7
          $GIVEN=8/a $GIVEN                             § a 8
          a "x $GIVEN y"                                § a x 7 y
          a ${_PWD}/x ${_INSTANCE} ${_ENV SITE} ${_ENV NO}z § a etc; x lb1 paris z
          a "${_HASH}x${_BANG}"                         § a #x!
          a ${_HASH} b                                  § a
          $K=b {/$K/c/}                                 § b; {; c; }
          $M=\\/b {\\/  c 1\\/}/$M                         § b; {; c 1; }
          $M=\\/c\\/d/a { $M                              § a; {; c; d
          $M=\\/c\\/d/a ${M} x                            § a ${M} x
          $M=\\/@lb1 c\\/@lb2 d/$M                        § c
          $M=\\/c $X\\/d/$X=5/$M                          § c 5; d
          ~SEQ(i, 3) a $i                               § a 1; a 2; a 3
          ~SEQ(i, 3, 1) a $i                            § a 3; a 2; a 1
          ~SEQ(i, 2, 4, 8) a$i ${i}                     § a2 2; a6 6
          ~SEQx(i, 9, 11) a $i                          § a 9; a a; a b
          ~SEQ(i, 0x10, 0x11) a $i                      § a 16; a 17
          $N=2/~SEQ(i, $N) a $i                         § a 1; a 2
          ~LST(i, x, y) a $i                            § a x; a y
          ~LST({i,j}, {1,2}, {3}) a $i ${j}z            § a 1 2z; a 3 z
          ~SEQ(i, 2) ~LST(j, x, y) a $i $j              § a 1 x; a 1 y; a 2 x; a 2 y
          $B=\\/a ${i} {\\/  b\\/}/~SEQ(i, 2) $B           § a 1; {; b; }; a 2; {; b; }
          ~SEQ(i, 2) $V=$i/a $V                         § a 2
          """)
  void expands(String text, String expected) {
    assertEquals(expected, expanded(text.replace("/", "\n"), ON_LB1).strip());
  }

  @Test
  void takesTheFirstIdWhereNoneIsGiven() {
    Expander.Expanded expanded = expand("@b x\n@a y\n@^b z\n", Environment.NONE);
    assertEquals(Optional.of("b"), expanded.expansion().configurationId());
    assertEquals(List.of("b", "a"), List.copyOf(expanded.expansion().conditionIds()));
    assertEquals(1, expanded.pieces().size());
  }

  @Test
  void readsIncludesWhereTheyStand() {
    files.put("b.conf", "b {\n");
    files.put("c.conf", "c\n}\n");
    assertEquals("a; b; {; c; }; d", expanded("a\ninclude b.conf\ninclude c.conf\nd\n", ON_LB1));
    assertEquals(List.of(), findings);
  }

  @Test
  void remembersWhereTextsComeFrom() {
    files.put("b.conf", "$PORT=80\nport $PORT\n");
    Expander.Expanded expanded = expand("$M=\\\n x\\\n y\ninclude b.conf\n$M\n", ON_LB1);
    Piece.Words port = (Piece.Words) expanded.pieces().getFirst();
    SourceSpan value = port.words().get(1).span();
    assertEquals("b.conf:2:6", value.place());
    assertEquals("$PORT", value.text());
    Origin.Replaced replaced = (Origin.Replaced) value.origin();
    assertEquals("PORT", replaced.name());
    assertEquals("b.conf:1:1", replaced.definition().place());
    assertEquals("etc/main.conf:4:9", ((Origin.Included) replaced.use()).directive().place());
    SourceSpan y = expanded.pieces().getLast().span();
    assertEquals("etc/main.conf:3:2", y.place());
    assertEquals("etc/main.conf:5:1", ((Origin.Defined) y.origin()).use().place());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          a $NOPE/b $NOPE                 § 1:3 KS1201 `$NOPE` is used and not defined.
          a "$NOPE x"                     § none
          a $HOME/x                       § none
          $M=\\/x\\/y/a $M b              § 4:3 KS1201 `$M` has several lines, so it is put in at the end of a line only.
          include no.conf                 § 1:9 KS1202 There is no `no.conf`.
          include                         § 1:1 KS1202 This include names no file.
          ~SEQ(i, 1, 0, 5) a              § 1:1 KS1204 This sequence has no values: a step of 0 does not lead from 1 to 5.
          ~SEQ(i, x) a                    § 1:1 KS1204 This sequence has no values: `x` is no number.
          ~SEQ(i, 1, 999999999) a         § 1:1 KS1204 This sequence has no values: it has more than 100000 values.
          ~LST({i,j}, {1,2,3}) a          § 1:1 KS1204 This sequence has no values: `{1,2,3}` has more values than there are variables.
          $A = 5/b $A                     § 1:1 KS1206 `$A` is not defined here: a definition has no blank before `=`.
          $A=$A x/b $A                    § 2:1 KS1205 The definitions used here lead on without end.
          """)
  void finds(String text, String expected) {
    expanded(text.replaceAll("(?<!HOME)/", "\n"), ON_LB1);
    String found =
        findings.stream()
            .map(f ->
                "%d:%d %s %s"
                    .formatted(f.span().line(), f.span().column(), f.rule().id(), f.message()))
            .collect(Collectors.joining("\n"));
    assertEquals(expected, found.isEmpty() ? "none" : found);
  }

  @Test
  void readsOnBehindDefinitionsWithoutEnd() {
    assertEquals(
        "block; {; c 5; }", expanded("$A=$B\n$B=$A\n$C=5\nblock {\na $A\nb $B\nc $C\n}\n", ON_LB1));
    assertEquals(List.of("KS1205"), findings.stream().map(f -> f.rule().id().code()).toList());
  }

  @Test
  void stopsWhereDefinitionsGrowWithoutEnd() {
    StringBuilder text = new StringBuilder("$A0=x\n");
    for (int i = 1; i < 60; i++) {
      text.append("$A%d=\\\n$A%d\\\n$A%d\n".formatted(i, i - 1, i - 1));
    }
    expanded(text + "$A59\n", ON_LB1);
    assertEquals(List.of("KS1205"), findings.stream().map(f -> f.rule().id().code()).toList());
    findings.clear();
    expanded("~SEQ(i, 99999) ~SEQ(j, 99999) a\n", ON_LB1);
    assertEquals(List.of("KS1205"), findings.stream().map(f -> f.rule().id().code()).toList());
  }

  @Test
  void stopsWhereAFileIncludesItself() {
    files.put("b.conf", "include b.conf\nx\n");
    assertEquals("x", expanded("include b.conf\n", ON_LB1));
    assertEquals(List.of("KS1203"), findings.stream().map(f -> f.rule().id().code()).toList());
  }

  @Test
  void takesAnyText() {
    String[] parts = {
      "$A",
      "${A}",
      "$A=",
      "\\\n",
      "\n",
      "@lb1 ",
      "~SEQ(i,3) ",
      "~LST(i,a,b) ",
      "include b.conf",
      " x ",
      "{",
      "}",
      "\"",
      "#",
      "$i",
      "$B=",
      "$B"
    };
    files.put("b.conf", "$A\nx ${B}\n");
    Seeds.forEach(
        2000,
        (_, random) -> {
          StringBuilder text = new StringBuilder();
          int length = random.nextInt(40);
          for (int i = 0; i < length; i++) {
            text.append(parts[random.nextInt(parts.length)]);
          }
          for (Piece piece : expand(text.toString(), ON_LB1).pieces()) {
            assertTrue(piece.span().end() <= piece.span().file().text().length());
          }
        });
  }
}
