package dev.relais.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.relais.diag.Related;
import dev.relais.schema.Decimal;
import dev.relais.source.SourceSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** What all JSON documents write the same way. */
final class JsonParts {

  private JsonParts() {}

  /** Writes with one key a line; does not close what it writes to. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    JsonGenerator json = factory.createGenerator(out);
    json.setPrettyPrinter(new DefaultPrettyPrinter());
    return json;
  }

  /** The keys of a place in the object that is open. */
  static void place(JsonGenerator json, SourceSpan span) throws IOException {
    json.writeStringField("file", span.file().name());
    json.writeNumberField("line", span.line());
    json.writeNumberField("column", span.column());
    json.writeNumberField("endLine", span.endLine());
    json.writeNumberField("endColumn", span.endColumn());
  }

  /** By which includes and definitions a text came to be where it is. */
  static void related(JsonGenerator json, List<Related> places) throws IOException {
    json.writeStartArray();
    for (Related related : places) {
      json.writeStartObject();
      json.writeStringField("message", related.message());
      json.writeStringField("host", related.span().file().host().orElse(null));
      place(json, related.span());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A value: numbers and booleans as such, all others as text. */
  static void value(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Boolean bool -> json.writeBoolean(bool);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Decimal number -> json.writeNumber(number.toString());
      default -> json.writeString(value.toString());
    }
  }
}
