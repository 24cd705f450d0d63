package dev.relais.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.relais.model.Effective;
import dev.relais.model.EffectiveSetting;
import dev.relais.model.Model;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A configuration as it will run, as JSON; docs/formats.md describes it. */
public final class EffectiveJson {
  private static final int SCHEMA = 1;

  private EffectiveJson() {}

  /** Writes a configuration, worked out from a model for a release. */
  public static void write(Effective effective, Model model, Target target, OutputStream out)
      throws IOException {
    try (JsonGenerator json = JsonParts.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("file", model.config().main().name());
      json.writeStringField("host", model.host().orElse(null));
      json.writeStringField("target", target.toString());
      json.writeArrayFieldStart("settings");
      for (EffectiveSetting setting : effective.blocks()) {
        setting(json, setting);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("dropped");
      for (Effective.Dropped dropped : effective.dropped()) {
        json.writeStartObject();
        json.writeStringField("text", dropped.place().text());
        json.writeStringField("keepalived", dropped.because());
        JsonParts.place(json, dropped.place());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void setting(JsonGenerator json, EffectiveSetting setting) throws IOException {
    json.writeStartObject();
    json.writeStringField("keyword", setting.keyword().name());
    json.writeArrayFieldStart("values");
    for (Object value : setting.values()) {
      JsonParts.value(json, value);
    }
    json.writeEndArray();
    if (setting.keyword().unit().isPresent()) {
      json.writeStringField("unit", setting.keyword().unit().get());
    }
    json.writeStringField("from", setting.from().name().toLowerCase(Locale.ROOT));
    if (setting.note().isPresent()) {
      json.writeStringField("note", setting.note().get());
    }
    if (setting.place().isPresent()) {
      JsonParts.place(json, setting.place().get());
    }
    if (setting.keyword().kind() == KeywordKind.LIST) {
      json.writeArrayFieldStart("lines");
      for (EffectiveSetting.Line line : setting.lines()) {
        json.writeString(line.text());
      }
      json.writeEndArray();
    } else if (setting.keyword().kind().hasBraces()) {
      json.writeArrayFieldStart("settings");
      for (EffectiveSetting each : setting.content()) {
        setting(json, each);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
