package dev.relais.plan.json;

import java.util.Map;

/**
 * The records of a sealed interface, by what they are called in JSON.
 *
 * @param byName all of them
 */
public record Alternatives(Map<String, Class<? extends Record>> byName) {
  /** The member of an object that says which it is. */
  static final String MEMBER = "type";
}
