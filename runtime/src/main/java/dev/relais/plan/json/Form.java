package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** How the values of one type are written as JSON, and read. */
interface Form {
  /** Writes a value of the type. */
  void write(JsonGenerator out, Object value) throws IOException;

  /**
   * Reads a value.
   *
   * @throws MisfitException if it is none of the type
   */
  Object read(Json json) throws MisfitException;

  /** The form of a member of the objects that it reads; empty if that depends on other members. */
  default Optional<Form> member(String name) {
    return Optional.empty();
  }

  /** The form of the elements of the lists that it reads; empty if it reads none. */
  default Optional<Form> element() {
    return Optional.empty();
  }
}
