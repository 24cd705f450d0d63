package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** A value or {@code null}. */
record OptionalForm(Contents contents) implements Form {

  @Override
  public void write(JsonGenerator out, Object value) throws IOException {
    Optional<?> optional = (Optional<?>) value;
    if (optional.isPresent()) {
      contents.form().write(out, optional.get());
    } else {
      out.writeNull();
    }
  }

  @Override
  public Object read(Json json) throws MisfitException {
    return json instanceof Json.Null ? Optional.empty() : Optional.of(contents.form().read(json));
  }
}
