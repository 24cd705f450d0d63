package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;

/**
 * A text.
 *
 * @param reader what makes a value of it
 */
record LiteralForm(Method reader) implements Form {
  private static final Class<?>[] TEXT = {String.class};

  /** The form of a record that is written as a text; empty for all others. */
  static Optional<LiteralForm> of(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals("of")
          && Modifier.isStatic(method.getModifiers())
          && Arrays.equals(method.getParameterTypes(), TEXT)) {
        return Optional.of(new LiteralForm(method));
      }
    }
    return Optional.empty();
  }

  @Override
  public void write(JsonGenerator out, Object value) throws IOException {
    out.writeString(value.toString());
  }

  @Override
  public Object read(Json json) throws MisfitException {
    return Reflection.make(reader, (String) Scalar.STRING.read(json));
  }
}
