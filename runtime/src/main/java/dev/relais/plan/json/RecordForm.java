package dev.relais.plan.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object with a member for each component of a record. */
final class RecordForm implements Form {
  private final List<Component> components = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Constructor<?> constructor;

  /**
   * Of a record.
   *
   * @param forms of the components
   */
  RecordForm(Class<?> type, Forms forms) {
    for (RecordComponent each : type.getRecordComponents()) {
      Component component = new Component(each, forms);
      places.put(component.name(), components.size());
      components.add(component);
    }
    Class<?>[] types = new Class<?>[components.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = components.get(i).type();
    }
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " is no record", e);
    }
  }

  @Override
  public void write(JsonGenerator out, Object value) throws IOException {
    out.writeStartObject();
    writeMembers(out, value);
    out.writeEndObject();
  }

  void writeMembers(JsonGenerator out, Object value) throws IOException {
    for (Component component : components) {
      out.writeFieldName(component.name());
      component.form().write(out, component.of(value));
    }
  }

  @Override
  public Optional<Form> member(String name) {
    return Optional.ofNullable(places.get(name)).map(place -> components.get(place).form());
  }

  @Override
  public Object read(Json json) throws MisfitException {
    if (json instanceof Json.Members(Map<String, Json> members)) {
      return read(members);
    }
    throw MisfitException.unexpected();
  }

  private Object read(Map<String, Json> members) throws MisfitException {
    @Nullable Object[] values = new Object[components.size()];
    for (Map.Entry<String, Json> member : members.entrySet()) {
      Integer place = places.get(member.getKey());
      if (place != null) {
        values[place] = read(components.get(place), member.getValue());
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        throw MisfitException.missing(components.get(i).name());
      }
    }
    Object made = Reflection.make(constructor, values);
    for (String name : members.keySet()) {
      if (!places.containsKey(name)) {
        throw new MisfitException("there is no `" + name + "` in a plan").in(name);
      }
    }
    return made;
  }

  private static Object read(Component component, Json json) throws MisfitException {
    try {
      if (json instanceof Json.Null && !component.takesNull()) {
        throw new MisfitException("`" + component.name() + "` is null");
      }
      return component.form().read(json);
    } catch (MisfitException e) {
      throw e.in(component.name());
    }
  }
}
