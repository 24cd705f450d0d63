package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON text as a tree. */
public sealed interface Json {
  /** What is read and written; lists in objects and objects in lists up to a hundred deep. */
  JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .build();

  /** {@code null}. */
  record Null() implements Json {}

  /**
   * {@code true} or {@code false}.
   *
   * @param holds which
   */
  record Truth(boolean holds) implements Json {}

  /**
   * A number.
   *
   * @param digits as they are written
   * @param whole whether there is neither a fraction nor an exponent
   */
  record Numeral(String digits, boolean whole) implements Json {}

  /**
   * A string.
   *
   * @param characters of it
   */
  record Text(String characters) implements Json {}

  /**
   * An array.
   *
   * @param elements of it
   */
  record Array(List<Json> elements) implements Json {}

  /**
   * An object.
   *
   * @param members by their names, in the order of the text; of equal names the last
   */
  record Members(Map<String, Json> members) implements Json {}

  /**
   * A value that was read already, in the place of its tree.
   *
   * @param value of the type that its form has
   */
  record Made(Object value) implements Json {}

  /**
   * Walks through a text and picks one member of the object that it is.
   *
   * @return of equal names the last; empty if it is no object, or has no such member
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is no JSON
   * @throws MisfitException if something follows
   */
  static Optional<Json> member(String text, String name) throws IOException, MisfitException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      Optional<Json> found = Optional.empty();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        for (String each = parser.nextFieldName(); each != null; each = parser.nextFieldName()) {
          JsonToken token = parser.nextToken();
          if (each.equals(name)) {
            found = Optional.of(value(parser, token));
          } else {
            parser.skipChildren();
          }
        }
      } else {
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw MisfitException.unexpected();
      }
      return found;
    }
  }

  /**
   * Reads a text that is known to be JSON. What is in a list is made as soon as it is read: the
   * tree of all of them at once would take several times the memory of what comes of it.
   *
   * @param form of what the text is
   * @throws MisfitException if something in a list is not what the form has there
   */
  static Json parse(String text, Form form) throws IOException, MisfitException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return value(parser, parser.nextToken(), form);
    }
  }

  private static Json value(JsonParser parser, JsonToken token, Form form)
      throws IOException, MisfitException {
    return switch (token) {
      case START_ARRAY -> array(parser, form);
      case START_OBJECT -> members(parser, form);
      default -> value(parser, token);
    };
  }

  private static Json array(JsonParser parser, Form form) throws IOException, MisfitException {
    Optional<Form> element = form.element();
    if (element.isEmpty()) {
      return array(parser);
    }
    List<Json> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      try {
        Json json = value(parser, token, element.get());
        elements.add(json instanceof Members ? new Made(element.get().read(json)) : json);
      } catch (MisfitException e) {
        throw e.at(elements.size());
      }
    }
    return new Array(elements);
  }

  private static Json members(JsonParser parser, Form form) throws IOException, MisfitException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      Optional<Form> member = form.member(name);
      try {
        members.put(
            name, member.isPresent() ? value(parser, token, member.get()) : value(parser, token));
      } catch (MisfitException e) {
        throw e.in(name);
      }
    }
    return new Members(members);
  }

  /**
   * Reads a text.
   *
   * @return empty for a text that has nothing but blanks
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is no JSON
   * @throws MisfitException if something follows
   */
  static Optional<Json> parse(String text) throws IOException, MisfitException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      Json json = value(parser, first);
      if (parser.nextToken() != null) {
        throw MisfitException.unexpected();
      }
      return Optional.of(json);
    }
  }

  private static Json value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> new Null();
      case VALUE_TRUE -> new Truth(true);
      case VALUE_FALSE -> new Truth(false);
      case VALUE_NUMBER_INT -> new Numeral(parser.getText(), true);
      case VALUE_NUMBER_FLOAT -> new Numeral(parser.getText(), false);
      case VALUE_STRING -> new Text(parser.getText());
      case START_ARRAY -> array(parser);
      case START_OBJECT -> members(parser);
      default -> throw new IllegalStateException("a value does not begin with " + token);
    };
  }

  private static Array array(JsonParser parser) throws IOException {
    List<Json> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return new Array(elements);
  }

  private static Members members(JsonParser parser) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      members.put(name, value(parser, parser.nextToken()));
    }
    return new Members(members);
  }
}
