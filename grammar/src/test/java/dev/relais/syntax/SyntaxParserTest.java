package dev.relais.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.source.SourceFile;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxParserTest {

  /** Lines in a form to compare: words in brackets, quoted ones with their quotes, braces bare. */
  private static String shape(String text) {
    return parse(text, new Findings()).lines().stream()
        .map(SyntaxParserTest::shape)
        .collect(Collectors.joining(" / "));
  }

  private static SyntaxTree parse(String text, Findings findings) {
    return SyntaxParser.parse(SourceFile.of("test.conf", text), findings);
  }

  private static String shape(Line line) {
    StringBuilder shape = new StringBuilder();
    line.condition().ifPresent(word -> shape.append('<').append(word.value()).append("> "));
    line.sequences().forEach(word -> shape.append('~').append(word.value()).append(' '));
    switch (line.body()) {
      case Line.Body.Content(var pieces) ->
          shape.append(
              pieces.stream()
                  .map(piece ->
                      switch (piece) {
                        case Piece.Words(var words) ->
                            words.stream()
                                .map(word ->
                                    word.kind() == TokenKind.WORD
                                        ? word.value()
                                        : "[" + word.value() + "]")
                                .collect(Collectors.joining("|"));
                        case Piece.Brace brace -> brace.opens() ? "{" : "}";
                      })
                  .collect(Collectors.joining(" ")));
      case Line.Body.Definition definition ->
          shape
              .append(definition.name())
              .append('=')
              .append(
                  definition.lines().stream()
                      .map(range -> line.source().text().substring(range.start(), range.end()))
                      .collect(Collectors.joining("\\")));
      case Line.Body.Inclusion inclusion ->
          shape
              .append(inclusion.keyword().value())
              .append(" <- ")
              .append(inclusion.pattern().map(Word::value).orElse("nothing"));
    }
    return shape.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          interface eth0;                  § interface|eth0;
          \\tpriority\\t 50 60              § priority|50|60
          a#b                              § a
          a !comment                       § a
          "a#b" c                          § [a#b]|c
          'a#b' c                          § 'a
          a\\#b c\\!d                        § a#b|c!d
          "50"60                           § [50]|60
          ab"c d"                          § ab|[c d]
          ""                               § []
          "a \\"b # c\\" d" e                § [a \\"b # c\\" d]|e
          kw { first-entry                 § kw { first-entry
          last-entry }                     § last-entry }
          kw{entry}                        § kw { entry }
          auth_pass "ab{cd"                § auth_pass|[ab{cd]
          auth_pass ab{cd                  § auth_pass|ab { cd
          auth_pass 'ab{cd'                § auth_pass|'ab { cd'
          ${X}                             § ${X}
          ab${X}c $Y                       § ab${X}c|$Y
          ${X a { b                        § $ { X|a { b
          @web1 priority 100               § <@web1> priority|100
          @^web1 priority 100              § <@^web1> priority|100
          @web1                            § <@web1>
          @                                § <@>
          @a @b rest                       § <@a> [@b]|rest
          priority @a                      § priority|@a
          $A=5                             § A=5
          $A= 5 6  # c                     § A=5 6
          $A="x # y" z                     § A="x # y" z
          $A=                              § A=
          $A =5                            § $A|=5
          $1A=5                            § $1A=5
          @web1 $A=5                       § <@web1> A=5
          ~SEQ(i, 1, 3) vrrp_$i            § ~~SEQ(i, 1, 3) vrrp_$i
          ~LST({a,b}, {1,2}) ~SEQ(i,2) x   § ~~LST({a,b}, {1,2}) ~~SEQ(i,2) x
          ~SEQ(i, 1                        § ~SEQ(i,|1
          x ~SEQ(i, 1)                     § x|~SEQ(i,|1)
          include /etc/{a,b}*.conf # c     § include <- /etc/{a,b}*.conf
          include "a b.conf"               § include <- "a b.conf"
          includea x                       § includea <- x
          include                          § include <- nothing
          includes x                       § includes|x
          """)
  void readsALine(String line, String expected) {
    assertEquals(expected, shape(line.replace("\\t", "\t")));
  }

  @Test
  void goesOnOverTheLinesOfADefinition() {
    assertEquals("A=\\b {\\c } / d", shape("$A=\\\n  b {\\ # x\n c } \nd"));
    assertEquals("A=b\\\\c / d", shape("$A=b # x \\\n # y \\\n c\nd"), "comments go on too");
    assertEquals("A=b / c", shape("$A=b \\\n\nc"), "an empty line ends a definition");
    assertEquals("a / b", shape("a\\\nb"), "no continuation outside definitions");
  }

  @Test
  void keepsEveryCharacterInOneToken() {
    for (String text :
        new String[] {"", "\n", "a", "a\r\nb\r\n", "\uFEFFa", "“x” {\u00A0}\n$A=\\\n"}) {
      assertTokensAreTheText(text);
    }
  }

  @Test
  void keepsEveryCharacterOfRandomTexts() {
    String[] parts = {
      "{",
      "}",
      "\"",
      "'",
      "#",
      "!",
      "\\",
      "\n",
      "\r\n",
      " ",
      "\t",
      "$A=",
      "$A",
      "${A}",
      "${",
      "@",
      "@x",
      "~SEQ(",
      "~LST(a,b)",
      ")",
      "include",
      " x ",
      "vrrp_instance",
      "\u00A0",
      "\uFEFF",
      "“",
      "”",
      "‘",
      "//",
      "// ",
      "\0",
      "\uD83D\uDE00",
      "\uD83D",
      "é",
      "="
    };
    Seeds.forEach(
        3000,
        (_, random) -> {
          StringBuilder text = new StringBuilder();
          int length = random.nextInt(60);
          for (int i = 0; i < length; i++) {
            text.append(parts[random.nextInt(parts.length)]);
          }
          assertTokensAreTheText(text.toString());
        });
  }

  @Test
  void keepsEveryCharacterOfRandomLongTexts() {
    Seeds.forEach(
        20,
        (_, random) -> {
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < 2000; i++) {
            text.append(randomLine(random)).append('\n');
          }
          assertTokensAreTheText(text.toString());
          // Reading part by part gives the same lines as reading line by line, definitions apart.
          String plain = text.toString().replace("\\", "/");
          assertEquals(
              Arrays.stream(plain.split("\n"))
                  .map(SyntaxParserTest::shape)
                  .filter(s -> !s.isEmpty())
                  .toList(),
              parse(plain, new Findings()).lines().stream().map(SyntaxParserTest::shape).toList());
        });
  }

  private static String randomLine(Random random) {
    String[] lines = {
      "vrrp_instance A {",
      "}",
      "  priority 100 # x",
      "$A=b \\",
      "",
      "  \"q\" {x}",
      "@h i",
      "include b",
      "# c",
      "\\"
    };
    return lines[random.nextInt(lines.length)];
  }

  @ParameterizedTest
  @EnumSource(Corpus.class)
  void keepsEveryCharacterOfTheCorpus(Corpus corpus) throws IOException {
    for (Path path : corpus.files()) {
      SourceFile file = SourceFile.decode(path.toString(), Files.readAllBytes(path));
      assertTokensAreTheText(file.text());
      assertEquals(
          Arrays.hashCode(Files.readAllBytes(path)), Arrays.hashCode(file.encode(file.text())));
    }
  }

  // ------------------------------------------------------------------ plain lines

  @ParameterizedTest
  @EnumSource(Corpus.class)
  void readsPlainLinesAsTheGrammarDoes(Corpus corpus) throws IOException {
    for (Path path : corpus.files()) {
      assertSameAsTheGrammar(SourceFile.decode(path.toString(), Files.readAllBytes(path)).text());
    }
  }

  @Test
  void readsRandomLinesAsTheGrammarDoes() {
    String signs = "ab 1.:/-\t\r\n\n{}\"\"#!$\\@~()=,'\u00A0\uFEFF\u201C\f\0;include";
    Seeds.forEach(
        20_000,
        (_, random) -> {
          StringBuilder text = new StringBuilder();
          int length = random.nextInt(60);
          for (int i = 0; i < length; i++) {
            text.append(
                random.nextInt(12) == 0
                    ? randomLine(random)
                    : signs.charAt(random.nextInt(signs.length())));
          }
          assertSameAsTheGrammar(text.toString());
        });
  }

  private static void assertSameAsTheGrammar(String text) {
    SourceFile file = SourceFile.of("x", text);
    List<Diagnostic> ours = new ArrayList<>();
    List<Diagnostic> grammars = new ArrayList<>();
    SyntaxTree plain = SyntaxParser.parse(file, ours::add);
    SyntaxTree full = SyntaxParser.parseByGrammar(file, grammars::add);
    assertEquals(full.lines(), plain.lines(), text);
    assertEquals(grammars, ours, text);
    assertEquals(full.tokens().count(), plain.tokens().count(), text);
    for (int token = 0; token < full.tokens().count(); token++) {
      assertEquals(full.tokens().kind(token), plain.tokens().kind(token), text);
      assertEquals(full.tokens().start(token), plain.tokens().start(token), text);
    }
  }

  private static void assertTokensAreTheText(String text) {
    SyntaxTree tree = parse(text, new Findings());
    StringBuilder joined = new StringBuilder();
    int last = 0;
    for (int token = 0; token < tree.tokens().count(); token++) {
      assertEquals(last, tree.tokens().start(token));
      last = tree.tokens().end(token);
      assertTrue(last > tree.tokens().start(token), "an empty token");
      joined.append(tree.tokens().text(token));
    }
    assertEquals(text, joined.toString());
  }

  // ------------------------------------------------------------------ findings

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          state\u00A0MASTER            § 1:6 KS1006 A no-break space (U+00A0) stands where a blank should be. § state MASTER
          \u00A0\u00A0state MASTER\u00A0 § 1:1 KS1006 A no-break space (U+00A0) stands where a blank should be. § {2}state MASTER
          sta\u200Bte MASTER           § 1:4 KS1006 A zero width space (U+200B) stands where a blank should be. § state MASTER
          "a\u00A0b" # c\u00A0d        § none § "a\u00A0b" # c\u00A0d
          script “killall -0 x”        § 1:8 KS1008 Typographic quotes do not quote in keepalived.conf. § script "killall -0 x"
          script ‘killall -0 x’        § 1:8 KS1008 Typographic quotes do not quote in keepalived.conf. § script "killall -0 x"
          script “killall -0 x"        § 1:8 KS1008 Typographic quotes do not quote in keepalived.conf. § script "killall -0 x"
          script "killall -0 x”        § 1:8 KS1005 This quote is not closed on its line. § script "killall -0 x"
          script "killall -0 x # y     § 1:8 KS1005 This quote is not closed on its line. § script "killall -0 x # y
          // comment                   § 1:1 KS1009 `//` does not begin a comment. § # comment
          priority 100 // comment      § 1:14 KS1009 `//` does not begin a comment. § priority 100 # comment
          priority 100 //comment       § 1:14 KS1009 `//` does not begin a comment. § priority 100 #comment
          script //usr/bin/check x     § none § script //usr/bin/check x
          url http://a/b               § none § url http://a/b
          """)
  void findsWhatOnlyLooksRight(String text, String expected, String fixed) {
    Findings findings = new Findings();
    String input = text.stripTrailing();
    parse(input, findings);
    assertEquals(expected, findings.all.isEmpty() ? "none" : String.join("\n", findings.shown()));
    assertEquals(fixed.replace("{2}", "  "), findings.fixed(input).stripTrailing());
  }

  @Test
  void findsAByteOrderMark() {
    Findings findings = new Findings();
    parse("\uFEFFglobal_defs {\n}\n", findings);
    assertEquals(
        "[1:1 KS1007 The file begins with a byte order mark (U+FEFF).]",
        findings.shown().toString());
    assertEquals("global_defs {\n}\n", findings.fixed("\uFEFFglobal_defs {\n}\n"));
  }

  @Test
  void findsAnEmptyLineThatIsNot() {
    Findings findings = new Findings();
    parse("a\n\u00A0\nb\n", findings);
    assertEquals(
        "[2:1 KS1006 This line looks empty but holds a no-break space (U+00A0).]",
        findings.shown().toString());
    assertEquals("a\n \nb\n", findings.fixed("a\n\u00A0\nb\n"));
  }

  @Test
  void findsLinesThatKeepalivedCannotRead() {
    Findings findings = new Findings();
    parse("# " + "x".repeat(1020) + "\n" + "# " + "é".repeat(511) + "\n\0\n", findings);
    assertEquals(
        "[2:1 KS1011 This line has 1024 bytes; keepalived reads 1022, comments included.,"
            + " 3:1 KS1012 This line holds a NUL character.]",
        findings.shown().toString());
  }

  @Test
  void opensTheBlockWhoseNameHasNoClosingQuote() {
    assertEquals(
        "vrrp_instance|[VI_1] { / state|MASTER", shape("vrrp_instance \"VI_1 {\nstate MASTER"));
  }

  // ------------------------------------------------------------------ scripts

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          "killall -0 apache2"         § [killall -0 apache2]
          killall -0 apache2           § [killall, -0, apache2]
          ab"c d"e                     § [abc de]
          'a b' "c 'd'" '"'            § [a b, c 'd', "]
          a\\ b \\"c\\"                   § [a b, "c"]
          "\\x41\\101\\t\\cA\\q"           § [AA\t\u0001q]
          ""                           § []
          "open                        § [open] open
          'open                        § [open] open
          """)
  void splitsScripts(String text, String expected) {
    ScriptWords words = SyntaxParser.scriptWords(text);
    assertEquals(expected, words.words() + (words.closed() ? "" : " open"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\\", "\"\\", "'\\'", "\\x", "\\c", "\\777"})
  void splitsAnyScript(String text) {
    SyntaxParser.scriptWords(text);
  }
}
