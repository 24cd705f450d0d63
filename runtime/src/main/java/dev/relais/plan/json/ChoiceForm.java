package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of the records of a sealed interface; a member of the object says which.
 *
 * @param alternatives the records
 * @param forms of the records
 */
record ChoiceForm(Alternatives alternatives, Forms forms) implements Form {

  @Override
  public void write(JsonGenerator out, Object value) throws IOException {
    for (Map.Entry<String, Class<? extends Record>> each : alternatives.byName().entrySet()) {
      if (each.getValue() == value.getClass()) {
        out.writeStartObject();
        out.writeStringField(Alternatives.MEMBER, each.getKey());
        forms.ofRecord(each.getValue()).writeMembers(out, value);
        out.writeEndObject();
        return;
      }
    }
    throw new IllegalStateException(value.getClass() + " has no name in JSON");
  }

  @Override
  public Object read(Json json) throws MisfitException {
    if (!(json instanceof Json.Members(Map<String, Json> members))) {
      throw MisfitException.unexpected();
    }
    if (!(members.get(Alternatives.MEMBER) instanceof Json.Text(String name))) {
      throw MisfitException.missing(Alternatives.MEMBER);
    }
    Class<? extends Record> type = alternatives.byName().get(name);
    if (type == null) {
      throw new MisfitException("`" + name + "` is unknown");
    }
    Map<String, Json> others = new LinkedHashMap<>(members);
    others.remove(Alternatives.MEMBER);
    return forms.ofRecord(type).read(new Json.Members(others));
  }
}
