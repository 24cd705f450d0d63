package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Findings as Checkstyle writes its own: an element {@code file} for each file that was read. */
final class CheckstyleReport implements ReportWriter {

  /** Of the form: readers choose by it what they expect. */
  private static final String VERSION = "4.3";

  @Override
  public void write(Report report, LintRun run, OutputStream out) throws IOException {
    XmlDocument xml = XmlDocument.begin(out);
    xml.element(
        "checkstyle",
        new String[] {"version", VERSION},
        () -> {
          for (Map.Entry<String, List<Diagnostic>> file : report.byFile(run.files()).entrySet()) {
            xml.element(
                "file",
                new String[] {"name", run.names().path(file.getKey())},
                () -> {
                  for (Diagnostic found : file.getValue()) {
                    error(xml, found);
                  }
                });
          }
        });
    xml.end();
  }

  private static void error(XmlDocument xml, Diagnostic found) throws IOException {
    xml.empty(
        "error",
        "line",
        Integer.toString(found.span().line()),
        "column",
        Integer.toString(found.span().column()),
        "severity",
        severity(found.severity()),
        "message",
        Remarks.inOneLine(found),
        "source",
        "relais." + found.rule().id().code());
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "info";
    };
  }
}
