package dev.relais.report;

import dev.relais.diag.Diagnostic;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Findings as results of tests: a suite for each file that was read, a test for each finding. It
 * fails where the finding fails the run, so that both say the same; a file without findings is one
 * test that passed, and what could not be read is one in error.
 */
final class JunitReport implements ReportWriter {
  private static final String NAME = "relais";

  @Override
  public void write(Report report, LintRun run, OutputStream out) throws IOException {
    Map<String, List<Diagnostic>> files = report.byFile(run.files());
    long clean = files.values().stream().filter(List::isEmpty).count();
    long tests = report.findings().size() + clean + run.complaints().size();
    XmlDocument xml = XmlDocument.begin(out);
    xml.element(
        "testsuites",
        counts(NAME, tests, failures(report.findings(), run), run.complaints().size()),
        () -> {
          for (Map.Entry<String, List<Diagnostic>> file : files.entrySet()) {
            suite(xml, run.names().path(file.getKey()), file.getValue(), run);
          }
          if (!run.complaints().isEmpty()) {
            unread(xml, run.complaints());
          }
        });
    xml.end();
  }

  private static void suite(XmlDocument xml, String file, List<Diagnostic> findings, LintRun run)
      throws IOException {
    xml.element(
        "testsuite",
        counts(file, Math.max(1, findings.size()), failures(findings, run), 0),
        () -> {
          if (findings.isEmpty()) {
            xml.empty("testcase", "classname", className(file), "name", "no findings");
          }
          for (Diagnostic found : findings) {
            test(xml, file, found, run);
          }
        });
  }

  private static void test(XmlDocument xml, String file, Diagnostic found, LintRun run)
      throws IOException {
    String[] attributes = {
      "classname",
      className(file),
      "name",
      "%s %s at %s:%s"
          .formatted(
              found.rule().id().code(),
              found.rule().id().name(),
              found.span().line(),
              found.span().column())
    };
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s:%s:%s: %s[%s]: %s"
            .formatted(
                file,
                found.span().line(),
                found.span().column(),
                found.severity().word(),
                found.rule().id().code(),
                found.message()));
    lines.addAll(Remarks.all(found, run.names()));
    String text = String.join("\n", lines);
    xml.element(
        "testcase",
        attributes,
        () -> {
          if (fails(found, run)) {
            xml.text("failure", text, "message", found.message(), "type", found.severity().word());
          } else {
            xml.text("system-out", text);
          }
        });
  }

  private static void unread(XmlDocument xml, List<String> complaints) throws IOException {
    xml.element(
        "testsuite",
        counts(NAME, complaints.size(), 0, complaints.size()),
        () -> {
          for (String complaint : complaints) {
            xml.element(
                "testcase",
                new String[] {"classname", NAME, "name", complaint},
                () -> xml.text("error", complaint, "message", complaint, "type", "unreadable"));
          }
        });
  }

  private static String[] counts(String name, long tests, long failures, long errors) {
    return new String[] {
      "name", name,
      "tests", Long.toString(tests),
      "failures", Long.toString(failures),
      "errors", Long.toString(errors),
      "skipped", "0"
    };
  }

  private static long failures(List<Diagnostic> findings, LintRun run) {
    return findings.stream().filter(found -> fails(found, run)).count();
  }

  private static boolean fails(Diagnostic found, LintRun run) {
    return found.severity().compareTo(run.threshold()) >= 0;
  }

  /** Readers take what stands behind the last dot for the name of a class. */
  private static String className(String file) {
    int dot = file.lastIndexOf('.');
    return dot > file.lastIndexOf('/') + 1 ? file.substring(0, dot) : file;
  }
}
