package dev.relais.plan.json;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A component of a record, as a member of an object. */
final class Component {
  private final RecordComponent component;
  private final Forms forms;
  private final String name;
  private final Method accessor;
  private @Nullable Form form;

  Component(RecordComponent component, Forms forms) {
    this.component = component;
    this.forms = forms;
    name = component.getName();
    accessor = component.getAccessor();
  }

  /** As it is called in JSON. */
  String name() {
    return name;
  }

  Class<?> type() {
    return component.getType();
  }

  Object of(Object made) {
    return Reflection.get(accessor, made);
  }

  /** Whether it has a value where JSON has {@code null}, or says itself that it has none. */
  boolean takesNull() {
    return component.getType() == Optional.class || component.getType().isPrimitive();
  }

  Form form() {
    Form known = form;
    if (known == null) {
      known = find();
      form = known;
    }
    return known;
  }

  private Form find() {
    Class<?> type = component.getType();
    if (type == List.class) {
      return new ListForm(new Contents(forms, component::getGenericType));
    }
    return type == Optional.class
        ? new OptionalForm(new Contents(forms, component::getGenericType))
        : forms.of(type);
  }
}
