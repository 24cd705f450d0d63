package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a type of records.
 *
 * @param <T> the type
 */
public final class JsonForm<T> {
  private final Class<T> type;
  private final Form form;

  /** Of a record, whose components are records, lists, optional or plain values, and so on. */
  public JsonForm(Class<T> type) {
    this.type = type;
    form = new Forms().of(type);
  }

  /** A value as text: the same value gives the same text, laid out in lines. */
  public String write(T value) {
    return write(value, new DefaultPrettyPrinter());
  }

  /** A value as text in one line. */
  public String writeLine(T value) {
    return write(value, null);
  }

  private String write(T value, @Nullable PrettyPrinter layout) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      if (layout != null) {
        out.setPrettyPrinter(layout);
      }
      form.write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Reads a value from a text that is known to be JSON. Every component has to be there, and
   * nothing else.
   *
   * @throws MisfitException if it is none of the type, or one that its record refuses
   */
  public T read(String text) throws IOException, MisfitException {
    return read(Json.parse(text, form));
  }

  /**
   * Reads a value. Every component has to be there, and nothing else.
   *
   * @throws MisfitException if it is none of the type, or one that its record refuses
   */
  public T read(Json json) throws MisfitException {
    return type.cast(form.read(json));
  }
}
