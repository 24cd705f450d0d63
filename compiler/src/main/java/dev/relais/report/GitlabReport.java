package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Findings as a report of GitLab's code quality, which a job hands over as {@code
 * artifacts:reports:codequality}; see <a
 * href="https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format">Code Quality
 * report format</a>.
 */
final class GitlabReport implements ReportWriter {

  @Override
  public void write(Report report, LintRun run, OutputStream out) throws IOException {
    List<String> fingerprints = Fingerprint.of(report.findings(), run.names()::path);
    try (JsonGenerator json = JsonParts.generator(out)) {
      json.writeStartArray();
      for (int i = 0; i < fingerprints.size(); i++) {
        finding(json, report.findings().get(i), fingerprints.get(i), run.names());
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }

  private static void finding(
      JsonGenerator json, Diagnostic found, String fingerprint, FileNames names)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "issue");
    json.writeStringField("description", Remarks.inOneLine(found));
    json.writeStringField("check_name", found.rule().id().code());
    json.writeArrayFieldStart("categories");
    json.writeString(category(found));
    json.writeEndArray();
    json.writeStringField("fingerprint", fingerprint);
    json.writeStringField("severity", severity(found.severity()));
    json.writeObjectFieldStart("location");
    json.writeStringField("path", names.path(found.span().file().name()));
    json.writeObjectFieldStart("lines");
    json.writeNumberField("begin", found.span().line());
    json.writeNumberField("end", found.span().endLine());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** In the words of Code Climate, whose form GitLab's is a part of. */
  private static String category(Diagnostic found) {
    return switch (RuleGroup.of(found.rule().id())) {
      case SCRIPTS -> "Security";
      case COMPATIBILITY -> "Compatibility";
      case STYLE -> "Style";
      case SYNTAX, VRRP, FLEET, LOAD_BALANCING, HOST -> "Bug Risk";
    };
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case ERROR -> "critical";
      case WARNING -> "major";
      case NOTE -> "info";
    };
  }
}
