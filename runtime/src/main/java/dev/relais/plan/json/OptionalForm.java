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
  public Optional<Form> member(String name) {
    return contents.form().member(name);
  }

  @Override
  public Optional<Form> element() {
    return contents.form().element();
  }

  @Override
  public Object read(Json json) throws MisfitException {
    return json instanceof Json.Null ? Optional.empty() : Optional.of(contents.form().read(json));
  }
}
