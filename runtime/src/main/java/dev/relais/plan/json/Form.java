package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

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
}
