package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.reload.Change;
import dev.relais.source.SourceSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a reload changes, for people and for programs; docs/formats.md describes the latter. */
public final class ReloadReport {
  private static final int SCHEMA = 1;

  /** How many details of one change are shown. */
  private static final int MOST_DETAILS = 20;

  /** Under the subject of a change. */
  private static final String INDENT = " ".repeat(10);

  private ReloadReport() {}

  /**
   * What a reload changes on one host.
   *
   * @param host its name, where one is known
   * @param before the name of the old configuration
   * @param after the name of the new one
   */
  public record HostChanges(
      Optional<String> host, String before, String after, List<Change> changes) {

    /** Whether nothing is interrupted that was served before. */
    public boolean isHitless() {
      return changes.stream().allMatch(change -> change.effect().isHitless());
    }
  }

  /**
   * Writes a host's changes as text.
   *
   * @param width of the lines of prose, or {@link FittedText#NONE}
   */
  public static void writeText(HostChanges host, PrintStream out, int width) {
    out.println(
        host.host().map(name -> name + ": ").orElse("") + host.before() + " → " + host.after());
    Set<String> peers = new LinkedHashSet<>();
    for (Change change : host.changes()) {
      out.println(
          "  %-8s%s".formatted(change.effect().word(), FittedText.printable(change.subject())));
      change.details().stream()
          .limit(MOST_DETAILS)
          .forEach(detail -> out.println(INDENT + FittedText.printable(detail)));
      if (change.details().size() > MOST_DETAILS) {
        out.println(INDENT + "and %s more".formatted(change.details().size() - MOST_DETAILS));
      }
      if (!change.consequence().isEmpty()) {
        out.println(INDENT + fitted(change.consequence(), width));
      }
      if (!change.peers().isEmpty()) {
        peers.add(change.peers());
      }
    }
    if (!peers.isEmpty()) {
      out.println("  peers   " + fitted(String.join(" ", peers), width));
    }
    out.println("  " + verdict(host));
  }

  private static String fitted(String text, int width) {
    return FittedText.wrap(FittedText.printable(text), INDENT.length(), INDENT, width);
  }

  private static String verdict(HostChanges host) {
    if (host.changes().isEmpty()) {
      return "A reload changes nothing.";
    }
    boolean peers = host.changes().stream().anyMatch(change -> !change.peers().isEmpty());
    if (host.isHitless()) {
      return peers
          ? "A reload interrupts nothing on this host by itself; mind its peers."
          : "A reload interrupts nothing.";
    }
    List<String> words = new ArrayList<>();
    host.changes().stream()
        .filter(change -> !change.effect().isHitless())
        .map(change -> change.effect().word())
        .sorted()
        .distinct()
        .forEach(words::add);
    return "A reload is not hitless: see `%s` above.".formatted(String.join("`, `", words));
  }

  /** Writes the changes of all hosts as JSON. */
  public static void writeJson(List<HostChanges> hosts, OutputStream out) throws IOException {
    try (JsonGenerator json = JsonParts.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeBooleanField("hitless", hosts.stream().allMatch(HostChanges::isHitless));
      json.writeArrayFieldStart("hosts");
      for (HostChanges host : hosts) {
        json.writeStartObject();
        json.writeStringField("host", host.host().orElse(null));
        json.writeStringField("old", host.before());
        json.writeStringField("new", host.after());
        json.writeBooleanField("hitless", host.isHitless());
        json.writeArrayFieldStart("changes");
        for (Change change : host.changes()) {
          write(change, json);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void write(Change change, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("effect", change.effect().word());
    json.writeBooleanField("hitless", change.effect().isHitless());
    json.writeStringField("subject", change.subject());
    json.writeArrayFieldStart("details");
    for (String detail : change.details()) {
      json.writeString(detail);
    }
    json.writeEndArray();
    json.writeStringField("consequence", orNull(change.consequence()));
    json.writeStringField("peers", orNull(change.peers()));
    place("old", change.before(), json);
    place("new", change.after(), json);
    json.writeEndObject();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void place(String name, Optional<SourceSpan> span, JsonGenerator json)
      throws IOException {
    if (span.isEmpty()) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    JsonParts.place(json, span.get());
    json.writeEndObject();
  }
}
