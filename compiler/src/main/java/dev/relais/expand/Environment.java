package dev.relais.expand;

import java.util.Map;
import java.util.Optional;

/**
 * What a configuration is expanded with.
 *
 * @param configurationId what {@code @id} is compared with; empty to take the first id that the
 *     configuration names
 * @param definitions given from outside, by name without the dollar sign
 * @param variables the environment variables for {@code ${_ENV NAME}}
 */
public record Environment(
    Optional<String> configurationId,
    Map<String, String> definitions,
    Map<String, String> variables) {

  /** Nothing given. */
  public static final Environment NONE = new Environment(Optional.empty(), Map.of(), Map.of());

  public Environment {
    definitions = Map.copyOf(definitions);
    variables = Map.copyOf(variables);
  }

  /** The same with a configuration id. */
  public Environment withConfigurationId(String id) {
    return new Environment(Optional.of(id), definitions, variables);
  }
}
