package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** One of the constants of an enum, by its name. */
record EnumForm(List<Enum<?>> constants) implements Form {

  @Override
  public void write(JsonGenerator out, Object value) throws IOException {
    out.writeString(((Enum<?>) value).name());
  }

  @Override
  public Object read(Json json) throws MisfitException {
    if (json instanceof Json.Text(String characters)) {
      for (Enum<?> constant : constants) {
        if (constant.name().equals(characters)) {
          return constant;
        }
      }
    }
    throw MisfitException.not(
        json,
        constants.stream()
            .map(constant -> "`" + constant.name() + "`")
            .collect(Collectors.joining(" or ")));
  }
}
