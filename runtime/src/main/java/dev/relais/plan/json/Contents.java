package dev.relais.plan.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The form of what is in a list or an optional value, found out when something is. */
final class Contents {
  private final Forms forms;
  private final Supplier<Type> container;
  private @Nullable Form form;

  /**
   * Of a container.
   *
   * @param container its type, with the type of what is in it
   */
  Contents(Forms forms, Supplier<Type> container) {
    this.forms = forms;
    this.container = container;
  }

  Form form() {
    Form known = form;
    if (known == null) {
      ParameterizedType generic = (ParameterizedType) container.get();
      known = forms.of(generic.getActualTypeArguments()[0]);
      form = known;
    }
    return known;
  }
}
