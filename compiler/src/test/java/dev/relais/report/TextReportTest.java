package dev.relais.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.TextEdit;
import dev.relais.source.Origin;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {
  private static final RuleInfo RULE =
      RuleInfo.of("KV2003", "duplicate-virtual-router-id", Severity.ERROR, "0.1", "Two of them.");
  private static final RuleInfo NOTE =
      RuleInfo.of("KV2010", "authentication-missing", Severity.NOTE, "0.1", "None of it.");

  private static String text(boolean colour, Diagnostic... findings) {
    return text(colour, FittedText.NONE, findings);
  }

  private static String text(boolean colour, int width, Diagnostic... findings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    TextReport report = new TextReport(out, colour, width);
    Report all =
        Report.of(
            List.of(findings),
            List.of(findings).stream().map(found -> found.span().file()).toList());
    report.print(all);
    report.printSummary(all);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static SourceSpan find(SourceFile file, String what) {
    int at = file.text().indexOf(what);
    return file.span(at, at + what.length());
  }

  /** On a terminal; what the user wrote is not wrapped. */
  @Test
  void wrapsItsOwnWords() {
    SourceFile file = SourceFile.of("a.conf", "vrrp_instance A {\n}\n");
    Diagnostic found =
        Diagnostic.of(
                RULE, find(file, "A"), "The instance `A  of  old` is the only one of its kind.")
            .also(find(file, "vrrp_instance"), "here is where everything began, long ago")
            .keepalived(
                Keepalived.reports("x", "says something about it, and it says it at length"))
            .help("give each its own, and leave a trace of who has which");
    assertEquals(
        """
        a.conf:1:15: error[KV2003]: The instance
           `A  of  old` is the only one of its
           kind.
        1 | vrrp_instance A {
          |               ^
           a.conf:1:1: here is where everything
              began, long ago
           keepalived: says something about it,
              and it says it at length
           help: give each its own, and leave a
              trace of who has which

        1 error in 1 file.
        """,
        text(false, 40, found));
  }

  @Test
  void showsEverythingThatIsKnown() {
    SourceFile file =
        SourceFile.of(
            "lb1/keepalived.conf",
            "vrrp_instance A {\n    virtual_router_id 51\n}\nvrrp_instance B {\n\tvirtual_router_id\t52\n}\n");
    Diagnostic found =
        Diagnostic.of(RULE, find(file, "52"), "`B` uses virtual router id 52.")
            .also(find(file, "51"), "first used here")
            .keepalived(Keepalived.reports("multicast-vrid-conflict", "refuses to start"))
            .help("give each its own");
    assertEquals(
        """
        lb1/keepalived.conf:5:20: error[KV2003]: `B` uses virtual router id 52.
        5 |         virtual_router_id       52
          |                                 ^^
           lb1/keepalived.conf:2:23: first used here
           keepalived: refuses to start
           help: give each its own

        1 error in 1 file.
        """,
        text(false, found));
    assertTrue(text(true, found).contains("\u001B[1;31merror[KV2003]\u001B[0m"));
  }

  @Test
  void saysWhereKeepalivedIsSilent() {
    SourceFile file = SourceFile.of("x", "a\n");
    Keepalived silent = Keepalived.silent("starts anyway");
    assertTrue(
        text(false, Diagnostic.of(RULE, file.span(0, 1), "A.").keepalived(silent))
            .contains("   keepalived: starts anyway, and its test says nothing\n"));
    assertTrue(
        text(false, Diagnostic.of(NOTE, file.span(0, 1), "A.").keepalived(silent))
            .contains("   keepalived: starts anyway\n"));
  }

  @Test
  void showsWhatCannotBeSeen() {
    SourceFile file = SourceFile.of("x", "a\u00A0\u200B日本 b\u0007\u001B[31m\n");
    assertEquals(
        """
        x:1:7: error[KV2003]: Here.
        1 | a␣<U+200B>日本 b��[31m
          |                ^

        1 error in 1 file.
        """,
        text(false, Diagnostic.of(RULE, find(file, "b"), "Here.")));
    assertTrue(
        text(false, Diagnostic.of(RULE, find(file, "b"), "Not \u001B[31m red."))
            .contains("Not �[31m red."));
  }

  @Test
  void cutsLongLinesAroundThePlace() {
    SourceFile file = SourceFile.of("x", "a".repeat(5000) + " here " + "b".repeat(5000) + "\n");
    String shown = text(false, Diagnostic.of(RULE, find(file, "here"), "Here."));
    List<String> lines = shown.lines().toList();
    assertTrue(lines.get(1).length() < 140, lines.get(1));
    assertEquals(lines.get(1).indexOf("here"), lines.get(2).indexOf("^^^^"));
  }

  @Test
  void hidesPasswords() {
    SourceFile file = SourceFile.of("x", "auth_pass s3cret # auth_pass \"two words\"\n");
    String shown = text(false, Diagnostic.of(RULE, find(file, "s3cret"), "Here."));
    assertTrue(shown.contains("1 | auth_pass ****** # auth_pass ***********\n"), shown);
  }

  @Test
  void saysTheSameOnce() {
    SourceFile file = SourceFile.of("x", "a\na\nb\na\n");
    SourceFile other = SourceFile.of("y", "a\n");
    assertEquals(
        """
        y:1:1: error[KV2003]: This.
        1 | a
          | ^

        x:1:1: error[KV2003]: This.
        1 | a
          | ^
           the same on lines 2, 4

        4 errors in 2 files.
        """,
        text(
            false,
            Diagnostic.of(RULE, other.span(0, 1), "This."),
            Diagnostic.of(RULE, file.span(6, 7), "This."),
            Diagnostic.of(RULE, file.span(0, 1), "This."),
            Diagnostic.of(RULE, file.span(2, 3), "This."),
            Diagnostic.of(RULE, file.span(0, 1), "This.")));
    assertTrue(
        text(
                false,
                Diagnostic.of(NOTE, file.span(0, 1), "This."),
                Diagnostic.of(NOTE, other.span(0, 1), "This."))
            .contains("   the same at y:1:1\n"));
  }

  @Test
  void showsBothPlacesOfWhatIsReplaced() {
    SourceFile file = SourceFile.of("x", "$A=9\npriority $A\ninclude z\n");
    SourceSpan use =
        new SourceSpan(file, 14, 16, new Origin.Replaced("A", file.span(0, 4), Origin.WRITTEN));
    assertTrue(
        text(false, Diagnostic.of(RULE, use, "Bad."))
            .contains("2 | priority $A\n  |          ^^\n   x:1:1: `$A` is defined here\n"));
    SourceFile included = SourceFile.of("z", "a\n").includedBy(find(file, "z"));
    assertTrue(
        text(false, Diagnostic.of(RULE, included.span(0, 1), "Bad."))
            .contains("   x:3:9: included here\n"));
  }

  @Test
  void writesJson() throws IOException {
    SourceFile file = SourceFile.of("lb1.conf", "# é\npriority 300\n").onHost("lb1");
    SourceSpan span = find(file, "300");
    Diagnostic found =
        Diagnostic.of(RULE, span, "Bad.")
            .also(file.span(0, 1), "there")
            .help("do")
            .keepalived(Keepalived.silent("shrugs"))
            .fix(Fix.unsafe("Write 30.", new TextEdit(span, "30")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.write(
        Report.of(List.of(found, Diagnostic.of(NOTE, file.span(0, 1), "Note.")), List.of(file)),
        out);
    JsonNode json = new ObjectMapper().readTree(out.toByteArray());
    assertEquals(1, json.get("schema").asInt());
    assertEquals(
        "{\"files\":1,\"errors\":1,\"warnings\":0,\"notes\":1,"
            + "\"suppressed\":0,\"baselined\":0,\"baselineGone\":0}",
        json.get("summary").toString());
    assertEquals(
        "{\"code\":\"KV2003\",\"name\":\"duplicate-virtual-router-id\",\"severity\":\"error\","
            + "\"message\":\"Bad.\",\"host\":\"lb1\",\"file\":\"lb1.conf\",\"line\":2,\"column\":10,"
            + "\"endLine\":2,\"endColumn\":13,\"related\":[{\"message\":\"there\",\"host\":\"lb1\","
            + "\"file\":\"lb1.conf\",\"line\":1,\"column\":1,\"endLine\":1,\"endColumn\":2}],"
            + "\"affects\":null,\"help\":\"do\",\"fix\":{\"title\":\"Write 30.\",\"safe\":false,\"edits\":[{"
            + "\"file\":\"lb1.conf\",\"line\":2,\"column\":10,\"endLine\":2,\"endColumn\":13,"
            + "\"replacement\":\"30\"}]},\"keepalived\":{\"reports\":false,\"check\":null,"
            + "\"effect\":\"shrugs\"}}",
        json.get("findings").get(1).toString());
  }
}
