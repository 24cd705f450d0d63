package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.ast.Config;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.diag.Related;
import dev.relais.expand.Expansion;
import dev.relais.plan.IpAddress;
import dev.relais.plan.IpPrefix;
import dev.relais.schema.Decimal;
import dev.relais.schema.KeywordKind;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.syntax.Statement;
import dev.relais.syntax.Word;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The typed tree of a configuration as JSON; docs/formats.md describes it. */
public final class AstJson {
  private static final int SCHEMA = 1;

  private AstJson() {}

  /**
   * Writes a tree.
   *
   * @param expansion what it was read from
   */
  public static void write(Config config, Expansion expansion, OutputStream out)
      throws IOException {
    try (JsonGenerator json = JsonParts.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("file", config.main().name());
      json.writeStringField("host", config.main().host().orElse(null));
      json.writeStringField("configurationId", expansion.configurationId().orElse(null));
      json.writeArrayFieldStart("files");
      for (SourceFile file : expansion.files()) {
        json.writeString(file.name());
      }
      json.writeEndArray();
      json.writeFieldName("settings");
      settings(json, config.top());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void settings(JsonGenerator json, Settings settings) throws IOException {
    json.writeStartArray();
    for (Setting setting : settings.all()) {
      setting(json, setting);
    }
    json.writeEndArray();
  }

  private static void setting(JsonGenerator json, Setting setting) throws IOException {
    json.writeStartObject();
    json.writeStringField("keyword", setting.keyword().name());
    json.writeStringField("kind", kind(setting.keyword().kind()));
    JsonParts.place(json, setting.statement().span());
    List<Related> ways = Report.ways(setting.statement().span());
    if (!ways.isEmpty()) {
      json.writeFieldName("origin");
      JsonParts.related(json, ways);
    }
    json.writeArrayFieldStart("words");
    for (Word word : setting.statement().arguments()) {
      json.writeString(word.value());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("values");
    for (Optional<Located<Object>> value : setting.values()) {
      value(json, value);
    }
    json.writeEndArray();
    if (setting.keyword().kind() == KeywordKind.LIST) {
      lines(json, setting.lines());
    } else if (setting.keyword().kind().hasBraces()) {
      json.writeFieldName("settings");
      settings(json, setting.content());
    }
    json.writeEndObject();
  }

  static String kind(KeywordKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Null where a word could not be read. */
  private static void value(JsonGenerator json, Optional<Located<Object>> value)
      throws IOException {
    if (value.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeFieldName("value");
    JsonParts.value(json, value.get().value());
    json.writeStringField("type", type(value.get().value()));
    JsonParts.place(json, value.get().span());
    json.writeEndObject();
  }

  private static String type(Object value) {
    return switch (value) {
      case Boolean _ -> "boolean";
      case Long _ -> "integer";
      case Integer _ -> "port";
      case Decimal _ -> "decimal";
      case IpAddress _ -> "address";
      case IpPrefix _ -> "prefix";
      default -> "text";
    };
  }

  private static void lines(JsonGenerator json, List<Statement> lines) throws IOException {
    json.writeArrayFieldStart("lines");
    for (Statement line : lines) {
      json.writeStartObject();
      JsonParts.place(json, line.span());
      json.writeArrayFieldStart("words");
      for (Word word : line.words()) {
        json.writeString(word.value());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
