package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.diag.TextEdit;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalInt;

/**
 * Findings for programs: one JSON document, {@code {"schema": 1, "findings": […], "summary": {…}}}.
 * Lines and columns count from 1, columns in code points; ends are exclusive. docs/formats.md
 * describes it.
 */
public final class JsonReport implements ReportWriter {
  /** The version of the form; it changes when a key changes its meaning or goes. */
  public static final int SCHEMA = 1;

  @Override
  public void write(Report report, LintRun run, OutputStream out) throws IOException {
    write(report, run.statistics(), run.corrections().fixed(), out);
  }

  /** Writes a report, of which nothing else needs to be known. */
  public static void write(Report report, OutputStream out) throws IOException {
    write(report, false, OptionalInt.empty(), out);
  }

  /**
   * Writes a report.
   *
   * @param statistics whether it says how often each rule finds something
   * @param fixed how many findings were corrected before; empty if that was not asked for
   */
  private static void write(Report report, boolean statistics, OptionalInt fixed, OutputStream out)
      throws IOException {
    try (JsonGenerator json = JsonParts.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeArrayFieldStart("findings");
      for (Diagnostic found : report.findings()) {
        finding(json, found);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("summary");
      json.writeNumberField("files", report.files());
      json.writeNumberField("errors", report.count(Severity.ERROR));
      json.writeNumberField("warnings", report.count(Severity.WARNING));
      json.writeNumberField("notes", report.count(Severity.NOTE));
      json.writeNumberField("suppressed", report.silenced().suppressed());
      json.writeNumberField("baselined", report.silenced().baselined());
      json.writeNumberField("baselineGone", report.silenced().gone());
      if (fixed.isPresent()) {
        json.writeNumberField("fixed", fixed.getAsInt());
      }
      json.writeEndObject();
      if (statistics) {
        Statistics.of(report).write(json);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void finding(JsonGenerator json, Diagnostic found) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", found.rule().id().code());
    json.writeStringField("name", found.rule().id().name());
    json.writeStringField("severity", found.severity().word());
    json.writeStringField("message", found.message());
    json.writeStringField("host", found.span().file().host().orElse(null));
    JsonParts.place(json, found.span());
    json.writeFieldName("related");
    JsonParts.related(json, Report.places(found));
    if (found.reach().isPresent()) {
      json.writeObjectFieldStart("affects");
      json.writeNumberField("line", found.reach().get().line());
      json.writeNumberField("endLine", found.reach().get().endLine());
      json.writeEndObject();
    } else {
      json.writeNullField("affects");
    }
    json.writeStringField("help", found.help().orElse(null));
    if (found.fix().isPresent()) {
      fix(json, found.fix().get());
    } else {
      json.writeNullField("fix");
    }
    if (found.keepalived().isPresent()) {
      keepalived(json, found.keepalived().get());
    } else {
      json.writeNullField("keepalived");
    }
    json.writeEndObject();
  }

  private static void fix(JsonGenerator json, Fix fix) throws IOException {
    json.writeObjectFieldStart("fix");
    json.writeStringField("title", fix.title());
    json.writeBooleanField("safe", fix.safe());
    json.writeArrayFieldStart("edits");
    for (TextEdit edit : fix.edits()) {
      json.writeStartObject();
      JsonParts.place(json, edit.span());
      json.writeStringField("replacement", edit.replacement());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void keepalived(JsonGenerator json, Keepalived answer) throws IOException {
    json.writeObjectFieldStart("keepalived");
    json.writeBooleanField("reports", answer.reports());
    json.writeStringField("check", answer.check().orElse(null));
    json.writeStringField("effect", answer.effect());
    json.writeEndObject();
  }
}
