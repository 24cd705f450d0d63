package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Fix;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Related;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import dev.relais.diag.TextEdit;
import dev.relais.report.RulePage.Part.Paragraph;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Findings as a log of the Static Analysis Results Interchange Format, <a
 * href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>: one run,
 * the rules that found something with their pages, the files that were read, a result for each
 * finding.
 */
final class SarifReport implements ReportWriter {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  /** The name that GitHub and others use for the root of the checkout. */
  private static final String ROOT = "%SRCROOT%";

  /** The kind of fingerprint; a number at the end is its version, as section 3.27.17 asks for. */
  private static final String FINGERPRINT = "relais/v1";

  @Override
  public void write(Report report, LintRun run, OutputStream out) throws IOException {
    try (JsonGenerator json = JsonParts.generator(out)) {
      new Log(json, report, run).write();
      json.writeRaw('\n');
    }
  }

  /** One log in the making. */
  private static final class Log {
    private final JsonGenerator json;
    private final Report report;
    private final LintRun run;
    private final FileNames names;
    private final List<RuleInfo> rules;

    /** The place of each file, by its URI, in the list of all. */
    private final Map<String, Integer> artifacts = new LinkedHashMap<>();

    Log(JsonGenerator json, Report report, LintRun run) {
      this.json = json;
      this.report = report;
      this.run = run;
      names = run.names();
      rules =
          report.findings().stream()
              .map(Diagnostic::rule)
              .distinct()
              .sorted((a, b) -> a.id().compareTo(b.id()))
              .toList();
      run.files().forEach(file -> artifacts.putIfAbsent(names.uri(file), artifacts.size()));
    }

    void write() throws IOException {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      json.writeStartObject();
      tool();
      invocation();
      json.writeObjectFieldStart("originalUriBaseIds");
      json.writeObjectFieldStart(ROOT);
      json.writeStringField("uri", names.rootUri());
      json.writeEndObject();
      json.writeEndObject();
      json.writeArrayFieldStart("artifacts");
      artifacts();
      json.writeEndArray();
      json.writeStringField("columnKind", "unicodeCodePoints");
      results();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }

    private void artifacts() throws IOException {
      int written = 0;
      for (String file : run.files()) {
        // A file that was named in two ways is one.
        if (Integer.valueOf(written).equals(artifacts.get(names.uri(file)))) {
          json.writeStartObject();
          artifactLocation("location", file);
          json.writeEndObject();
          written++;
        }
      }
    }

