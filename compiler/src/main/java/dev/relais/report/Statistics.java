package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Severity;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each rule finds something.
 *
 * @param counts the most frequent rule first
 */
public record Statistics(List<Count> counts) {

  public Statistics {
    counts = List.copyOf(counts);
  }

  /**
   * The findings of one rule with one severity.
   *
   * @param fixable how many of them come with a correction, safe or not
   */
  public record Count(RuleInfo rule, Severity severity, int count, int fixable) {}

  /** Counts the findings of a report. */
  public static Statistics of(Report report) {
    record Kind(RuleInfo rule, Severity severity) {}
    Map<Kind, Count> counts = new LinkedHashMap<>();
    for (Diagnostic found : report.findings()) {
      int fixable = found.fix().isPresent() ? 1 : 0;
      counts.merge(
          new Kind(found.rule(), found.severity()),
          new Count(found.rule(), found.severity(), 1, fixable),
          (a, b) ->
              new Count(a.rule(), a.severity(), a.count() + b.count(), a.fixable() + b.fixable()));
    }
    List<Count> sorted = new ArrayList<>(counts.values());
    sorted.sort(
        Comparator.comparingInt(Count::count)
            .reversed()
            .thenComparing(count -> count.rule().id())
            .thenComparing(Count::severity));
    return new Statistics(sorted);
  }

  /** Writes a line for each rule. */
  public void print(PrintStream out) {
    int digits =
        counts.stream().mapToInt(each -> String.valueOf(each.count()).length()).max().orElse(1);
    int name = counts.stream().mapToInt(each -> each.rule().id().name().length()).max().orElse(1);
    for (Count each : counts) {
      String fixable = each.fixable() == 0 ? "" : "  %s fixable".formatted(each.fixable());
      out.println(
          "%%%sd  %%s  %%-7s  %%-%ss%%s"
              .formatted(digits, name)
              .formatted(
                  each.count(),
                  each.rule().id().code(),
                  each.severity().word(),
                  each.rule().id().name(),
                  fixable)
              .stripTrailing());
    }
  }

  /** Writes the key {@code statistics} of the object that is open. */
  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("statistics");
    for (Count each : counts) {
      json.writeStartObject();
      json.writeStringField("code", each.rule().id().code());
      json.writeStringField("name", each.rule().id().name());
      json.writeStringField("severity", each.severity().word());
      json.writeNumberField("count", each.count());
      json.writeNumberField("fixable", each.fixable());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
