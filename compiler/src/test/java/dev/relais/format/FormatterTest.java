package dev.relais.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Sink;
import dev.relais.expand.Environment;
import dev.relais.expand.Expander;
import dev.relais.expand.IncludeReader;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Piece;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxTree;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import dev.relais.testdata.Corpus;
import dev.relais.testdata.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FormatterTest {

  private static String format(String text) {
    return Formatter.format(SyntaxParser.parse(SourceFile.of("x", text), Sink.NONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      textBlock =
          """
          a{b}                          § a {/····b/}/
          a/{/b/}                       § a {/····b/}/
          a # c/{ # d/b # e/} # f       § a {  # c/····# d/····b  # e/}  # f/
          a { b { c } d }               § a {/····b {/········c/····}/····d/}/
          /////a/////b//                § a//b/
          a {///b///}                   § a {/····b/}/
          script   "a  b"c   d          § script "a  b"c d/
          # only                        § # only/
          ·· # x/··y                    § # x/y/
          $A=  1   2  # c               § $A=  1   2  # c/
          $A=x \\/ y \\/z                 § $A=x \\/ y \\/z/
          a {/@h   b·c/}                § a {/····@h   b·c/}/
          @a x {/@b y {/z/}             § @a x {/@b y {/····z/}/
          a {/~SEQ(i, 2) b $i/}         § a {/····~SEQ(i, 2) b $i/}/
          include  x/*.conf             § include  x/*.conf/
          }/}                           § }/}/
          {{                            § {/····{/
          """)
  void laysOut(String text, String expected) {
    assertEquals(
        expected.replace("/", "\n").replace('·', ' ').replace("x\n*", "x/*"),
        format(text.replace("/", "\n").replace('·', ' ').replace("x\n*", "x/*")));
  }

  @Test
  void keepsTheLineEnds() {
    assertEquals("a {\r\n    b\r\n}\r\n", format("a {\r\nb }\r\n"));
    assertEquals("a {\n    b\n}\n", format("a {\nb }\r\n"));
    assertEquals("", format(""));
    assertEquals("", format("\n\n"));
  }

  /** Over the whole corpus: a second time changes nothing, nothing is lost, the meaning stays. */
  @ParameterizedTest
  @EnumSource(Corpus.class)
  void holdsItsPromisesOverTheCorpus(Corpus corpus) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path path : corpus.files()) {
      SourceFile file = SourceFile.decode("x", Files.readAllBytes(path));
      SyntaxTree before = SyntaxParser.parse(file, Sink.NONE);
      String text = Formatter.format(before);
      SyntaxTree after = SyntaxParser.parse(SourceFile.of("x", text), Sink.NONE);
      if (!text.equals(Formatter.format(after))) {
        wrong.add("not idempotent: " + path);
      }
      if (!comments(before).equals(comments(after))) {
        wrong.add("lost a comment: " + path);
      }
      if (!words(file).equals(words(SourceFile.of("x", text)))) {
        wrong.add("changed the meaning: " + path);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static List<String> comments(SyntaxTree tree) {
    List<String> comments = new ArrayList<>();
    for (int token = 0; token < tree.tokens().count(); token++) {
      if (tree.tokens().kind(token) == TokenKind.COMMENT) {
        comments.add(tree.tokens().text(token).strip());
      }
    }
    comments.sort(null);
    return comments;
  }

  /** What counts of a file, without the places. */
  private static List<List<String>> words(SourceFile file) {
    List<List<String>> words = new ArrayList<>();
    IncludeReader none = (_, _) -> new IncludeReader.Outcome(List.of(), List.of());
    for (Piece piece :
        Expander.expand(
                Expander.parse(file, Environment.NONE, Sink.NONE),
                Environment.NONE,
                none,
                Sink.NONE)
            .pieces()) {
      words.add(
          switch (piece) {
            case Piece.Words(var all) -> all.stream().map(Word::value).toList();
            case Piece.Brace brace -> List.of(brace.opens() ? "{" : "}");
          });
    }
    return words;
  }

  private static final List<String> FRAGMENTS =
      List.of(
          "vrrp_instance A",
          "priority 100",
          "virtual_ipaddress",
          " ",
          "  ",
          "\t",
          "\n",
          "\n",
          "\n",
          "\r\n",
          "{",
          "}",
          "{",
          "}",
          "\n{\n",
          "\n}\n",
          "# x",
          "! y {",
          "\"a  b\"",
          "\"",
          "'",
          "$A",
          "${A}",
          "$A=",
          "\n$A=b \\\n c\n",
          "@h ",
          "\n@h vrrp_instance B {",
          "~SEQ(i, 2) ",
          "include x",
          "\\",
          "\\#",
          "\uFEFF",
          "\u00A0",
          "192.0.2.1/24",
          "=",
          "//",
          "\f");

  /** Whatever a text says, it says the same in another layout, and that one stays. */
  @Test
  void holdsItsPromisesOnRandomTexts() {
    Seeds.forEach(
        20_000,
        (_, random) -> {
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(1, 24); i > 0; i--) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
          }
          text.append("\n");
          List<Diagnostic> found = new ArrayList<>();
          SyntaxTree tree = SyntaxParser.parse(SourceFile.of("x", text.toString()), found::add);
          String once = Formatter.format(tree);
          if (found.stream().noneMatch(LayoutSafety::forbids)) {
            assertTrue(LayoutSafety.saysTheSame(tree, once), () -> text + "\n---\n" + once);
            assertEquals(once, format(once), text::toString);
          }
        });
  }
}
