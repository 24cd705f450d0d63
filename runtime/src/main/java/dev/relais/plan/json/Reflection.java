package dev.relais.plan.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Calls what was found by reflection. */
final class Reflection {
  private Reflection() {}

  /** What a method without arguments gives, which does not throw; of no object if it is static. */
  static Object get(Method method, @Nullable Object object) {
    try {
      return method.invoke(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }

  /**
   * Makes an object.
   *
   * @throws MisfitException if it refuses the values
   */
  static Object make(Constructor<?> constructor, @Nullable Object... values)
      throws MisfitException {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw refusal(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " cannot be called", e);
    }
  }

  /**
   * Makes an object by a static method.
   *
   * @throws MisfitException if it refuses the text
   */
  static Object make(Method factory, String text) throws MisfitException {
    try {
      return factory.invoke(null, text);
    } catch (InvocationTargetException e) {
      throw refusal(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(factory + " cannot be called", e);
    }
  }

  private static MisfitException refusal(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof NullPointerException) {
      return new MisfitException("a value is null");
    }
    String message = cause instanceof IllegalArgumentException ? cause.getMessage() : null;
    return message == null ? MisfitException.unexpected() : new MisfitException(message);
  }
}
