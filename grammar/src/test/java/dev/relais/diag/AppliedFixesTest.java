package dev.relais.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppliedFixesTest {
  private static final RuleInfo RULE =
      RuleInfo.of("KS1999", "test", Severity.ERROR, "0.1", "A test.");
  private static final SourceFile FILE = SourceFile.of("a.conf", "one two three\n");

  private static Diagnostic found(TextEdit... edits) {
    return Diagnostic.of(RULE, edits[0].span(), "Wrong.").fix(Fix.safe("Do it.", edits));
  }

  private static TextEdit edit(int start, int end, String text) {
    return new TextEdit(FILE.span(start, end), text);
  }

  private static String text(Diagnostic... findings) {
    AppliedFixes<String> applied = AppliedFixes.of(List.of(findings), SourceFile::name);
    return applied.done().size() + " " + applied.texts().getOrDefault("a.conf", "");
  }

  @Test
  void editsDoNotMoveEachOther() {
    assertEquals("2 1 two 33333\n", text(found(edit(8, 13, "33333")), found(edit(0, 3, "1"))));
  }

  @Test
  void aFixIsMadeAsAWholeOrNotAtAll() {
    assertEquals(
        "1 ONE two three\n",
        text(found(edit(0, 3, "ONE")), found(edit(1, 2, "x"), edit(8, 13, "THREE"))));
  }

  @Test
  void ofTwoThatMeetOnlyRemovalsGoTogether() {
    assertEquals("2 three\n", text(found(edit(0, 4, "")), found(edit(4, 8, ""))));
    assertEquals("1 [one two three\n", text(found(edit(0, 0, "[")), found(edit(0, 3, "1"))));
    assertEquals("1 one] two three\n", text(found(edit(3, 3, "]")), found(edit(3, 3, ")"))));
  }

  @Test
  void linesForOnePlaceStandBelowEachOtherAndOnce() {
    assertEquals(
        "3 one two three\na\nb\n",
        text(found(edit(13, 13, "\na")), found(edit(13, 13, "\nb")), found(edit(13, 13, "\na"))));
  }

  @Test
  void whatChangesNothingIsNotMade() {
    assertEquals("0 ", text(found(edit(0, 3, "one"))));
  }

  @Test
  void readingsOfOneFileAreOneFile() {
    SourceFile again = SourceFile.of("a.conf", FILE.text());
    Diagnostic twice =
        Diagnostic.of(RULE, again.span(0, 3), "Wrong.")
            .fix(Fix.safe("Do it.", new TextEdit(again.span(0, 3), "ONE")));
    assertEquals("1 ONE two three\n", text(found(edit(0, 3, "ONE")), twice));
  }

  // ------------------------------------------------------------------ where a text is written

  private static Optional<Fix> offered(Origin origin, String text) {
    SourceFile file = SourceFile.of("b.conf", text);
    SourceSpan span = new SourceSpan(file, 0, text.length(), origin);
    return Diagnostic.of(RULE, span, "Wrong.")
        .fix(Fix.safe("Do it.", new TextEdit(span, "x")))
        .fix();
  }

  @Test
  void theValueOfADefinitionIsNotChangedWhereItIsUsed() {
    Origin replaced = new Origin.Replaced("X", FILE.span(0, 3), Origin.WRITTEN);
    assertEquals(Optional.empty(), offered(replaced, "$X"));
    assertEquals(
        Optional.empty(),
        offered(new Origin.Included(new SourceSpan(FILE, 0, 3, replaced)), "word"));
    assertEquals(Optional.empty(), offered(Origin.WRITTEN, "$BUILT_IN"), "it has no origin");
  }

  @Test
  void whatADefinitionSaysMayCountInSeveralPlaces() {
    Origin defined = new Origin.Defined("X", FILE.span(0, 3));
    assertEquals(Optional.of(false), offered(defined, "word").map(Fix::safe));
    Origin included = new Origin.Included(FILE.span(0, 3));
    assertEquals(Optional.of(true), offered(included, "word").map(Fix::safe));
  }

  // ------------------------------------------------------------------ edits

  private static String without(String text, String statement) {
    SourceFile file = SourceFile.of("a.conf", text);
    int start = text.indexOf(statement);
    Diagnostic found = found(Edits.removeStatement(file.span(start, start + statement.length())));
    Map<String, String> texts = AppliedFixes.of(List.of(found), SourceFile::name).texts();
    return texts.getOrDefault("a.conf", "");
  }

  @Test
  void aStatementGoesWithItsLineAndItsCommentStays() {
    assertEquals("a\nc\n", without("a\n  b\nc\n", "b"));
    assertEquals("a\r\nc\r\n", without("a\r\n\tb \r\nc\r\n", "b"));
    assertEquals("a\n  # why\nc\n", without("a\n  b # why\nc\n", "b"));
    assertEquals("x { a }\n", without("x { a b }\n", "b"));
    assertEquals("a\n", without("a\nb", "b"));
    assertEquals("a\n\nc\n", without("a\n\nb\n\nc\n", "b"));
    assertEquals("", without("b", "b"));
  }

  @Test
  void aLineIsPutInAsItsNeighboursAre() {
    SourceFile file = SourceFile.of("a.conf", "x {\r\n\ta # c\r\n}");
    TextEdit below = Edits.lineBelow(file.span(6, 7), "b");
    TextEdit above = Edits.lineAbove(file.span(6, 7), "b");
    List<String> texts = new ArrayList<>();
    for (TextEdit edit : List.of(below, above)) {
      texts.addAll(AppliedFixes.of(List.of(found(edit)), SourceFile::name).texts().values());
    }
    assertEquals(List.of("x {\r\n\ta # c\r\n\tb\r\n}", "x {\r\n\tb\r\n\ta # c\r\n}"), texts);
  }

  @Test
  void wordsGoWithTheBlanksBeforeThem() {
    assertEquals("1 one three\n", text(found(Edits.removeWords(FILE.span(4, 7)))));
  }
}
