package dev.relais.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.RuleInfo;
import dev.relais.diag.Sink;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A YAML document as a tree in which every node knows its place. */
public sealed interface Yaml {

  /** Where the node begins. */
  SourceSpan span();

  /** A text, a number or a truth value; null is an empty text. */
  record Scalar(String text, SourceSpan span) implements Yaml {}

  /** Keys with values, in order. */
  record Mapping(List<Pair> pairs, SourceSpan span) implements Yaml {}

  /** Values in order. */
  record Sequence(List<Yaml> items, SourceSpan span) implements Yaml {}

  /** A key with its value. */
  record Pair(Located<String> key, Yaml value) {}

  /**
   * Reads a document.
   *
   * @param broken the rule that a text breaks which is no YAML
   * @return empty, and reported, if it is none
   */
  static Optional<Yaml> read(SourceFile file, RuleInfo broken, Sink sink) {
    try (JsonParser parser = new YAMLFactory().createParser(file.text())) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.of(new Mapping(List.of(), file.span(0, 0)));
      }
      return Optional.of(node(parser, file, 0));
    } catch (JsonProcessingException e) {
      SourceSpan place = place(file, e.getLocation());
      sink.report(Diagnostic.of(broken, place, "This is not YAML: %s.".formatted(reason(e))));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory
    }
  }

  /** The first line of the parser's message: the others repeat the place. */
  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = message.indexOf('\n');
    String first = end < 0 ? message : message.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private static Yaml node(JsonParser parser, SourceFile file, int depth) throws IOException {
    if (depth > 32) {
      throw new JsonParseException(parser, "it is nested too deep");
    }
    SourceSpan span = place(file, parser.currentTokenLocation());
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        List<Pair> pairs = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          SourceSpan place = text(file, parser.currentTokenLocation(), name);
          parser.nextToken();
          pairs.add(new Pair(new Located<>(name, place), node(parser, file, depth + 1)));
        }
        yield new Mapping(List.copyOf(pairs), span);
      }
      case START_ARRAY -> {
        List<Yaml> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(node(parser, file, depth + 1));
        }
        yield new Sequence(List.copyOf(items), span);
      }
      case VALUE_NULL -> new Scalar("", span);
      default ->
          new Scalar(parser.getText(), text(file, parser.currentTokenLocation(), parser.getText()));
    };
  }

  private static SourceSpan place(SourceFile file, JsonLocation location) {
    int line = Math.clamp(location.getLineNr(), 1, file.lines().count());
    int start = file.lines().start(line);
    int column = Math.max(0, location.getColumnNr() - 1);
    int at =
        file.text().codePointCount(start, file.lines().end(line)) < column
            ? file.lines().end(line)
            : file.text().offsetByCodePoints(start, column);
    return file.span(at, at);
  }

  /** The range of a text that stands at a place as it is; the place alone if it is quoted. */
  private static SourceSpan text(SourceFile file, JsonLocation location, String text) {
    SourceSpan place = place(file, location);
    return file.text().startsWith(text, place.start())
        ? file.span(place.start(), place.start() + text.length())
        : place;
  }
}
