package dev.relais.plan.json;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The forms of types, each made when it is asked for. */
final class Forms {
  private final Map<Type, Form> known = new ConcurrentHashMap<>(Scalar.BY_TYPE);
  private final Map<Class<?>, RecordForm> records = new ConcurrentHashMap<>();

  Form of(Type type) {
    Form form = known.get(type);
    if (form == null) {
      form = make(type);
      known.put(type, form);
    }
    return form;
  }

  RecordForm ofRecord(Class<?> type) {
    RecordForm form = records.get(type);
    if (form == null) {
      form = new RecordForm(type, this);
      records.put(type, form);
    }
    return form;
  }

  private Form make(Type type) {
    if (type instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class) {
        return new ListForm(new Contents(this, () -> generic));
      }
      if (generic.getRawType() == Optional.class) {
        return new OptionalForm(new Contents(this, () -> generic));
      }
    } else if (type instanceof Class<?> simple) {
      if (simple.isEnum()) {
        return new EnumForm(List.of((Enum<?>[]) simple.getEnumConstants()));
      }
      if (simple.isRecord()) {
        Optional<LiteralForm> literal = LiteralForm.of(simple);
        return literal.isPresent() ? literal.get() : ofRecord(simple);
      }
      for (Method method : simple.getDeclaredMethods()) {
        if (method.getReturnType() == Alternatives.class) {
          return new ChoiceForm((Alternatives) Reflection.get(method, null), this);
        }
      }
    }
    throw new IllegalStateException(type + " has no form in JSON");
  }
}
