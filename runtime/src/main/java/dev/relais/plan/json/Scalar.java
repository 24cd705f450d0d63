package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** What has no parts. Durations are in ISO 8601. */
enum Scalar implements Form {
  INTEGER {
    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
      out.writeNumber((int) value);
    }

    @Override
    public Object read(Json json) throws MisfitException {
      try {
        return Integer.parseInt(digits(json));
      } catch (NumberFormatException e) {
        throw tooLarge();
      }
    }
  },

  LONG {
    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
      out.writeNumber((long) value);
    }

    @Override
    public Object read(Json json) throws MisfitException {
      try {
        return Long.parseLong(digits(json));
      } catch (NumberFormatException e) {
        throw tooLarge();
      }
    }
  },

  BOOLEAN {
    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
      out.writeBoolean((boolean) value);
    }

    @Override
    public Object read(Json json) throws MisfitException {
      if (json instanceof Json.Truth(boolean holds)) {
        return holds;
      }
      throw MisfitException.not(json, "`true` or `false`");
    }
  },

  STRING {
    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
      out.writeString((String) value);
    }

    @Override
    public Object read(Json json) throws MisfitException {
      if (json instanceof Json.Text(String characters)) {
        return characters;
      }
      throw MisfitException.not(json, "a text");
    }
  },

  DURATION {
    @Override
    public void write(JsonGenerator out, Object value) throws IOException {
      out.writeString(value.toString());
    }

    @Override
    public Object read(Json json) throws MisfitException {
      if (json instanceof Json.Text(String characters)) {
        try {
          return Duration.parse(characters);
        } catch (DateTimeParseException e) {
          // Says it below.
        }
      }
      throw MisfitException.not(json, "a duration such as `PT1S`");
    }
  };

  /** The scalars by their types in Java. */
  static final Map<Class<?>, Scalar> BY_TYPE =
      Map.of(
          int.class, INTEGER,
          Integer.class, INTEGER,
          long.class, LONG,
          Long.class, LONG,
          boolean.class, BOOLEAN,
          Boolean.class, BOOLEAN,
          String.class, STRING,
          Duration.class, DURATION);

  private static String digits(Json json) throws MisfitException {
    if (json instanceof Json.Numeral(String digits, boolean whole) && whole) {
      return digits;
    }
    throw MisfitException.not(json, "a whole number");
  }

  private static MisfitException tooLarge() {
    return new MisfitException("the number is too large");
  }
}