    private void tool() throws IOException {
      json.writeObjectFieldStart("tool");
      json.writeObjectFieldStart("driver");
      json.writeStringField("name", "Relais");
      if (!run.version().isEmpty()) {
        json.writeStringField("version", run.version());
      }
      json.writeArrayFieldStart("rules");
      for (RuleInfo rule : rules) {
        rule(rule);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }

    private void rule(RuleInfo rule) throws IOException {
      json.writeStartObject();
      json.writeStringField("id", rule.id().code());
      json.writeStringField("name", rule.id().name());
      text("shortDescription", rule.summary());
      RulePage page = RulePage.parse(RuleCatalogue.page(rule).orElse(""));
      text("fullDescription", firstParagraph(page).orElse(rule.summary()));
      json.writeObjectFieldStart("help");
      json.writeStringField("text", plain(rule, page).orElse(rule.summary()));
      json.writeStringField("markdown", RuleDocument.of(rule));
      json.writeEndObject();
      json.writeObjectFieldStart("defaultConfiguration");
      json.writeStringField("level", rule.severity().word());
      json.writeEndObject();
      json.writeObjectFieldStart("properties");
      json.writeStringField("since", rule.since());
      json.writeStringField("problem.severity", severity(rule.severity()));
      json.writeArrayFieldStart("tags");
      json.writeString(RuleGroup.of(rule.id()).word());
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }

    /** In the words of GitHub's code scanning. */
    private static String severity(Severity severity) {
      return severity == Severity.NOTE ? "recommendation" : severity.word();
    }

    private static Optional<String> firstParagraph(RulePage page) {
      return page.sections().stream()
          .flatMap(section -> section.parts().stream())
          .filter(Paragraph.class::isInstance)
          .map(part -> ((Paragraph) part).text())
          .findFirst();
    }

    private static Optional<String> plain(RuleInfo rule, RulePage page) {
      if (page.sections().isEmpty()) {
        return Optional.empty();
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (PrintStream print = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
        new MarkdownText(print, false, FittedText.NONE).print(RuleDocument.known(rule), page);
      }
      return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private void invocation() throws IOException {
      json.writeArrayFieldStart("invocations");
      json.writeStartObject();
      json.writeBooleanField("executionSuccessful", run.complaints().isEmpty());
      json.writeNumberField("exitCode", run.status());
      if (!run.complaints().isEmpty()) {
        json.writeArrayFieldStart("toolExecutionNotifications");
        for (String complaint : run.complaints()) {
          json.writeStartObject();
          json.writeStringField("level", "error");
          text("message", complaint);
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndArray();
    }

    private void results() throws IOException {
      List<String> fingerprints = Fingerprint.of(report.findings(), names::path);
      json.writeArrayFieldStart("results");
      for (int i = 0; i < fingerprints.size(); i++) {
        result(report.findings().get(i), fingerprints.get(i));
      }
      json.writeEndArray();
    }

    private void result(Diagnostic found, String fingerprint) throws IOException {
      json.writeStartObject();
      json.writeStringField("ruleId", found.rule().id().code());
      json.writeNumberField("ruleIndex", rules.indexOf(found.rule()));
      json.writeStringField("level", found.severity().word());
      List<String> lines = new ArrayList<>();
      lines.add(found.message());
      lines.addAll(Remarks.answers(found));
      text("message", String.join("\n", lines));
      json.writeArrayFieldStart("locations");
      json.writeStartObject();
      physicalLocation(found.span());
      json.writeEndObject();
      json.writeEndArray();
      List<Related> places = Report.places(found);
      if (!places.isEmpty()) {
        json.writeArrayFieldStart("relatedLocations");
        for (int i = 0; i < places.size(); i++) {
          json.writeStartObject();
          json.writeNumberField("id", i + 1);
          physicalLocation(places.get(i).span());
          text("message", places.get(i).message());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeObjectFieldStart("partialFingerprints");
      json.writeStringField(FINGERPRINT, fingerprint);
      json.writeEndObject();
      if (found.fix().isPresent()) {
        fix(found.fix().get());
      }
      properties(found);
      json.writeEndObject();
    }

    private void properties(Diagnostic found) throws IOException {
      json.writeObjectFieldStart("properties");
      Optional<String> host = found.span().file().host();
      if (host.isPresent()) {
        json.writeStringField("host", host.get());
      }
      if (found.reach().isPresent()) {
        json.writeObjectFieldStart("affects");
        json.writeNumberField("startLine", found.reach().get().line());
        json.writeNumberField("endLine", found.reach().get().endLine());
        json.writeEndObject();
      }
      if (found.keepalived().isPresent()) {
        Keepalived answer = found.keepalived().get();
        json.writeObjectFieldStart("keepalived");
        json.writeBooleanField("reports", answer.reports());
        if (answer.check().isPresent()) {
          json.writeStringField("check", answer.check().get());
        }
        json.writeStringField("effect", answer.effect());
        json.writeEndObject();
      }
      json.writeEndObject();
    }

    private void fix(Fix fix) throws IOException {
      Map<SourceFile, List<TextEdit>> byFile = new LinkedHashMap<>();
      for (TextEdit edit : fix.edits()) {
        byFile.computeIfAbsent(edit.span().file(), _ -> new ArrayList<>()).add(edit);
      }
      json.writeArrayFieldStart("fixes");
      json.writeStartObject();
      text("description", fix.title());
      json.writeArrayFieldStart("artifactChanges");
      for (Map.Entry<SourceFile, List<TextEdit>> file : byFile.entrySet()) {
        json.writeStartObject();
        artifactLocation("artifactLocation", file.getKey().name());
        json.writeArrayFieldStart("replacements");
        for (TextEdit edit : file.getValue()) {
          json.writeStartObject();
          region("deletedRegion", edit.span());
          if (!edit.replacement().isEmpty()) {
            text("insertedContent", edit.replacement());
          }
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("properties");
      json.writeBooleanField("safe", fix.safe());
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
    }

    private void physicalLocation(SourceSpan span) throws IOException {
      json.writeObjectFieldStart("physicalLocation");
      artifactLocation("artifactLocation", span.file().name());
      region("region", span);
      json.writeEndObject();
    }

    private void artifactLocation(String field, String file) throws IOException {
      String uri = names.uri(file);
      json.writeObjectFieldStart(field);
      json.writeStringField("uri", uri);
      if (names.isBelow(file)) {
        json.writeStringField("uriBaseId", ROOT);
      }
      Integer index = artifacts.get(uri);
      if (index != null) {
        json.writeNumberField("index", index);
      }
      json.writeEndObject();
    }

    private void region(String field, SourceSpan span) throws IOException {
      json.writeObjectFieldStart(field);
      json.writeNumberField("startLine", span.line());
      json.writeNumberField("startColumn", span.column());
      json.writeNumberField("endLine", span.endLine());
      json.writeNumberField("endColumn", span.endColumn());
      json.writeEndObject();
    }

    private void text(String field, String text) throws IOException {
      json.writeObjectFieldStart(field);
      json.writeStringField("text", text);
      json.writeEndObject();
    }
  }
}
