package dev.relais.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/**
 * The findings that a project knows of and has put off: whoever adopts Relais begins with those
 * that are new. As JSON it has one finding a line, sorted, so that what changes in a version
 * control system is what changed in the configurations.
 *
 * @param entries in order
 */
public record Baseline(SequencedSet<Entry> entries) {
  private static final int SCHEMA = 1;

  public Baseline {
    entries = new TreeSet<>(entries);
  }

  /**
   * A known finding. The text of its line is not part of it, which might be a password.
   *
   * @param file relative to the baseline
   * @param rule its code
   * @param fingerprint {@link Fingerprint}
   */
  public record Entry(String file, String rule, String fingerprint) implements Comparable<Entry> {

    @Override
    public int compareTo(Entry other) {
      int byFile = file.compareTo(other.file);
      int byRule = byFile != 0 ? byFile : rule.compareTo(other.rule);
      return byRule != 0 ? byRule : fingerprint.compareTo(other.fingerprint);
    }
  }

  /** A text is no baseline; the message ends a sentence that begins with its name. */
  public static final class InvalidException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message);
    }
  }

  /** A baseline of some entries. */
  public static Baseline of(List<Entry> entries) {
    return new Baseline(new TreeSet<>(entries));
  }

  /** The text of the file. */
  public String json() {
    StringBuilder text =
        new StringBuilder("{\n  \"schema\": %s,\n  \"findings\": [".formatted(SCHEMA));
    String before = "\n    ";
    for (Entry entry : entries) {
      text.append(before)
          .append("{ \"file\": ")
          .append(quoted(entry.file()))
          .append(", \"rule\": ")
          .append(quoted(entry.rule()))
          .append(", \"fingerprint\": ")
          .append(quoted(entry.fingerprint()))
          .append(" }");
      before = ",\n    ";
    }
    return text.append(entries.isEmpty() ? "]\n}\n" : "\n  ]\n}\n").toString();
  }

  private static String quoted(String text) {
    return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  /**
   * Reads the text of a file; keys that it does not know are passed over, as a later Relais may
   * have written them.
   *
   * @throws InvalidException if it is no baseline, or one of a form that is not known
   */
  public static Baseline parse(String text) throws InvalidException {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      return read(parser);
    } catch (JsonProcessingException e) {
      throw new InvalidException(
          "it is no baseline of Relais: it is not JSON (line %s)"
              .formatted(e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory
    }
  }

  private static Baseline read(JsonParser parser) throws IOException, InvalidException {
    Optional<Integer> schema = Optional.empty();
    Optional<List<Entry>> entries = Optional.empty();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidException("it is no baseline of Relais");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("schema") && value == JsonToken.VALUE_NUMBER_INT) {
        schema = Optional.of(parser.getValueAsInt());
      } else if (key.equals("findings") && value == JsonToken.START_ARRAY) {
        entries = Optional.of(entries(parser));
      } else {
        parser.skipChildren();
      }
    }
    if (schema.isEmpty() || entries.isEmpty()) {
      throw new InvalidException("it is no baseline of Relais");
    }
    if (schema.get() != SCHEMA) {
      throw new InvalidException(
          "its form is %s, and this Relais knows form %s".formatted(schema.get(), SCHEMA));
    }
    return of(entries.get());
  }

  private static List<Entry> entries(JsonParser parser) throws IOException, InvalidException {
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int line = parser.currentTokenLocation().getLineNr();
      Map<String, String> texts = new HashMap<>();
      boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
      if (!isObject) {
        parser.skipChildren();
      }
      while (isObject && parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(key, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
      String file = texts.get("file");
      String rule = texts.get("rule");
      String fingerprint = texts.get("fingerprint");
      if (file == null || rule == null || fingerprint == null) {
        throw new InvalidException(
            "the entry in line %s needs `file`, `rule` and `fingerprint`".formatted(line));
      }
      entries.add(new Entry(file, rule, fingerprint));
    }
    return entries;
  }
}
