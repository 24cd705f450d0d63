package dev.relais.report;

import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import dev.relais.source.SourceSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Findings as annotations of GitHub Actions: a workflow command a line, fit for a terminal, as in
 * <a
 * href="https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions">Workflow
 * commands for GitHub Actions</a>. GitHub shows ten of each severity for a step, so errors come
 * first.
 */
final class GithubReport implements ReportWriter {

  @Override
  public void write(Report report, LintRun run, OutputStream out) throws IOException {
    List<Diagnostic> findings = new ArrayList<>(report.findings());
    findings.sort(Comparator.<Diagnostic, Severity>comparing(Diagnostic::severity).reversed());
    for (Diagnostic found : findings) {
      out.write((command(found, run.names()) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String command(Diagnostic found, FileNames names) {
    SourceSpan span = found.span();
    List<String> properties = new ArrayList<>();
    properties.add("file=" + property(names.path(span.file().name())));
    properties.add("line=" + span.line());
    properties.add("endLine=" + span.endLine());
    // GitHub takes columns within one line only.
    if (span.line() == span.endLine()) {
      properties.add("col=" + span.column());
      properties.add("endColumn=" + span.endColumn());
    }
    properties.add(
        "title=" + property("%s %s".formatted(found.rule().id().code(), found.rule().id().name())));
    List<String> lines = new ArrayList<>();
    lines.add(found.message());
    lines.addAll(Remarks.all(found, names));
    return "::%s %s::%s"
        .formatted(
            level(found.severity()),
            String.join(",", properties),
            data(lines.stream().map(FittedText::printable).collect(Collectors.joining("\n"))));
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "notice";
    };
  }

  /** What stands behind the second pair of colons. */
  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** The value of a property. */
  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
