package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of one type in their order. */
record ListForm(Contents contents) implements Form {

  @Override
  public void write(JsonGenerator out, Object value) throws IOException {
    out.writeStartArray();
    for (Object each : (List<?>) value) {
      contents.form().write(out, each);
    }
    out.writeEndArray();
  }

  @Override
  public Optional<Form> element() {
    return Optional.of(contents.form());
  }

  @Override
  public Object read(Json json) throws MisfitException {
    if (!(json instanceof Json.Array(List<Json> elements))) {
      throw new MisfitException("this is not a list");
    }
    List<@Nullable Object> values = new ArrayList<>(elements.size());
    for (Json each : elements) {
      try {
        // A record refuses what is null.
        values.add(
            switch (each) {
              case Json.Null _ -> null;
              case Json.Made(Object value) -> value;
              default -> contents.form().read(each);
            });
      } catch (MisfitException e) {
        throw e.at(values.size());
      }
    }
    return values;
  }
}
